/** A pod that says what it needs, at a door where that is heard. */
import type { Decision } from '../decision.ts';
import type { Pod } from '../pod.ts';
import type { Profile } from '../profile.ts';
import type { Terms } from '../terms.ts';
import { cards, mixed } from './nodes.ts';
import { podOf } from './pods.ts';
import { profilesFor, proposed, termsOf, type WorldParts } from './world.ts';

export const nodes = [
  mixed('mig', 'h100', { '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 }),
  cards('c', 'h100'),
];
export const SMALL = 'H100-80GB nvidia.com/mig-1g.10gb';
export const MIDDLE = 'H100-80GB nvidia.com/mig-2g.20gb';
export const LARGE = 'H100-80GB nvidia.com/mig-3g.40gb';
export const CARD = 'nvidia.com/gpu: 1';

export interface Saying {
  readonly vram?: string;
  readonly share?: string;
}

export const saying = ({ vram, share }: Saying): Pod =>
  podOf(
    {},
    {
      annotations: {
        ...(vram === undefined ? {} : { 'tranche.dev/vram': vram }),
        ...(share === undefined ? {} : { 'tranche.dev/share': share }),
      },
    },
  );

export const given = (
  said: Saying,
  terms: Partial<Terms> = {},
  more: Partial<WorldParts> & { used?: Partial<Profile> } = {},
): Decision => {
  const pod = saying(said);
  const { used, ...parts } = more;
  const profiles = used === undefined ? {} : profilesFor(pod, used);
  return proposed(pod, {
    nodes,
    terms: termsOf({ declared: 'accept', ...terms }),
    profiles,
    ...parts,
  });
};

/** Seen for too few hours to be evidence. */
export const FEW = { hours: 5 };
