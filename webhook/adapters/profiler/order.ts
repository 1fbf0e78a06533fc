/** What passes between the server and the thread in which a run of the profiler is made. */
import type { PrometheusConfig } from '../prometheus/connection.ts';
import type { Refused } from './sound.ts';

/** Nothing but plain values: it is copied into the thread. */
export interface Order {
  readonly prometheus: PrometheusConfig;
  /** Files and folders of policies, for what they say of class and identity. */
  readonly documents: readonly string[];
  /** Seconds back, where no earlier run has been. */
  readonly since: number;
  /** Seconds since the epoch until which all has been kept, as far as the last run knows. */
  readonly from?: number;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

export interface Report {
  /** From where the next run has to read. */
  readonly from: number;
  /** Points after the one and until the other, in seconds since the epoch. */
  readonly after: number;
  readonly until: number;
  readonly points: number;
  /** Workloads that there are figures of, and how many of their profiles were written now. */
  readonly workloads: number;
  readonly written: number;
  /** Containers that hold a GPU and have none. */
  readonly silent: number;
  readonly refused: readonly Refused[];
  /** Whether it stopped where something is missing of what Prometheus answered. */
  readonly gap: boolean;
  /** For people, a line each. */
  readonly says: readonly string[];
}
