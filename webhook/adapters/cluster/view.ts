/** One kind of object that is watched, and what becomes of it. */
import type { Seen, SeenMeta } from '../seen.ts';

export interface View<T extends Seen> {
  /** The plural, as in the path. */
  readonly name: string;
  readonly path: string;
  /** Only metadata is needed, and the server is asked for no more. */
  readonly metadataOnly?: boolean;
  /** The server may not know the kind; that is as if there were none. */
  readonly optional?: boolean;
  readonly trim: (raw: unknown) => T;
  readonly apply: (item: T) => void;
  readonly remove: (item: T) => void;
  /** What it has of all that was applied and not removed; where it does not say, that is kept for it. */
  readonly kept?: Kept<T>;
  /** A whole list has been read, or the kind is absent; its items are applied right after. */
  readonly listed?: () => void;
  /** The server does not know the kind. */
  readonly absent?: () => void;
}

export interface Kept<T extends Seen> {
  get(name: Pick<SeenMeta, 'namespace' | 'name'>): T | undefined;
  values(): Iterable<T>;
}

export interface Timing {
  readonly backoffMs: number;
  readonly mostBackoffMs: number;
  readonly relistMs: number;
  readonly quietMs: number;
  /** How often an absent kind is asked for. */
  readonly absentMs: number;
}

export const TIMING: Timing = {
  backoffMs: 1_000,
  mostBackoffMs: 30_000,
  relistMs: 300_000,
  quietMs: 30_000,
  absentMs: 30_000,
};

/** Forms of which only the metadata is filled; the plain form where a server does not know them. */
export const METADATA = {
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
  watch: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
};
