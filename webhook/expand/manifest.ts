/**
 * YAML manifests as objects that remember where they stood. Parsed as YAML 1.1, as kubectl and Helm
 * do (`yes` is true, `<<` merges), unlike policies.
 */
import { isNode, parseAllDocuments, type Document } from 'yaml';
import { linesOf } from '../core/lines.ts';
import { rangeIn, type Step } from './range.ts';
import { isRecord, type Raw } from './raw.ts';
import { sourceAbove, TEMPLATE, textless, unreadable, type Unreadable } from './unreadable.ts';

/** Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Fault extends Place {
  readonly pointer: '';
  readonly says: string;
  readonly help?: string;
}

export interface Reading {
  readonly objects: readonly Raw[];
  readonly faults: readonly Fault[];
  /** Where the kind of an object, or of an item of a List, was written. */
  readonly at: (object: Raw) => Place;
  /** Where what a JSON pointer names in such an object was written, key and value; else the nearest thing above it. */
  readonly spanOf: (object: Raw, pointer: string) => Span;
  /** The file of a chart that helm names above the document of such an object. */
  readonly renderedFrom: (object: Raw) => string | undefined;
}

/** From the first letter to the one behind the last. */
export interface Span extends Place {
  readonly endLine: number;
  readonly endColumn: number;
}

export type Manifests =
  | { readonly ok: true; readonly objects: readonly Raw[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** All or nothing, for whoever reads manifests of ours; a fault is one line with its place. */
export function readManifests(file: string, source: string): Manifests {
  const { objects, faults } = manifestsIn(file, source);
  return faults.length === 0
    ? { ok: true, objects }
    : {
        ok: false,
        faults: faults.map(({ says, ...place }) => `${placeOf(place)}: ${says}`),
      };
}

export function manifestsIn(file: string, source: string): Reading {
  const lineAt = linesOf(source);
  const placed = (offset: number): Place => ({ file, ...lineAt(offset) });
  const objects: Raw[] = [];
  const faults: Fault[] = [];
  const fault = ({ offset, ...told }: Unreadable): unknown =>
    faults.push({ ...placed(offset), pointer: '', ...told });
  const places = new WeakMap<Raw, Place>();
  const written = new WeakMap<Raw, Written>();
  let before = 0;
  for (const document of documentsIn(source, fault)) {
    const comments = source.slice(before, startOf(document.contents));
    before = document.range[2];
    const unread = unreadable(document, source);
    for (const one of unread) if (!isAgain(one, faults)) fault(one);
    const object = unread.length > 0 ? undefined : objectIn(document, fault);
    if (object === undefined) continue;
    objects.push(object);
    const from = sourceAbove(comments);
    for (const [held, path] of withItems(object)) {
      places.set(held, placed(startOf(document.getIn([...path, 'kind'], true))));
      written.set(held, { document, path, from });
    }
  }
  return {
    objects,
    faults,
    at: (object) => places.get(object) ?? { file, line: 1, column: 1 },
    spanOf(object, pointer) {
      const of = written.get(object);
      const [start, end] = of === undefined ? [0, 0] : rangeIn(of.document, of.path, pointer);
      const { line: endLine, column: endColumn } = lineAt(end);
      return { ...placed(start), endLine, endColumn };
    },
    renderedFrom: (object) => written.get(object)?.from,
  };
}

interface Written {
  readonly document: Document.Parsed;
  readonly path: readonly Step[];
  readonly from: string | undefined;
}

type Tell = (fault: Unreadable) => unknown;

const OPTIONS = { version: '1.1', merge: true, prettyErrors: false } as const;

function documentsIn(source: string, fault: Tell): readonly Document.Parsed[] {
  const why = textless(source);
  if (why === undefined) return parseAllDocuments(source, OPTIONS);
  fault({ offset: 0, ...why });
  return [];
}

const placeOf = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** Of a file that is a template it is said once. */
const isAgain = ({ says }: Unreadable, faults: readonly Fault[]): boolean =>
  says === TEMPLATE && faults.some((fault) => fault.says === TEMPLATE);

/** The object and, if it is a List, the items of it, each with its path. */
function withItems(object: Raw): (readonly [Raw, readonly (string | number)[]])[] {
  const items: readonly unknown[] = Array.isArray(object['items']) ? object['items'] : [];
  return [
    [object, []],
    ...items.flatMap((item, i) => (isRecord(item) ? [[item, ['items', i]] as const] : [])),
  ];
}

/** The object of one document; none where it is empty or is none. */
function objectIn(document: Document.Parsed, fault: Tell): Raw | undefined {
  const offset = startOf(document.contents);
  const value = valueOf(document);
  if (value === TOO_MANY)
    fault({ offset, says: `repeats its anchors more than ${MAX_ALIASES} times` });
  else if (isRecord(value) && typeof value['kind'] === 'string') return value;
  else if (value !== null && value !== undefined)
    fault({ offset, says: 'this document is no Kubernetes object: it has no kind' });
  return undefined;
}

const MAX_ALIASES = 20;
const TOO_MANY = Symbol('too many aliases');

function valueOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    return TOO_MANY;
  }
}

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);
