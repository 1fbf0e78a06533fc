/**
 * `include` of a World header. Reading text needs no file system, so whoever has one answers for
 * the path; what comes back is read like the rest, its own includes too, each file once.
 */
import { ofKind, faultAt, type Document, type Fault } from './documents.ts';
import { MAX_BYTES } from './parse.ts';
import { readText, type Reading } from './read.ts';

export interface Source {
  /** The name faults will use. The same file must have the same name whoever includes it. */
  readonly file: string;
  readonly text: string;
}

/** The texts behind a path written in file `from` (a folder has several), or in words why there are none. */
export type Load = (path: string, from: string) => readonly Source[] | string;

/** All documents of these sources and of what they include. */
export function readSources(sources: readonly Source[], load: Load, maxBytes = MAX_BYTES): Reading {
  const documents: Document[] = [];
  const faults: Fault[] = [];
  const seen = new Set<string>();
  const waiting = [...sources];
  for (let source = waiting.shift(); source !== undefined; source = waiting.shift()) {
    if (seen.has(source.file)) continue;
    seen.add(source.file);
    const reading = readText(source.file, source.text, maxBytes);
    documents.push(...reading.documents);
    faults.push(...reading.faults);
    const included = resolveIncludes(reading.documents, load);
    waiting.push(...included.sources);
    faults.push(...included.faults);
  }
  return { documents, faults };
}

/** What the World headers among these documents ask for. */
export function resolveIncludes(
  documents: readonly Document[],
  load: Load,
): { readonly sources: readonly Source[]; readonly faults: readonly Fault[] } {
  const sources: Source[] = [];
  const faults: Fault[] = [];
  for (const header of ofKind(documents, 'World'))
    for (const [i, path] of (header.value.spec?.include ?? []).entries()) {
      const pointer = `/spec/include/${i}`;
      const answer = isAbsolute(path)
        ? 'must be relative to this file'
        : load(path, header.at(pointer).file);
      if (typeof answer === 'string') faults.push(faultAt(header, pointer, answer));
      else sources.push(...answer);
    }
  return { sources, faults };
}

const isAbsolute = (path: string): boolean => /^([/\\]|[A-Za-z]:)/.test(path);
