/**
 * On which node a series says that it was taken. Exporters name their host by the node's name, in short or in
 * full, by its label, or, where they see no more than their own pod, by a word that no node has. Such a word
 * is an alias only where nobody speaks by names that the cluster knows, and where all pods that it is said of
 * sit on one node: beside exporters that do name nodes, it is more likely the node of another cluster.
 */
import type { Labels } from '../../core/pod.ts';
import type { Series } from '../measured.ts';
import type { SourceTable } from './table.ts';

/** Prometheus tells a last value on for five minutes. */
export const LINGERING_S = 300;

/** Where a pod is that the cluster has now, and since when. */
export interface Place {
  readonly node: string;
  readonly since: number;
}

interface Span {
  readonly first: number;
  readonly last: number;
}

export class Hosts {
  readonly #table: SourceTable;
  readonly #nodes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #sat = new Map<string, Set<string>>();
  readonly #words = new Map<string, Map<string, Span>>();
  #named = false;
  #known = false;

  constructor(table: SourceTable, nodes: ReadonlyMap<string, Labels>) {
    this.#table = table;
    this.#nodes = namesOf(nodes);
  }

  /** Of every series, before anything is asked. */
  note({ labels, points }: Series, pod: string, place: Place | undefined): void {
    const words = this.wordsOf(labels);
    if (words.length === 0 || points.length === 0) return;
    this.#named = true;
    if (this.#nodesOf(words).length > 0) this.#known = true;
    else if (place !== undefined) this.#sits(words.join(' '), { pod, place, points });
  }

  wordsOf = (labels: Labels): readonly string[] =>
    this.#table.node.map((key) => labels[key] ?? '').filter((word) => word !== '');

  /** Whether what it says of its host agrees with where the pod is. */
  agrees(labels: Labels, pod: string, { node }: Place): boolean {
    const words = this.wordsOf(labels);
    if (words.length === 0) return !this.#named;
    const nodes = this.#nodesOf(words);
    if (nodes.length > 0) return nodes.includes(node);
    return !this.#known && this.#isAlias(words.join(' '), pod);
  }

  #nodesOf = (words: readonly string[]): readonly string[] =>
    words.flatMap((word) => [
      ...(this.#nodes.get(word) ?? this.#nodes.get(`${shortOf(word)}.`) ?? []),
    ]);

  #sits(
    word: string,
    { pod, place, points }: { pod: string; place: Place; points: Series['points'] },
  ): void {
    const [first] = points.find(([at]) => at > place.since + LINGERING_S) ?? [];
    const [last] = points.at(-1) ?? [];
    if (first === undefined || last === undefined) return;
    this.#sat.set(word, (this.#sat.get(word) ?? new Set()).add(place.node));
    const spans = this.#words.get(pod) ?? new Map<string, Span>();
    const before = spans.get(word) ?? { first, last };
    spans.set(word, {
      first: Math.min(before.first, first),
      last: Math.max(before.last, last),
    });
    this.#words.set(pod, spans);
  }

  /** An exporter that starts anew may have another word; two at the same time are two hosts. */
  #isAlias(word: string, pod: string): boolean {
    const spans = this.#words.get(pod);
    const own = spans?.get(word);
    if (spans === undefined || own === undefined) return true;
    return (
      this.#sat.get(word)?.size === 1 &&
      ![...spans].some(([other, span]) => other !== word && overlap(span, own))
    );
  }
}

const overlap = (a: Span, b: Span): boolean =>
  Math.min(a.last, b.last) - Math.max(a.first, b.first) >= 0 &&
  !(a.first < b.first && b.first + LINGERING_S >= a.last) &&
  !(b.first < a.first && a.first + LINGERING_S >= b.last);

export const shortOf = (word: string): string =>
  /^[\d.]+$/.test(word) ? word : (word.split('.')[0] ?? word);

/**
 * Every word for a node, and whose it may be: in full, in short, and with a dot at its end what may stand short
 * for a longer word. Two full names that differ are two nodes, however they begin.
 */
export function namesOf(
  nodes: ReadonlyMap<string, Labels>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const [name, labels] of nodes)
    for (const full of [name, labels['kubernetes.io/hostname'] ?? name])
      for (const word of [full, shortOf(full) === full ? `${full}.` : shortOf(full)])
        names.set(word, (names.get(word) ?? new Set()).add(name));
  return names;
}
