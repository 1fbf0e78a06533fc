/**
 * How many replicas there are to be of whoever numbers them, and nothing else of it. Of a Job that numbers
 * none that is kept, too: its pods may bear the label of those that are numbered.
 */
import type { Numbered } from '../core/identity/numbered.ts';
import { scaleFrom, type Scale } from '../core/identity/scale.ts';
import { isRecord } from './raw.ts';
import { metaOf, type Seen } from './seen.ts';
import { Shelves, type Frozen } from './shelves.ts';

type Kind = Numbered['kind'];

export interface SeenScale extends Seen {
  readonly kind: Kind;
  /** None of a Job that does not number its pods. */
  readonly scale: Scale | 'none';
}

interface Known {
  readonly uid: string;
  readonly scale: Scale | 'none';
}

export type FrozenScales = Frozen<Known>;

const keyOf = ({ kind, name }: Pick<Numbered, 'kind' | 'name'>): string => `${kind}/${name}`;

export class Scales {
  readonly #known = new Shelves<Known>();

  put({ metadata: { namespace, name, uid }, kind, scale }: SeenScale): void {
    const key = keyOf({ kind, name });
    const before = this.#known.get(namespace, key);
    if (before?.uid === uid && sameScale(before.scale, scale)) return;
    this.#known.set(namespace, key, { scale, uid });
  }

  drop({ metadata: { namespace, name, uid }, kind }: SeenScale): void {
    const key = keyOf({ kind, name });
    if (this.#known.get(namespace, key)?.uid === uid) this.#known.delete(namespace, key);
  }

  freeze(): FrozenScales {
    return this.#known.freeze();
  }
}

const sameScale = (a: Scale | 'none', b: Scale | 'none'): boolean =>
  a === b || (a !== 'none' && b !== 'none' && a.replicas === b.replicas && a.start === b.start);

export const scaleIn = (
  scales: FrozenScales,
  namespace: string,
  of: Pick<Numbered, 'kind' | 'name'>,
): Scale | 'none' | 'unknown' => scales.get(namespace)?.get(keyOf(of))?.scale ?? 'unknown';

export const trimScale = (raw: unknown, kind: Kind): SeenScale => ({
  metadata: metaOf(raw),
  kind,
  scale: scaleFrom(kind, isRecord(raw) ? raw['spec'] : undefined),
});
