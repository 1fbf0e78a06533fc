/**
 * YAML text as values that remember where they stood. YAML 1.2 core: `yes` and `on` are text, as in
 * JSON, and `<<` merges nothing. What a policy file can make a parser do is bounded here: its size,
 * its aliases, and the key names that would reach into JavaScript's own objects.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Document as YamlDocument,
  type Node,
  type Pair,
} from 'yaml';
import { linesOf } from '../core/lines.ts';
import { oneLine } from '../core/text.ts';
import { placeOf, stepsOf, type Fault, type Position } from './documents.ts';
import { unseenIn } from './unseen.ts';
import { UNRESOLVED, yamlFaults } from './yaml-faults.ts';

export interface Parsed {
  readonly value: unknown;
  readonly faults: readonly Fault[];
  readonly at: (pointer: string, letter?: number) => Position;
  readonly keyAt: (pointer: string) => Position;
  /** Its own YAML, with the comments above it. */
  readonly written?: () => string;
}

/** As in Kubernetes, where an object may have 1.5 MiB; a snapshot asks for more. */
export const MAX_BYTES = 1024 * 1024;
const MAX_ALIASES = 20;
const REACHING = new Set(['__proto__', 'prototype', 'constructor']);

/** One entry a document; a document without content is left out. */
export function parse(file: string, text: string, maxBytes: number): Parsed[] {
  const start = { file, line: 1, column: 1, pointer: '' };
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes)
    return [
      unreadable({ ...start, says: `has ${bytes} bytes; a file of policies may have ${maxBytes}` }),
    ];
  const lineAt = linesOf(text);
  const placed = (offset: number): Position => ({ file, ...lineAt(offset) });
  const unseen = unseenIn(text);
  if (unseen !== 'nothing') {
    const { offset, ...told } = unseen;
    return [unreadable({ ...placed(offset), pointer: '', ...told })];
  }
  const found = parseAllDocuments(text, {
    prettyErrors: false,
    stringKeys: true,
    // It compares each with each; keyFaults() asks a set.
    uniqueKeys: false,
    version: '1.2',
    schema: 'core',
  });
  if (!Array.isArray(found)) return [];
  const said = found
    .filter((document) => document.contents !== null || document.errors.length > 0)
    .map((document) => ({ end: document.range[2], ...parsed(document, { placed, text }) }))
    .filter(({ value, faults }) => value !== null || faults.length > 0);
  // What stands between two and says nothing belongs to the second.
  return said.map(({ end, ...one }, i) => ({
    ...one,
    written: () => alone(text.slice(said[i - 1]?.end ?? 0, end)),
  }));
}

/** Without what divides documents, and what a file says of itself above the first. */
const alone = (text: string): string =>
  text
    .replace(/^(?:%[^\n]*\n)*---[ \t]*\r?\n/, '')
    .replace(/^\.\.\.[ \t]*\r?\n?$/m, '')
    .replace(/(?<!\n)$/, '\n');

const unreadable = (fault: Fault): Parsed => ({
  value: null,
  faults: [fault],
  at: () => fault,
  keyAt: () => fault,
});

type Placed = (offset: number) => Position;

interface Source {
  readonly placed: Placed;
  readonly text: string;
}

function parsed(document: YamlDocument.Parsed, { placed, text }: Source): Parsed {
  // A tag nobody knows is only a warning to the parser; to us its value is not what was meant.
  const errors = [...document.errors, ...document.warnings];
  const told = yamlFaults(errors, text, document.range[0]);
  const unresolved = told.some(({ says }) => says === UNRESOLVED.says);
  const faults: readonly Fault[] = [
    ...told.map(({ offset, ...words }) => ({ ...placed(offset), pointer: '', ...words })),
    ...(unresolved ? [] : keyFaults(document, placed)),
  ];
  const node = (pointer: string) => locate(document, stepsOf(pointer));
  const base = {
    at: (pointer: string, letter = 0) => {
      const { value, key } = node(pointer);
      return placed(startOf(value ?? key) + lettersBefore(value, letter, text));
    },
    keyAt: (pointer: string) => placed(startOf(node(pointer).key ?? node(pointer).value)),
  };
  if (faults.length > 0) return { ...base, value: null, faults };
  try {
    return { ...base, value: document.toJS({ maxAliasCount: MAX_ALIASES }), faults };
  } catch {
    const says = `repeats its anchors more than ${MAX_ALIASES} times`;
    return {
      ...base,
      value: null,
      faults: [{ ...base.at(''), pointer: '', says, help: 'write the fields out' }],
    };
  }
}

function keyFaults(document: YamlDocument.Parsed, placed: Placed): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Map(_, { items }) {
      for (const fault of twiceIn(items, placed)) faults.push(fault);
    },
    Pair(_, { key }) {
      if (!isScalar(key)) return;
      const name = String(key.value);
      const place = { ...placed(startOf(key)), pointer: '' };
      if (REACHING.has(name))
        faults.push({ ...place, says: `the key ${name} is not allowed anywhere` });
      if (name === '<<')
        faults.push({
          ...place,
          says: 'the key << merges nothing in YAML 1.2',
          help: 'write the fields out',
        });
    },
  });
  return faults;
}

function twiceIn(pairs: readonly Pair[], placed: Placed): Fault[] {
  const first = new Map<string, Position>();
  return pairs.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const name = String(key.value);
    const [place, earlier] = [placed(startOf(key)), first.get(name)];
    if (earlier === undefined) first.set(name, place);
    if (earlier === undefined) return [];
    const says = `is written a second time: ${oneLine(name, 80)} (${placeOf(earlier)})`;
    const help = 'one of the two would not be heard; keep one';
    return [{ ...place, pointer: '', says, also: earlier, help }];
  });
}

const startOf = (node: unknown): number =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : 0;

/** From the start of a scalar to a letter of its text; 0 where the two are not written alike. */
function lettersBefore(node: Node | undefined, letter: number, text: string): number {
  if (letter === 0 || !isScalar(node) || typeof node.value !== 'string') return 0;
  const written = text.slice(...(node.range ?? []));
  if (node.type === 'BLOCK_LITERAL') return inBlock(node.value, written, letter);
  const opening = node.type === 'PLAIN' ? 0 : 1;
  return written.startsWith(node.value, opening) ? opening + letter : 0;
}

/** Each line of a block is written behind the same indentation, and the first below the bar. */
function inBlock(value: string, written: string, letter: number): number {
  const [bar = '', ...lines] = written.split('\n');
  const indent = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  const before = value.slice(0, letter).split('\n');
  const above = [bar, ...lines].slice(0, before.length);
  return above.join('\n').length + 1 + indent + (before.at(-1)?.length ?? 0);
}

interface Located {
  readonly key: unknown;
  /** Absent where nothing was written behind the key. */
  readonly value: Node | undefined;
}

/** As deep as the pointer leads; defaults were never written, so their place is what holds them. */
function locate(document: YamlDocument.Parsed, steps: readonly string[]): Located {
  let here: Located = { key: undefined, value: document.contents ?? undefined };
  for (const name of steps) {
    const next = child(resolved(here.value, document), name);
    if (next === undefined) break;
    here = next;
  }
  return written(here.value) ? here : { ...here, value: undefined };
}

const resolved = (node: Node | undefined, document: YamlDocument.Parsed): Node | undefined =>
  isAlias(node) ? node.resolve(document) : node;

function child(node: Node | undefined, name: string): Located | undefined {
  if (isMap<unknown, Node>(node)) {
    const pair: Pair<unknown, Node> | undefined = node.items.find(
      ({ key }) => isScalar(key) && String(key.value) === name,
    );
    return pair === undefined ? undefined : { key: pair.key, value: pair.value ?? undefined };
  }
  if (!isSeq<Node>(node)) return undefined;
  const item = node.items[Number(name)];
  return item === undefined ? undefined : { key: item, value: item };
}

/** `key:` with nothing behind it parses as an empty scalar on some later line. */
const written = (node: Node | undefined): boolean =>
  node !== undefined && !(isScalar(node) && node.value === null && (node.source ?? '') === '');
