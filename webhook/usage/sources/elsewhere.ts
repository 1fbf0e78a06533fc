/**
 * Series in the name of a pod that cannot be its own. Whoever may have a target scraped into Prometheus can
 * write series in the name of anybody's pods, and a Prometheus of several clusters has pods of one name twice.
 * The host that they name, or do not name, is what gives them away (hosts.ts); then nothing of them is believed
 * from the pod's beginning on. Before that another pod of its name may have run there, as replicas of a
 * StatefulSet do. What is left and says that it is of several clusters is nobody's.
 */
import type { Labels } from '../../core/pod.ts';
import type { Series } from '../measured.ts';
import { sources } from './all.ts';
import { Clusters } from './clusters.ts';
import type { Facts } from './ground.ts';
import { Hosts, LINGERING_S, type Place } from './hosts.ts';
import { layoutsOf, ownerOf, type Owner } from './owners.ts';
import type { SourceTable } from './table.ts';
import type { SeriesByName, Until } from './told.ts';

export const believedUntil = (table: SourceTable, seen: SeriesByName, facts: Facts): Until =>
  beliefIn(table, seen, facts).until;

interface Belief {
  readonly until: Until;
  readonly hosts: Hosts;
  readonly clusters: Clusters;
  readonly places: ReadonlyMap<string, Place>;
}

function beliefIn(table: SourceTable, seen: SeriesByName, { nodes, holders }: Facts): Belief {
  const places = new Map<string, Place>(
    holders
      .filter(({ node }) => nodes.has(node))
      .map(({ namespace, pod, node, since = -Infinity }) => [
        keyOf({ namespace, pod }),
        { node, since },
      ]),
  );
  const hosts = new Hosts(table, nodes);
  const all = [...ownedIn(table, seen)];
  for (const { series, owner } of all) {
    const pod = owner === 'nobody' ? '' : keyOf(owner);
    hosts.note(series, pod, places.get(pod));
  }
  const byHost = (labels: Labels, owner: Owner): number => {
    const place = places.get(keyOf(owner));
    return place === undefined || hosts.agrees(labels, keyOf(owner), place)
      ? Infinity
      : place.since;
  };
  const clusters = new Clusters();
  for (const { series, owner } of all)
    if (owner !== 'nobody' && places.has(keyOf(owner)) && byHost(series.labels, owner) === Infinity)
      clusters.note(keyOf(owner), series.labels);
  const several = clusters.several().length > 0;
  const until: Until = (labels, owner) =>
    places.has(keyOf(owner)) && (several || clusters.severalOf(keyOf(owner)).length > 0)
      ? -Infinity
      : byHost(labels, owner);
  return { until, hosts, clusters, places };
}

interface Owned {
  readonly series: Series;
  readonly owner: Owner | 'nobody';
}

function* ownedIn(table: SourceTable, seen: SeriesByName): Generator<Owned> {
  for (const all of seen.values()) {
    const layouts = layoutsOf(all, table.owner);
    for (const series of all) yield { series, owner: ownerOf(series.labels, layouts) };
  }
}

const keyOf = ({ namespace, pod }: Pick<Owner, 'namespace' | 'pod'>): string =>
  `${namespace}/${pod}`;

export interface Elsewhere extends Pick<Owner, 'namespace' | 'pod'> {
  /** What the series name as their host, if anything, or the clusters that they are of. */
  readonly node: string | { readonly host: 'none' } | { readonly clusters: readonly string[] };
}

/** Pods of whom something is told that is not believed, once for each node that is named. */
export function elsewhereIn(
  source: keyof typeof sources,
  seen: SeriesByName,
  facts: Facts,
): Elsewhere[] {
  const table = sources[source];
  const { until, hosts, clusters } = beliefIn(table, seen, facts);
  const found = new Map<string, Elsewhere>();
  for (const { series, owner } of ownedIn(table, seen)) {
    if (owner === 'nobody') continue;
    const end = until(series.labels, owner) + LINGERING_S;
    if (!series.points.some(([at]) => at > end)) continue;
    const { namespace, pod } = owner;
    const several = [...new Set([...clusters.severalOf(keyOf(owner)), ...clusters.several()])];
    const [word = { host: 'none' } as const] = hosts.wordsOf(series.labels);
    const node = several.length > 0 ? { clusters: several } : word;
    found.set(`${keyOf(owner)} ${JSON.stringify(node)}`, { namespace, pod, node });
  }
  return [...found.values()];
}
