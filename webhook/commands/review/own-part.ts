/** A quota is used by what runs and by what was reviewed before: whoever is over it asks which of them it is. */
import { gpus } from '../../core/text.ts';
import { isRefused } from '../turn.ts';
import type { Stage } from '../standing.ts';
import type { Judged } from './outcome.ts';

/** `at`: which of its pods speaks of the quota. Absent where nothing of it is the manifests' own. */
export function ownPart({ each }: Judged, at: number, stage: Stage): string | undefined {
  const team = each[at]?.judged.team ?? '';
  const now = stage.ledger.peek(team);
  if (now === 'unknown') return undefined;
  const since = each
    .slice(at)
    .filter((pod) => !isRefused(pod))
    .reduce((sum, { judged, pods }) => sum + judged.claimFinal.milliGPU * pods, 0);
  const own = now.milliGPU - since - (stage.heldAtFirst.get(team)?.milliGPU ?? 0);
  return own > 0 ? ofManifests(own) : undefined;
}

export const ofManifests = (milliGPU: number): string =>
  `of what the team uses there, ${gpus(milliGPU)} GPU ${milliGPU > 1000 ? 'are' : 'is'} of these manifests`;
