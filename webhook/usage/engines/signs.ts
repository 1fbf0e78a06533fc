/**
 * What a serving engine says of itself. Its device is full by design, since it reserves what it finds;
 * how much of that it ever used only the engine knows.
 */
export type Engine = 'vllm' | 'sglang' | 'tgi' | 'triton' | 'tensorrt-llm';

export interface EngineReading {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly waiting?: number;
  readonly running?: number;
  /** 0 to 1 of the KV pool. */
  readonly kvUse?: number;
  /** Tokens in the pool, or promised a place in it. */
  readonly tokens?: number;
}

/** One KV pool of one container. */
export interface EngineSigns {
  readonly engine: Engine;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Which of several pools, e.g. a data-parallel rank; '' where there is one. */
  readonly part: string;
  /** As the engine calls it. */
  readonly model?: string;
  /** Tokens that the pool holds; the most of the window. */
  readonly capacityTokens?: number;
  /** Requests that were put back for want of memory, at the least. */
  readonly preempted: number;
  /** The same by day since the epoch, in UTC; absent where nobody knows when. */
  readonly preemptedOn?: ReadonlyMap<number, number>;
  /** 0 to 1 of the tokens that were found in the prefix cache. */
  readonly prefixHits?: number;
  readonly readings: readonly EngineReading[];
}
