/**
 * One owner chain: what its pod carries at CREATE, as that controller makes it; what informers have
 * seen; and the Workload it should come to. A run is one rollout, one schedule, one user's start:
 * all that a controller draws anew each time.
 */
import type { Labels, ObjectMeta, OwnerReference } from '../../pod.ts';

export interface Run {
  /** Of a template, e.g. `7d9c5b6f4`. */
  readonly hash: string;
  /** Five characters of chance. */
  readonly five: string;
  /** Since the epoch. */
  readonly second: number;
  readonly uid: string;
  readonly ordinal: number;
  readonly user: string;
}

export const FIRST: Run = {
  hash: '7d9c5b6f4',
  five: 'x7k2q',
  second: 1_763_208_000,
  uid: '4a8e1f02-5d1c-4c3f-9f67-0c1de8a3b7d1',
  ordinal: 0,
  user: 'ada',
};

export const minuteOf = ({ second }: Run): number => Math.floor(second / 60);

/** Owners above, as informers have seen them: `ReplicaSet/asr-1` to its owner. */
export type Seen = Readonly<Record<string, OwnerReference | 'none'>>;

export interface Chain {
  readonly name: string;
  readonly pod: (run: Run) => ObjectMeta;
  readonly seen?: (run: Run) => Seen;
  /** `Deployment/asr by replicaset-name`, for the first run. */
  readonly want: string;
  /** Labels by which a policy called `ours` folds it. */
  readonly identity?: readonly string[];
  /** Each run is a workload of its own, until a policy folds them. */
  readonly each?: true;
}

export function owner(
  kind: string,
  name: string,
  apiVersion: string,
  run: Run = FIRST,
): OwnerReference {
  return { apiVersion, kind, name, uid: `${run.uid}-${kind}-${name}`, controller: true };
}

/** A pod whose name the API server completes, as most controllers ask it to. */
export const made = (by: OwnerReference, run: Run, labels: Labels = {}): ObjectMeta => ({
  generateName: `${by.name}-`,
  name: `${by.name}-${run.five}`,
  uid: run.uid,
  labels,
  ownerReferences: [by],
});

/** A pod whose controller gave it its name. */
export const named = (
  name: string,
  by: OwnerReference | undefined,
  run: Run,
  labels: Labels = {},
): ObjectMeta => ({
  name,
  uid: run.uid,
  labels,
  ...(by === undefined ? {} : { ownerReferences: [by] }),
});
