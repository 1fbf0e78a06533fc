/**
 * What a YAML document holds, as plain data, in one walk: the parser's own looks for a key that is written
 * twice among all others of its map, and for what an alias stands for among all anchors, each time anew.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { counted } from '../core/text.ts';
import type { Raw } from './raw.ts';
import type { Unreadable } from './unreadable.ts';

export interface Contents {
  readonly value: unknown;
  /** Without any, the document can be relied on. */
  readonly faults: readonly Unreadable[];
  /** What each alias stands for. */
  readonly targets: Targets;
}

export type Targets = ReadonlyMap<Alias, Node>;

/** One slip may be made a thousand times, and the first few tell what it was. */
const MOST_FAULTS = 20;

export function contentsOf(document: Document.Parsed, source: string): Contents {
  const walk: Walk = {
    source,
    faults: [],
    anchors: new Map(),
    targets: new Map(),
    nodes: 0,
    repeated: 0,
    tooMany: false,
  };
  const value = valueIn(document.contents, walk);
  if (walk.tooMany)
    walk.faults.unshift({
      offset: offsetOf(document.contents),
      says: 'repeats its anchors so often that kubectl would not read it',
      help: 'split it into several documents',
    });
  return { value, faults: walk.faults.slice(0, MOST_FAULTS), targets: walk.targets };
}

interface Walk {
  readonly source: string;
  readonly faults: Unreadable[];
  readonly anchors: Map<string, Anchored | 'open'>;
  readonly targets: Map<Alias, Node>;
  /** All that were walked, and those that aliases repeat. */
  nodes: number;
  repeated: number;
  tooMany: boolean;
}

interface Anchored {
  readonly node: Node;
  readonly value: unknown;
  readonly nodes: number;
}

/**
 * As go-yaml does, and kubectl therefore: nearly all of a small document may be repetition, a tenth of a
 * large one, which is 400,000 values at most.
 */
function excessive({ nodes, repeated }: Walk): boolean {
  const [few, many] = [400_000, 4_000_000];
  const between = Math.min(1, Math.max(0, (nodes - few) / (many - few)));
  return repeated > 100 && nodes > 1000 && repeated > nodes * (0.99 - 0.89 * between);
}

function valueIn(node: unknown, walk: Walk): unknown {
  if (isAlias(node)) return aliased(node, walk);
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return null;
  const { anchor } = node;
  const before = walk.nodes++;
  if (anchor !== undefined) walk.anchors.set(anchor, 'open');
  let value: unknown;
  if (isScalar(node)) ({ value } = node);
  else if (isMap(node)) value = mapOf(node, walk);
  else value = node.items.map((item) => valueIn(item, walk));
  if (anchor !== undefined) walk.anchors.set(anchor, { node, value, nodes: walk.nodes - before });
  return value;
}

function aliased(alias: Alias, walk: Walk): unknown {
  const found = walk.anchors.get(alias.source);
  if (found === undefined || found === 'open') {
    const says = found === undefined ? 'names no anchor above it' : 'stands within its own anchor';
    walk.faults.push({ offset: offsetOf(alias), says: `*${alias.source} ${says}` });
    return null;
  }
  walk.targets.set(alias, found.node);
  walk.nodes += 1 + found.nodes;
  walk.repeated += found.nodes;
  walk.tooMany ||= excessive(walk);
  // What is merged is copied, and would be without end.
  return walk.tooMany ? null : found.value;
}

function mapOf(map: YAMLMap, walk: Walk): Raw {
  const made: Raw = {};
  // Only where a key is there already is it looked for who wrote it.
  let firsts: ReadonlyMap<string, Scalar> | undefined;
  for (const pair of map.items) {
    const { key, value } = pair;
    if (isMerge(key)) {
      merge(made, pair, walk);
      continue;
    }
    const name = nameOf(key, walk);
    if (name === undefined) continue;
    if (Object.hasOwn(made, name)) {
      firsts ??= firstsIn(map);
      const first = firsts.get(name);
      if (first !== undefined && first !== key) twice({ name, first, second: key }, walk);
    }
    put(made, name, valueIn(value, walk));
  }
  return made;
}

/** An object's `__proto__` is no member like others, unless it is defined to be. */
function put(made: Raw, name: string, value: unknown): void {
  if (name !== '__proto__') made[name] = value;
  else
    Object.defineProperty(made, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
}

function nameOf(key: unknown, walk: Walk): string | undefined {
  const value = isScalar(key) || isAlias(key) ? valueIn(key, walk) : undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (walk.tooMany) return undefined;
  walk.faults.push({ offset: offsetOf(key), says: 'a key must be text here' });
  return undefined;
}

function firstsIn(map: YAMLMap): ReadonlyMap<string, Scalar> {
  const firsts = new Map<string, Scalar>();
  for (const { key } of map.items)
    if (isScalar(key) && !isMerge(key) && !firsts.has(String(key.value)))
      firsts.set(String(key.value), key);
  return firsts;
}

interface Twice {
  readonly name: string;
  readonly first: Scalar;
  readonly second: unknown;
}

/** Lines are counted from the second: whoever cuts a file into documents need not count anew. */
function twice({ name, first, second }: Twice, { source, faults }: Walk): void {
  if (faults.length >= MOST_FAULTS) return;
  const offset = offsetOf(second);
  const lines = source.slice(offsetOf(first), offset).split('\n').length - 1;
  const before = lines === 0 ? 'on this line' : `${counted(lines, 'line')} above`;
  faults.push({ offset, says: `${name} is written twice in one map, first ${before}` });
}

/** The parser marks it by a symbol. */
const isMerge = (key: unknown): boolean => isScalar(key) && typeof key.value === 'symbol';

/** What is written beside it counts more, wherever it stands, and of several the first. */
function merge(made: Raw, { key, value }: Pair, walk: Walk): void {
  const merged = valueIn(value, walk);
  if (walk.tooMany) return;
  for (const one of Array.isArray(merged) ? (merged as readonly unknown[]) : [merged]) {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) {
      walk.faults.push({
        offset: offsetOf(key),
        says: '<< must be given a map, or an alias of one',
      });
      return;
    }
    for (const [name, inner] of Object.entries(one))
      if (!Object.hasOwn(made, name)) put(made, name, inner);
  }
}

const offsetOf = (node: unknown): number =>
  (isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)) && node.range ? node.range[0] : 0;
