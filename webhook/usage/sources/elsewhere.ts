/**
 * Series of a pod that name another node than the one on which it runs. Whoever may have a target
 * scraped into Prometheus can write series in the name of anybody's pods; the node that they name is
 * at times what gives them away, and then nothing of them is believed from the pod's beginning on.
 * Before that another pod of its name may have run there, as replicas of a StatefulSet do.
 *
 * An exporter may have a word of its own for its host, and a node may have been renamed: only what is
 * the name of a node that there is contradicts another.
 */
import type { Facts } from './ground.ts';
import { sources } from './all.ts';
import { layoutsOf, ownerOf, type Owner } from './owners.ts';
import type { SourceTable } from './table.ts';
import type { SeriesByName, Until } from './told.ts';

/** Prometheus tells a last value on for five minutes: so long may the pod before be told of where it was. */
const LINGERING_S = 300;

export function believedUntil(table: SourceTable, { nodes, holders }: Facts): Until {
  const places = new Map(
    holders.map(({ namespace, pod, node, since = -Infinity }) => [
      keyOf({ namespace, pod }),
      { node, since },
    ]),
  );
  return (labels, owner) => {
    const place = places.get(keyOf(owner));
    if (place === undefined) return Infinity;
    const named = table.node.map((key) => labels[key] ?? '').filter((word) => nodes.has(word));
    const elsewhere = named.length > 0 && nodes.has(place.node) && !named.includes(place.node);
    return elsewhere ? place.since : Infinity;
  };
}

const keyOf = ({ namespace, pod }: Pick<Owner, 'namespace' | 'pod'>): string =>
  `${namespace}/${pod}`;

export interface Elsewhere extends Pick<Owner, 'namespace' | 'pod'> {
  /** That the series name. */
  readonly node: string;
}

/** Pods of whom something is told that is not believed, once for each node that is named. */
export function elsewhereIn(
  source: keyof typeof sources,
  seen: SeriesByName,
  facts: Facts,
): Elsewhere[] {
  const table = sources[source];
  const until = believedUntil(table, facts);
  const found = new Map<string, Elsewhere>();
  for (const series of seen.values()) {
    const layouts = layoutsOf(series, table.owner);
    for (const { labels, points } of series) {
      const owner = ownerOf(labels, layouts);
      if (owner === 'nobody') continue;
      const end = until(labels, owner) + LINGERING_S;
      if (!points.some(([at]) => at > end)) continue;
      const node = table.node.map((key) => labels[key] ?? '').find((word) => facts.nodes.has(word));
      const { namespace, pod } = owner;
      if (node !== undefined) found.set(`${keyOf(owner)} ${node}`, { namespace, pod, node });
    }
  }
  return [...found.values()];
}
