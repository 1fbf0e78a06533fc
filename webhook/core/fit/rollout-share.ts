/**
 * A policy that is rolled out acts on some workloads first. Which ones is told by their names alone,
 * so that each replica of ours and each report picks the same, and whoever is picked stays so while
 * the share grows. Towards the others the policy observes.
 */
import type { Reason, Workload } from '../decision.ts';
import type { Terms } from '../terms.ts';
import { nameOf } from '../text.ts';

/** The terms as they hold for this workload. */
export function stagedFor(terms: Terms | 'none', workload: Workload | 'unknown'): Terms | 'none' {
  if (terms === 'none' || terms.rolloutShare >= 1) return terms;
  const picked = workload !== 'unknown' && placeOf(workload) < terms.rolloutShare;
  return picked ? terms : { ...terms, mode: 'observe', beyondRollout: true };
}

/** What a reader should know of a pod that the policy does not act on yet. */
export const beyondRollout = ({ policy, rolloutShare }: Terms): Reason => ({
  rule: 'policy/rollout-share',
  says: `policy ${policy} acts on a share of ${rolloutShare} of all workloads, and this one is not among them yet`,
});

/** From 0 to 1, spread evenly. */
function placeOf({ namespace, kind, name }: Workload): number {
  const lane = Number.parseInt(nameOf(`${namespace}/${kind}/${name}`).slice(0, 8), 16);
  return stirred(lane) / 2 ** 32;
}

/** The last step of MurmurHash3: names that differ in one letter end far apart. */
function stirred(lane: number): number {
  let h = lane ^ (lane >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
