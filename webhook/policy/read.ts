/**
 * Text in, documents or faults out, and all faults at once: a file is mended in one go, not one
 * error a run. A document with a fault is left out; whoever puts a set in force must look at the
 * faults first.
 */
import { isRecord } from '../core/record.ts';
import { asWritten } from './as-written.ts';
import { isTooDeep, TOO_DEEP } from './depth.ts';
import { kindOf, type Document, type Fault, type Position } from './documents.ts';
import { ownPartOf, unwrapped, withoutServed } from './exported.ts';
import { metadataFaults } from './label-faults.ts';
import { suggestion } from '../core/nearest.ts';
import { MAX_BYTES, parse, type Parsed } from './parse.ts';
import { said, shown } from './says.ts';
import type { Json } from './schema/forms.ts';
import { ours, schemas, versionOf, type Kind } from './schema/kinds.ts';
import { API_VERSION, GROUP } from './schema/words.ts';
import { errorsIn } from './validate.ts';

/** Whoever has more has one cause for most of them; and a log has room for this many. */
const MOST_FAULTS = 200;

export interface Reading {
  readonly documents: readonly Document[];
  readonly faults: readonly Fault[];
}

export function readText(file: string, text: string, maxBytes = MAX_BYTES): Reading {
  const documents: Document[] = [];
  const faults: Fault[] = [];
  for (const [i, parsed] of parse(file, text, maxBytes).flatMap(unwrapped).entries()) {
    const read = parsed.faults.length > 0 ? parsed.faults : documentOf(withoutServed(parsed));
    if (isFaults(read)) for (const fault of read) faults.push(fault);
    else if (read.kind === 'World' && i > 0) faults.push(late(read));
    else documents.push(read);
  }
  return { documents, faults: bounded(faults.toSorted(byPlace)) };
}

function bounded(faults: readonly Fault[]): readonly Fault[] {
  const next = faults[MOST_FAULTS];
  if (next === undefined) return faults;
  const { file, line, column } = next;
  const says = 'has more faults from here on, which are not shown';
  return [...faults.slice(0, MOST_FAULTS), { file, line, column, pointer: '', says }];
}

/** An object of the cluster. `source` says where it lives, e.g. `cluster GpuQuota speech`. */
export function readObject(source: string, object: unknown): Reading {
  const place: Position = { file: source, line: 0, column: 0 };
  const part = isRecord(object) ? ownPart(object) : object;
  if (isTooDeep(part))
    return { documents: [], faults: [{ ...place, pointer: '', says: TOO_DEEP }] };
  const value = structuredClone(part);
  const read = documentOf({ value, faults: [], at: () => place, keyAt: () => place });
  if (isFaults(read)) return { documents: [], faults: read };
  const { uid } = isRecord(object) && isRecord(object['metadata']) ? object['metadata'] : {};
  const own = isRecord(object) ? writtenOf(object, read) : {};
  const document = { ...read, ...own, ...(typeof uid === 'string' ? { uid } : {}) };
  return { documents: [document], faults: [] };
}

/** What the API server adds to our kinds is not theirs to be read. */
function ownPart({ apiVersion, kind, metadata, spec, ...rest }: Json): Json {
  if (apiVersion !== API_VERSION) return { apiVersion, kind, metadata, spec, ...rest };
  const { name, namespace } = isRecord(metadata) ? metadata : {};
  return {
    apiVersion,
    kind,
    metadata: namespace === undefined ? { name } : { name, namespace },
    spec,
  };
}

const isFaults = (read: Document | readonly Fault[]): read is readonly Fault[] =>
  Array.isArray(read);

const late = (world: Document): Fault => ({
  ...world.at(''),
  pointer: '',
  says: 'a World document must be the first of its file',
});

function documentOf(parsed: Parsed): Document | readonly Fault[] {
  const { value } = parsed;
  const fault = (pointer: string, says: string, help?: string): readonly Fault[] => [
    { ...parsed.at(pointer), pointer, says, ...(help === undefined ? {} : { help }) },
  ];
  if (!isRecord(value)) return fault('', `must be a map of fields, got ${shown(value)}`);
  const { apiVersion, kind } = value;
  if (typeof kind !== 'string') return fault('/kind', `must name the kind, got ${shown(kind)}`);
  const known = kindOf(kind);
  if (known === 'unknown') return fault('/kind', ...stranger(kind, apiVersion));
  if (apiVersion !== versionOf(known))
    return fault(
      '/apiVersion',
      `must be ${versionOf(known)} for a ${kind}, got ${shown(apiVersion)}`,
    );
  const faults = schemaFaults(known, parsed);
  if (faults.length > 0) return faults;
  const document = made(known, value, parsed);
  const attached = isRecord(value['metadata']) ? metadataFaults(document, value['metadata']) : [];
  return attached.length > 0 && versionOf(known) === API_VERSION ? attached : document;
}

function stranger(kind: string, apiVersion: unknown): [says: string, help: string] {
  if (String(apiVersion).startsWith(`${GROUP}/`))
    return [
      `must be a kind of ${API_VERSION}, got ${shown(kind)}`,
      suggestion(kind, Object.keys(ours), 'kinds'),
    ];
  return [
    `must be something a World holds, got ${kind}`,
    `kinds: ${Object.keys(schemas).join(', ')}; or a List of them`,
  ];
}

function schemaFaults(kind: Kind, parsed: Parsed): Fault[] {
  const faults = new Map<string, Fault>();
  for (const error of errorsIn(kind, parsed.value)) {
    const told = said(error);
    if (told === 'said by another') continue;
    if (faults.size > MOST_FAULTS) break;
    const { pointer, key, says, help } = told;
    const place = key ? parsed.keyAt(pointer) : parsed.at(pointer);
    faults.set(`${pointer} ${says}`, {
      ...place,
      pointer,
      says,
      ...(help === undefined ? {} : { help }),
    });
  }
  return [...faults.values()];
}

/** Profiles come by the thousand and go by the hour: nobody asks for their words, and they would keep all of the object. */
function writtenOf(object: Json, { kind, value }: Document): Pick<Document, 'written'> {
  if (kind === 'GpuProfile') return {};
  const own = ownPartOf(object);
  return { written: () => asWritten(own, value, ownValue) };
}

/** What is read of an object, defaults filled in; undefined where it has a fault. */
function ownValue(object: Json): unknown {
  const [document] = readObject('', object).documents;
  return document?.value;
}

function made(kind: Kind, value: Json, { at, written }: Parsed): Document {
  const metadata = isRecord(value['metadata']) ? value['metadata'] : {};
  const { name, namespace } = metadata;
  return {
    apiVersion: versionOf(kind),
    kind,
    name: typeof name === 'string' ? name : 'world',
    ...(typeof namespace === 'string' ? { namespace } : {}),
    value,
    at,
    ...(written === undefined ? {} : { written }),
  };
}

export const byPlace = (a: Fault, b: Fault): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
