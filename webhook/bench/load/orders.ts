/** What the load generator is told and what it tells. */
export interface Target {
  readonly port: number;
  /** Whose CPU time and memory is read at both ends of a measurement. */
  readonly pid: number;
  /** PEM of the authority that signed its certificate. */
  readonly ca: string;
  /** What an answer must hold: our server always proposes a patch, an allow-all one never does. */
  readonly wants: 'patch' | 'allowed';
}

export interface Look {
  readonly kind: 'look';
  readonly target: Target;
}

export interface FlatOut {
  readonly kind: 'flat-out';
  /** Pods that come again and again, as replicas do, or so many that none is remembered. */
  readonly pods: 'again' | 'new';
  readonly target: Target;
  readonly connections: number;
  readonly seconds: number;
}

export interface FixedRate {
  readonly kind: 'fixed-rate';
  readonly target: Target;
  readonly connections: number;
  readonly seconds: number;
  readonly perSecond: number;
}

export type Order = Look | FlatOut | FixedRate;

/** Each of the reviews asked once, and its answer read to the last operation. */
export interface Looked {
  readonly kind: 'look';
  readonly answered: number;
  readonly faults: readonly string[];
  /** In base64, as they came, shortest first; none from a server that allows everything. */
  readonly patches: readonly string[];
}

export interface Measured {
  readonly kind: 'measured';
  readonly answered: number;
  readonly failed: number;
  /** The first failure in words; '' where there was none. */
  readonly fault: string;
  readonly seconds: number;
  readonly cpuMicroseconds: number;
  readonly rssMiB: number;
  /** In milliseconds; at a fixed rate from the moment it should have been sent. */
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

export type Reply = Looked | Measured | { readonly kind: 'gave up'; readonly why: string };
