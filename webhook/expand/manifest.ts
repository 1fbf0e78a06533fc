/**
 * YAML manifests as objects that remember where they stood. Read as kubectl and Helm do (`yes` is true,
 * `<<` merges, a date is text), unlike policies.
 */
import type { Document } from 'yaml';
import { linesOf } from '../core/lines.ts';
import { contentsOf, type Contents } from './contents.ts';
import { miscounted } from './counts.ts';
import { documentsIn, startOf, type Read } from './documents.ts';
import { hasKind, leftOf, listed } from './items.ts';
import { rangesIn, type Held, type Ranges } from './range.ts';
import { isRecord, type Raw } from './raw.ts';
import { sourceAbove, TEMPLATE, unreadable, type Unreadable } from './unreadable.ts';

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
  const { text, documents, why } = documentsIn(source);
  const lineAt = linesOf(text);
  const placed = (offset: number): Place => ({ file, ...lineAt(offset) });
  const objects: Raw[] = [];
  const faults = why.map((told): Fault => ({ ...placed(0), pointer: '', ...told }));
  const written = new WeakMap<Raw, Written>();
  for (const { document, part, start, comments } of documents) {
    const fault = ({ offset, ...told }: Unreadable): unknown =>
      faults.push({ ...placed(start + offset), pointer: '', ...told });
    const { value, faults: slips, targets } = readable(document, part);
    for (const one of slips) if (!isAgain(one, faults)) fault(one);
    const object = slips.length > 0 ? undefined : objectIn(document, value, fault);
    if (object === undefined) continue;
    const from = sourceAbove(comments);
    const { held, amiss } = listed(object);
    const unread = new Set<Raw>();
    for (const { object: one, path } of held) {
      const ranges = rangesIn({ document, targets, path });
      written.set(one, { document, path, ranges, start, from });
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
      if (of === undefined) return placed(0);
      return placed(of.start + startOf(of.document.getIn([...of.path, 'kind'], true)));
    },
    spanOf(object, pointer) {
      const of = written.get(object);
      const [first, last] = of === undefined ? [0, 0] : of.ranges(pointer);
      const start = of?.start ?? 0;
      const { line: endLine, column: endColumn } = lineAt(start + last);
      return { ...placed(start + first), endLine, endColumn };
    },
    renderedFrom: (object) => written.get(object)?.from,
  };
}

interface Written extends Pick<Held, 'document' | 'path'>, Pick<Read, 'start'> {
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
