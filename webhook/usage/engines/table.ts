/** How a serving engine spells what it says of its own memory and of its queue. */
import type { Quantity } from '../sources/table.ts';
import type { Engine } from './signs.ts';

/** How many tokens the KV pool holds: a figure, blocks and the tokens of one, or labels of an info metric. */
export type Capacity =
  | { readonly blocks: Quantity; readonly tokensPerBlock: Quantity }
  | { readonly info: string; readonly tokens: string }
  | { readonly info: string; readonly blocks: string; readonly tokensPerBlock: string };

export interface EngineTable {
  readonly name: Engine;
  readonly waiting: Quantity;
  readonly running: Quantity;
  /** 0 to 1 of the pool. */
  readonly kvUse: Quantity;
  /** Tokens that the pool holds, or has promised to, right now. */
  readonly tokens: Quantity;
  /** Tried in order. */
  readonly capacity: readonly Capacity[];
  /** Requests that lost their place for want of memory: of a counter its growth tells, of a gauge any value. */
  readonly preempted: { readonly counters: readonly string[]; readonly gauges: readonly string[] };
  /** Counters of tokens looked up and found again, or a gauge of the ratio. */
  readonly prefix: { readonly asked?: string; readonly found?: string; readonly ratio?: string };
  /** Labels that tell several pools of one container apart. */
  readonly parts: readonly string[];
}
