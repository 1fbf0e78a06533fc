/**
 * YAML manifests as objects that remember where they stood. Read as kubectl and Helm do (`yes` is true,
 * `<<` merges, a date is text), unlike policies.
 */
import { isNode, parseAllDocuments, type Document } from 'yaml';
import { linesOf } from '../core/lines.ts';
import { contentsOf, type Contents } from './contents.ts';
import { miscounted } from './counts.ts';
import { hasKind, leftOf, listed } from './items.ts';
import { rangesIn, type Held, type Ranges } from './range.ts';
import { isRecord, type Raw } from './raw.ts';
import { AS_KUBECTL } from './scalars.ts';
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
  const written = new WeakMap<Raw, Written>();
  let before = 0;
  for (const document of documentsIn(source, fault)) {
    const comments = source.slice(before, startOf(document.contents));
    before = document.range[2];
    const { value, faults: slips, targets } = readable(document, source);
    for (const one of slips) if (!isAgain(one, faults)) fault(one);
    const object = slips.length > 0 ? undefined : objectIn(document, value, fault);
    if (object === undefined) continue;
    const from = sourceAbove(comments);
    const { held, amiss } = listed(object);
    const unread = new Set<Raw>();
    for (const { object: one, path } of held) {
      const ranges = rangesIn({ document, targets, path });
      written.set(one, { document, path, ranges, from });
      for (const { pointer, ...told } of miscounted(one)) {
        unread.add(one);
        fault({ offset: ranges(pointer)[0], ...told });
      }
    }
    // Nobody can tell how many pods those would make.
    objects.push(...leftOf(object, unread));
    for (const { path, ...told } of amiss)
      fault({ offset: startOf(document.getIn(path, true)), ...told });
  }
  return {
    objects,
    faults,
    at(object) {
      const of = written.get(object);
      return placed(of === undefined ? 0 : startOf(of.document.getIn([...of.path, 'kind'], true)));
    },
    spanOf(object, pointer) {
      const of = written.get(object);
      const [start, end] = of === undefined ? [0, 0] : of.ranges(pointer);
      const { line: endLine, column: endColumn } = lineAt(end);
      return { ...placed(start), endLine, endColumn };
    },
    renderedFrom: (object) => written.get(object)?.from,
  };
}

interface Written extends Pick<Held, 'document' | 'path'> {
  readonly ranges: Ranges;
  readonly from: string | undefined;
}

type Tell = (fault: Unreadable) => unknown;

function readable(document: Document.Parsed, source: string): Contents {
  const faults = unreadable(document, source);
  return faults.length > 0
    ? { value: undefined, faults, targets: new Map() }
    : contentsOf(document, source);
}

function documentsIn(source: string, fault: Tell): readonly Document.Parsed[] {
  const why = textless(source);
  if (why === undefined) return parseAllDocuments(source, AS_KUBECTL);
  fault({ offset: 0, ...why });
  return [];
}

const placeOf = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** Of a file that is a template it is said once. */
const isAgain = ({ says }: Unreadable, faults: readonly Fault[]): boolean =>
  says === TEMPLATE && faults.some((fault) => fault.says === TEMPLATE);

/** The object of one document; none where it is empty or is none. */
function objectIn({ contents }: Document.Parsed, value: unknown, fault: Tell): Raw | undefined {
  if (isRecord(value) && hasKind(value)) return value;
  if (value !== null && value !== undefined)
    fault({
      offset: startOf(contents),
      says: 'this document is no Kubernetes object: it has no kind',
    });
  return undefined;
}

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);
