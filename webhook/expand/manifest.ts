/**
 * YAML manifests as objects that remember where they stood. Parsed as YAML 1.1, as kubectl and Helm
 * do (`yes` is true, `<<` merges), unlike policies.
 */
import { isNode, parseAllDocuments, type Document, type YAMLError } from 'yaml';
import { linesOf } from '../core/lines.ts';
import { rangeIn, type Step } from './range.ts';
import { isRecord, type Raw } from './raw.ts';

/** Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Fault extends Place {
  readonly pointer: '';
  readonly says: string;
}

export interface Reading {
  readonly objects: readonly Raw[];
  readonly faults: readonly Fault[];
  /** Where the kind of an object, or of an item of a List, was written. */
  readonly at: (object: Raw) => Place;
  /** Where what a JSON pointer names in such an object was written, key and value; else the nearest thing above it. */
  readonly spanOf: (object: Raw, pointer: string) => Span;
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
        faults: faults.map(({ line, column, says }) => `${file}:${line}:${column}: ${says}`),
      };
}

export function manifestsIn(file: string, source: string): Reading {
  const lineAt = linesOf(source);
  const placed = (offset: number): Place => ({ file, ...lineAt(offset) });
  const options = { version: '1.1', merge: true, prettyErrors: false } as const;
  const objects: Raw[] = [];
  const faults: Fault[] = [];
  const places = new WeakMap<Raw, Place>();
  const written = new WeakMap<Raw, { document: Document.Parsed; path: readonly Step[] }>();
  for (const document of parseAllDocuments(source, options)) {
    const object = objectIn(document, (offset, says) =>
      faults.push({ ...placed(offset), pointer: '', says }),
    );
    if (object === undefined) continue;
    objects.push(object);
    for (const [held, path] of withItems(object)) {
      places.set(held, placed(startOf(document.getIn([...path, 'kind'], true))));
      written.set(held, { document, path });
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
  };
}

/** The object and, if it is a List, the items of it, each with its path. */
function withItems(object: Raw): (readonly [Raw, readonly (string | number)[]])[] {
  const items: readonly unknown[] = Array.isArray(object['items']) ? object['items'] : [];
  return [
    [object, []],
    ...items.flatMap((item, i) => (isRecord(item) ? [[item, ['items', i]] as const] : [])),
  ];
}

/** The object of one document; none where it is empty or has faults. */
function objectIn(
  document: Document.Parsed,
  fault: (offset: number, says: string) => unknown,
): Raw | undefined {
  for (const error of document.errors) fault(error.pos[0], wordsOf(error));
  if (document.errors.length > 0) return undefined;
  const start = startOf(document.contents);
  const value = valueOf(document);
  if (value === TOO_MANY) fault(start, `repeats its anchors more than ${MAX_ALIASES} times`);
  else if (isRecord(value) && typeof value['kind'] === 'string') return value;
  else if (value !== null && value !== undefined)
    fault(start, 'this document is no Kubernetes object: it has no kind');
  return undefined;
}

/** The parser tells of its own stack, which is nothing to whoever wrote the file. */
const wordsOf = ({ code, message }: YAMLError): string =>
  code === 'RESOURCE_EXHAUSTION' ? 'is nested too deeply to be read' : message.trim();

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
