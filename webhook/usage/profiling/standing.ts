/** What a cluster shows of who runs there: pods that it still has, and whoever makes pods of a template. */
import type { Pod } from '../../core/pod.ts';

/** One that the cluster has, whether it still runs or has ended. */
export interface StandingPod {
  readonly pod: Pod;
  /** Seconds since the epoch; 0 where nothing says so. */
  readonly created: number;
  /** Its containers run, and have done so since then; `no` where they do not. */
  readonly runningSince: number | 'no';
  /** Its own; absent where it has none yet, or is on its node's network. */
  readonly address?: string;
}

/** A ReplicaSet, Job or StatefulSet whose template has not changed since it was made. */
export interface Maker {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Of its pods, as they come: its own labels on it and itself as their controller, but without a name. */
  readonly template: Pod;
  readonly created: number;
}

export interface Standing {
  readonly pods: readonly StandingPod[];
  readonly makers: readonly Maker[];
}
