/**
 * When deaths are a sign that a slice is too small: one container restarts again and again, or
 * replicas die one after the other soon after they began. That two of a thousand die within ten
 * minutes is none, so of replicas it takes half.
 */
import type { BackOffTerms } from '../../core/back-off.ts';

/** In milliseconds since the epoch. */
export interface Died {
  readonly begun: number;
  readonly ended: number;
  readonly how: string;
}

export interface Sign {
  /** Of the last death that counts. */
  readonly at: number;
  readonly says: string;
}

type Counting = Pick<BackOffTerms, 'restarts' | 'within'>;

/** Of one container of one pod; each was followed by a restart, the earliest first. */
export function restarted(all: readonly Died[], { restarts, within }: Counting): Sign | undefined {
  for (let last = all.length - 1; last >= restarts - 1; last--) {
    const [first, end] = [all[last - restarts + 1], all[last]];
    if (first === undefined || end === undefined) continue;
    const apart = end.ended - first.ended;
    if (apart > within * 1000) continue;
    const times = restarts === 1 ? 'once' : `${restarts} times within ${span(apart)}`;
    return { at: end.ended, says: `it restarted ${times}, the last time with ${end.how}` };
  }
  return undefined;
}

/** Of one container of replicas, the last death of each; `all` counts those that live, too. */
export function diedAlike(
  deaths: readonly Died[],
  all: number,
  { restarts, within }: Counting,
): Sign | undefined {
  const young = deaths
    .filter(({ begun, ended }) => ended - begun <= within * 1000)
    .toSorted((a, b) => a.ended - b.ended);
  const last = young.at(-1);
  if (last === undefined) return undefined;
  const near = young.filter(({ ended }) => last.ended - ended <= within * 1000).length;
  if (near < Math.max(restarts, 2) || near * 2 < all) return undefined;
  return {
    at: last.ended,
    says: `${near} of ${Math.max(all, near)} replicas died soon after they began, the last one with ${last.how}`,
  };
}

const span = (ms: number): string => {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds < 120 ? `${seconds}s` : `${Math.round(seconds / 60)}m`;
};
