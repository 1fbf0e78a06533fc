/** What an engine that fills its card says of itself. */
export interface EngineFigures {
  readonly name: string;
  readonly hours: number;
  /** MiB of one device, before headroom; absent where nobody can tell. */
  readonly needMiB?: number;
  /** What of that is its KV cache. */
  readonly kvMiB?: number;
  /** Of what the need consists, or why it is not known. */
  readonly says: string;
}

/** What a container of a workload has been seen to use. Written by a profiler or by hand. */
export interface Profile {
  /** Canonical revision text (revision.ts) the figures belong to. */
  readonly revision: string;
  /** Image tag or digest the figures were taken under; another tag inherits with more headroom. */
  readonly tag?: string;
  /** Catalogue product the figures were measured on, e.g. `H100-80GB`. */
  readonly measuredOn: string;
  readonly sharing: 'whole' | 'mig' | 'mps' | 'timeSlice';
  readonly attribution: 'exact' | 'perProcess' | 'duplicated' | 'unknown';
  readonly vramMaxMiB: number;
  /** Of the model's weights, which the host's memory loads; absent where nobody has written it. */
  readonly weightsMiB?: number;
  /** 0–1 of a whole GPU. Absent is unknown, never zero. */
  readonly smP95?: number;
  /** What the compute figure was taken from; `utilisation` says only that some kernel ran. */
  readonly computeBy?: 'sm' | 'engine' | 'utilisation' | 'none';
  /** How far the figures can be trusted, 0 to 1. Absent where nobody has said. */
  readonly confidence?: number;
  readonly engine?: EngineFigures;
  readonly hours: number;
  readonly samples: number;
  /** Seconds since the epoch of the last sample. */
  readonly lastSeen?: number;
}
