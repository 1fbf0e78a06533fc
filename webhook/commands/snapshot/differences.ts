/**
 * Two Worlds held against each other: what one of them says and the other does not, object by
 * object and field by field, and what that makes of the Menu. When each was read is no difference.
 */
import { isRecord } from '../../adapters/raw.ts';
import type { World } from '../../core/world.ts';
import { canonical } from '../../policy/canonical.ts';
import { step, titleOf, type Document } from '../../policy/documents.ts';

export interface FieldChange {
  /** JSON pointer. */
  readonly field: string;
  /** Absent where it was not there. */
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface ObjectChange {
  readonly kind: string;
  readonly object: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Of what changed. */
  readonly fields: readonly FieldChange[];
}

/** Units of an offer, over all nodes of all pools that have it. */
export interface Stock {
  readonly nodes: number;
  readonly units: number;
  readonly free: number;
}

export interface OfferChange {
  readonly offer: string;
  readonly before: Stock;
  readonly after: Stock;
}

export interface Differences {
  readonly objects: readonly ObjectChange[];
  readonly offers: readonly OfferChange[];
}

export interface Side {
  readonly documents: readonly Document[];
  readonly world: World;
}

export const differences = (before: Side, after: Side): Differences => ({
  objects: objectChanges(before.documents, after.documents),
  offers: offerChanges(before.world, after.world),
});

/** By these there is no difference to be made: one a file, or for `tranche test` alone. */
const PASSED_OVER = ['World', 'PolicyTest'];

function objectChanges(a: readonly Document[], b: readonly Document[]): ObjectChange[] {
  const [before, after] = [byTitle(a), byTitle(b)];
  const titles = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return titles.flatMap((title): ObjectChange[] => {
    const [was, is] = [before.get(title), after.get(title)];
    const { kind = '' } = was ?? is ?? {};
    const object = title.slice(kind.length + 1);
    if (was === undefined) return [{ kind, object, change: 'added', fields: [] }];
    if (is === undefined) return [{ kind, object, change: 'removed', fields: [] }];
    const fields = fieldChanges('', was.value, is.value);
    return fields.length === 0 ? [] : [{ kind, object, change: 'changed', fields }];
  });
}

const byTitle = (documents: readonly Document[]): ReadonlyMap<string, Document> =>
  new Map(
    documents
      .filter(({ kind }) => !PASSED_OVER.includes(kind))
      .map((document) => [titleOf(document), document]),
  );

/** A list of another length is told as a whole: which of its items is new, nobody can say. */
function fieldChanges(field: string, before: unknown, after: unknown): FieldChange[] {
  if (canonical(before) === canonical(after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((one: unknown, i) => fieldChanges(`${field}/${i}`, one, after[i]));
  if (!isRecord(before) || !isRecord(after))
    return [
      {
        field,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    ];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names.flatMap((name) => fieldChanges(field + step(name), before[name], after[name]));
}

const NONE: Stock = { nodes: 0, units: 0, free: 0 };

function offerChanges(a: World, b: World): OfferChange[] {
  const [before, after] = [stocks(a), stocks(b)];
  const offers = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return offers
    .map((offer) => ({
      offer,
      before: before.get(offer) ?? NONE,
      after: after.get(offer) ?? NONE,
    }))
    .filter((one) => canonical(one.before) !== canonical(one.after));
}

function stocks({ menu }: World): ReadonlyMap<string, Stock> {
  const found = new Map<string, Stock>();
  for (const { offers, nodes } of menu.pools)
    for (const { key, resource } of offers) {
      const known = found.get(key) ?? NONE;
      found.set(key, {
        nodes: known.nodes + nodes.length,
        units: known.units + sum(nodes.map(({ capacity }) => capacity[resource] ?? 0)),
        free: known.free + sum(nodes.map(({ free }) => free[resource] ?? 0)),
      });
    }
  return found;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
