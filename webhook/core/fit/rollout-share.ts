/**
 * A policy that is rolled out acts on some first. Where a controller numbers its replicas it is the
 * first of them, of each workload; elsewhere it is some workloads, by their names alone. So each replica
 * of ours and each report picks the same, and whoever is picked stays so while the share grows. Towards
 * the others the policy observes.
 */
import type { Reason, Workload } from '../decision.ts';
import type { Numbered } from '../identity/numbered.ts';
import type { Scale, ScaleOf } from '../identity/scale.ts';
import type { Terms } from '../terms.ts';
import { nameOf } from '../text.ts';

/** Whose side is asked about. */
export interface Replica {
  readonly workload: Workload | 'unknown';
  readonly numbered: Numbered | 'none';
  readonly scaleOf: ScaleOf;
}

/** The terms as they hold for this one. */
export function stagedFor(terms: Terms | 'none', replica: Replica): Terms | 'none' {
  if (terms === 'none') return terms;
  const side = sideOf(terms, replica);
  return side === 'among'
    ? terms
    : { ...terms, mode: 'observe', beyondRollout: reasonFor(terms, replica, side) };
}

/** Which other replicas of the workload stand where this one does; `undefined` where they all do. */
export function besides(
  terms: Terms | 'none',
  replica: Replica,
): ((other: Numbered | 'none') => boolean) | undefined {
  if (terms === 'none' || terms.rolloutShare >= 1 || countedIn(terms, replica) === 'none')
    return undefined;
  const among = (numbered: Numbered | 'none') =>
    sideOf(terms, { ...replica, numbered }) === 'among';
  const ours = among(replica.numbered);
  return (other) => among(other) === ours;
}

/** `unseen`: it depends on how many replicas there are to be, which nobody has seen. */
type Side = 'among' | 'beyond' | 'unseen';

function sideOf(terms: Terms, replica: Replica): Side {
  const { workload, scaleOf } = replica;
  if (terms.rolloutShare >= 1) return 'among';
  const numbered = countedIn(terms, replica);
  if (numbered !== 'none') return placed(terms, numbered, scaleOf(numbered));
  return workload !== 'unknown' && placeOf(workload) < terms.rolloutShare ? 'among' : 'beyond';
}

/**
 * Where it is replicas that are picked. A share of nothing picks nobody, however many there are. Of a Job
 * that numbers nobody the label is its template's, which would choose a side for itself.
 */
function countedIn({ rolloutOf, rolloutShare }: Terms, replica: Replica): Numbered | 'none' {
  const { numbered, scaleOf } = replica;
  if (rolloutOf !== 'replicas' || rolloutShare === 0 || numbered === 'none') return 'none';
  return scaleOf(numbered) === 'none' ? 'none' : numbered;
}

function placed({ rolloutShare }: Terms, { ordinal }: Numbered, scale: Seen): Side {
  const { replicas, start } = isScale(scale) ? scale : UNSEEN;
  const at = ordinal - start;
  // What was seen may be from before it was scaled up; a pod is never made beyond the number.
  if (at < firstOf(rolloutShare, Math.max(replicas, at + 1))) return 'among';
  return at < replicas ? 'beyond' : 'unseen';
}

type Seen = ReturnType<ScaleOf>;

const isScale = (scale: Seen): scale is Scale => scale !== 'unknown' && scale !== 'none';

/** The first ordinal may be a higher one, which makes a replica an earlier one and never a later. */
const UNSEEN: Scale = { replicas: 0, start: 0 };

function reasonFor(terms: Terms, replica: Replica, side: Side): Reason {
  const { policy, rolloutShare } = terms;
  const numbered = countedIn(terms, replica);
  if (numbered === 'none')
    return {
      rule: 'policy/rollout-share',
      says: `policy ${policy} acts on a share of ${rolloutShare} of all workloads, and this one is not among them yet`,
    };
  const { kind, name, ordinal } = numbered;
  const scale = replica.scaleOf(numbered);
  if (side === 'unseen' || !isScale(scale))
    return {
      rule: 'policy/replicas-unknown',
      says: `policy ${policy} acts on a share of ${rolloutShare} of the replicas of ${kind} ${name}, and nobody has seen yet of how many ordinal ${ordinal} is one`,
    };
  const { replicas } = scale;
  return {
    rule: 'policy/rollout-share',
    says: `policy ${policy} acts on the first ${firstOf(rolloutShare, replicas)} of the ${replicas} replicas of ${kind} ${name}, and ordinal ${ordinal} is not among them yet`,
  };
}

/** In decimals, as the share was written: 0.07 of 100 are 7, where binary fractions make them 8. */
const DIGITS = 12;

/** How many replicas of so many. */
export const firstOf = (share: number, replicas: number): number =>
  Math.ceil(Number((share * replicas).toPrecision(DIGITS)));

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
