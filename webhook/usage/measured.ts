/**
 * What was seen of a container's use of a device, in one set of signals whoever measured it. A signal
 * that was not measured is absent; it is never zero.
 */
import type { Profile } from '../core/profile.ts';
import type { Doubt } from './sources/doubt.ts';

/** A series as a time-series database keeps it; values that are no numbers are left out. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since the epoch and the value, in order of time. */
  readonly points: readonly (readonly [at: number, value: number])[];
}

export type Source = 'dcgm' | 'amd' | 'xpum' | 'hami' | 'recorded';

/** What the compute figure was taken from, the best first. `utilisation` says only that some kernel ran. */
export type ComputeBy = 'sm' | 'engine' | 'utilisation' | 'none';

export interface Reading {
  /** Seconds since the epoch. */
  readonly at: number;
  /** MiB of one device. */
  readonly vramMiB?: number;
  /** 0 to 1 of the device or MIG instance it was taken on, as are the next two. */
  readonly sm?: number;
  readonly dram?: number;
  readonly tensor?: number;
}

/** One container on one device, for as long as it was seen there. */
export interface Measured {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly device: {
    /** The card's UUID, and the instance's id where it is one of several on the card. */
    readonly id: string;
    /** As the source names it, e.g. `NVIDIA A100-SXM4-80GB`. */
    readonly model: string;
    /** E.g. `1g.10gb`; absent of a whole card. */
    readonly migProfile?: string;
  };
  readonly source: Source;
  readonly computeBy: ComputeBy;
  readonly sharing: Profile['sharing'];
  readonly attribution: Profile['attribution'];
  /** Why it is unknown whose it is. */
  readonly doubt?: Doubt;
  readonly readings: readonly Reading[];
}
