/** Whether an exporter tells of this cluster's hosts at all: where names are equal in two clusters, that alone gives the other one away. */
import type { Labels } from '../../core/pod.ts';
import type { Series, Source } from '../measured.ts';
import { sources } from './all.ts';
import { namesOf, shortOf } from './hosts.ts';
import type { Strangers } from './silence.ts';
import type { SourceTable } from './table.ts';
import type { SeriesByName } from './told.ts';

type Found = ReadonlySet<string> | 'known';

/** Over all windows of a run. */
export class StrangeHosts {
  readonly #bySource = new Map<Source, Found>();

  note(source: Source, seen: SeriesByName, nodes: ReadonlyMap<string, Labels>): void {
    // Rules may have dropped what named a host.
    if (source === 'recorded') return;
    const before = this.#bySource.get(source) ?? new Set();
    if (before === 'known') return;
    const now = strangersIn(sources[source], [...seen.values()].flat(), nodes);
    this.#bySource.set(source, now === 'known' ? now : new Set([...before, ...now]));
  }

  all(): readonly Strangers[] {
    return [...this.#bySource].flatMap(([source, hosts]) =>
      hosts === 'known' || hosts.size === 0 ? [] : [{ source, hosts: [...hosts].toSorted() }],
    );
  }
}

/** Where one of them is a node, or no node is there to hold them against, nobody is a stranger. */
export function strangersIn(
  table: SourceTable,
  all: readonly Series[],
  nodes: ReadonlyMap<string, Labels>,
): Found {
  const names = namesOf(nodes);
  const isNode = (word: string): boolean =>
    [word, `${shortOf(word)}.`, shortOf(word)].some((one) => names.has(one));
  const told = all.filter(({ points }) => points.length > 0);
  const words = new Set(told.flatMap(({ labels }) => table.node.map((key) => labels[key] ?? '')));
  words.delete('');
  return nodes.size === 0 || [...words].some(isNode) ? 'known' : words;
}
