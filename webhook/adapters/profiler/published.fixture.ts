/** Profiles as a run would publish them, of a workload that was seen for a day and then some minutes. */
import { catalogue } from '../../core/testing/catalogue.ts';
import type { Learned } from '../../usage/profiling/learned.ts';
import {
  publishedOf,
  type Published,
  type StandingProfile,
} from '../../usage/profiling/published.ts';
import { MINUTE, MONDAY, measured, steady, windowOf } from '../../usage/statistics/testing/seen.ts';
import { tallyOf } from '../../usage/statistics/window.ts';

export interface Seen {
  readonly name?: string;
  readonly vramMiB?: number;
  /** Minutes in which it was busy, which are all that were read. */
  readonly busy?: number;
}

export function publishedAs({ name = 'asr', vramMiB = 6000, busy = 1440 }: Seen = {}): Published {
  const window = windowOf(
    [measured(steady(MONDAY, busy, { vramMiB, sm: 0.2 }))],
    MONDAY + busy * MINUTE,
  );
  const learned: Learned = {
    namespace: 'speech',
    kind: 'Deployment',
    name,
    container: 'server',
    revision: 'registry.local/asr',
    tag: '1.4',
    class: 'serving',
    newest: MONDAY,
    tally: tallyOf(window, catalogue),
  };
  const [profile] = publishedOf([learned], [], catalogue).profiles;
  if (profile === undefined) throw new Error('there is no such profile');
  return profile;
}

/** Read so many minutes on, in which nothing was seen. */
export const readOn = (profile: Published, minutes: number): Published => ({
  ...profile,
  status: {
    checkpoints: profile.status.checkpoints.map((one) => ({
      ...one,
      readTo: one.readTo + minutes * MINUTE,
    })),
  },
});

/** As an API server would give it back: other keys first. */
export const standing = ({ metadata, spec, status }: Published): StandingProfile => ({
  ...metadata,
  workload: spec.workload,
  containers: spec.containers.map(backwards),
  checkpoints: status.checkpoints.map(backwards),
});

const backwards = <T extends object>(of: T): T =>
  JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(of).toReversed())));
