/**
 * A tally as it is kept in the status of a GpuProfile, so that a profiler that starts anew need not
 * read the past again, nor the source still have it. Sparse, and every weight divided by what all
 * have in common: nothing is lost by it, and what is restored is what was kept.
 */
import type { EngineDay, EngineSeen } from '../engines/seen.ts';
import type { Compute } from './compute.ts';
import { inOrder, type Histogram } from './histogram.ts';
import type { Peak } from './peaks.ts';
import { computeKey, type Doubted, type Memory, type Tagged, type Tally } from './tally.ts';

/** Another is not read: what it meant nobody can tell, and the evidence starts anew. */
export const CHECKPOINT_VERSION = 1;

type Texts = 'sm' | 'dram' | 'tensor' | 'sizes' | 'filled';

export interface Checkpoint {
  readonly name: string;
  readonly version: number;
  readonly revision: string;
  readonly tags: readonly ({ readonly tag: string } & Tagged)[];
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly readTo: number;
  readonly memory: Omit<Memory, 'peaks' | 'MiB'> & {
    readonly days: readonly ({ readonly day: number } & Peak)[];
    readonly MiB: string;
  };
  readonly compute: readonly (Omit<Compute, Texts> & Readonly<Record<Texts, string>>)[];
  readonly doubted?: Doubted;
  readonly engine?: Omit<EngineSeen, 'days'> & {
    readonly days: readonly ({ readonly day: number } & EngineDay)[];
  };
  readonly pods: readonly number[];
  readonly devices: number;
}

export const checkpointOf = (name: string, tally: Tally): Checkpoint => {
  const { tags, memory, compute, doubted, engine, pods, ...rest } = tally;
  const { peaks, MiB, ...seen } = memory;
  return {
    name,
    version: CHECKPOINT_VERSION,
    ...rest,
    tags: [...tags].map(([tag, under]) => ({ tag, ...under })),
    memory: {
      ...seen,
      days: [...peaks].map(([day, peak]) => ({ day, ...peak })),
      MiB: textOf(MiB),
    },
    compute: [...compute.values()].map((one) => ({
      ...one,
      sm: textOf(one.sm),
      dram: textOf(one.dram),
      tensor: textOf(one.tensor),
      sizes: textOf(one.sizes),
      filled: textOf(one.filled),
    })),
    ...(doubted === 'nothing' ? {} : { doubted }),
    ...(engine === 'nothing'
      ? {}
      : { engine: { ...engine, days: [...engine.days].map(([day, one]) => ({ day, ...one })) } }),
    pods: [...pods],
  };
};

export function restored(checkpoint: Checkpoint): Tally | 'unreadable' {
  const { name: _, version, tags, memory, compute, doubted, engine, ...rest } = checkpoint;
  if (version !== CHECKPOINT_VERSION) return 'unreadable';
  const { days, MiB, ...seen } = memory;
  return {
    ...rest,
    tags: new Map(tags.map(({ tag, ...under }) => [tag, under])),
    memory: {
      ...seen,
      peaks: new Map(days.map(({ day, ...peak }) => [day, peak])),
      MiB: histogramIn(MiB),
    },
    compute: new Map(
      compute.map((one) => [
        computeKey(one.product, one.by),
        {
          ...one,
          sm: histogramIn(one.sm),
          dram: histogramIn(one.dram),
          tensor: histogramIn(one.tensor),
          sizes: histogramIn(one.sizes),
          filled: histogramIn(one.filled),
        },
      ]),
    ),
    doubted: doubted ?? 'nothing',
    engine:
      engine === undefined
        ? 'nothing'
        : { ...engine, days: new Map(engine.days.map(({ day, ...one }) => [day, one])) },
  };
}

/** A power of two, so that every digit read is exact. */
const DIGITS = 32;

/** The period, how often all weights were halved, and each bucket with its weight. */
export function textOf({ period, weights }: Histogram): string {
  const halvings = commonHalvings([...weights.values()]);
  const each = inOrder(weights).map((bucket) => {
    const weight = (weights.get(bucket) ?? 0) / 2 ** halvings;
    return `${bucket.toString(DIGITS)}:${weight.toString(DIGITS)}`;
  });
  return [period, halvings, ...each].join(' ');
}

function commonHalvings(weights: readonly number[]): number {
  let halvings = 0;
  while (weights.length > 0 && weights.every((weight) => weight % 2 ** (halvings + 1) === 0))
    halvings++;
  return halvings;
}

export function histogramIn(text: string): Histogram {
  const [period = '0', halvings = '0', ...each] = text.split(' ');
  return {
    period: Number(period),
    weights: new Map(
      each
        .map((one): [bucket: number, weight: number] => {
          const [bucket = '', weight = ''] = one.split(':');
          return [parseInt(bucket, DIGITS), parseInt(weight, DIGITS) * 2 ** Number(halvings)];
        })
        .filter(isSample),
    ),
  };
}

/** A status may hold what nobody of us wrote: what weighs nothing would be halved for ever. */
const isSample = ([bucket, weight]: readonly [number, number]): boolean =>
  Number.isSafeInteger(bucket) && bucket >= 0 && Number.isSafeInteger(weight) && weight > 0;
