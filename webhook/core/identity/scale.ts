/**
 * How many replicas there are to be of whoever numbers them, read from its spec as the API server
 * completes it: the same for a manifest as for what a cluster has stored.
 */
import type { Numbered } from './numbered.ts';

export interface Scale {
  readonly replicas: number;
  /** The lowest ordinal. */
  readonly start: number;
}

/** `none` of whoever is known to number nobody. */
export type ScaleOf = (of: Pick<Numbered, 'kind' | 'name'>) => Scale | 'none' | 'unknown';

type Spec = Readonly<Record<string, unknown>>;

/** `none` of a Job that does not number its pods. */
export const scaleFrom = (kind: Numbered['kind'], spec: unknown): Scale | 'none' =>
  readers[kind](isSpec(spec) ? spec : {});

const readers: Readonly<Record<Numbered['kind'], (spec: Spec) => Scale | 'none'>> = {
  StatefulSet({ replicas, ordinals }) {
    const start = isSpec(ordinals) ? count(ordinals['start']) : undefined;
    return { replicas: count(replicas) ?? 1, start: start ?? 0 };
  },
  Job({ completionMode, completions }) {
    const replicas = completionMode === 'Indexed' ? count(completions) : undefined;
    return replicas === undefined ? 'none' : { replicas, start: 0 };
  },
  LeaderWorkerSet: ({ replicas }) => ({ replicas: count(replicas) ?? 1, start: 0 }),
};

const isSpec = (value: unknown): value is Spec => typeof value === 'object' && value !== null;

/** The API has counts of 32 bits. */
const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31
    ? value
    : undefined;
