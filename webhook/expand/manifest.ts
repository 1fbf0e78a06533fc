/**
 * YAML manifests as objects. Parsed as YAML 1.1, as kubectl and Helm do (`yes` is true, `<<`
 * merges), unlike policies.
 */
import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import { isRaw, type Raw } from './raw.ts';

export type Manifests =
  | { readonly ok: true; readonly objects: readonly Raw[] }
  | { readonly ok: false; readonly faults: readonly string[] };

export function readManifests(file: string, source: string): Manifests {
  const lines = new LineCounter();
  const documents = parseAllDocuments(source, { lineCounter: lines, version: '1.1', merge: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const objects: Raw[] = [];
  const faults: string[] = [];
  for (const document of documents) {
    const read = objectIn(document, at);
    if (Array.isArray(read)) faults.push(...read);
    else objects.push(read);
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, objects };
}

/** The object of one document, or its faults; none where it is empty. */
function objectIn(document: Document.Parsed, at: (offset: number) => string): Raw | string[] {
  if (document.errors.length > 0)
    return document.errors.map(({ message, pos }) => `${at(pos[0])}: ${firstLine(message)}`);
  const value: unknown = document.toJS({ maxAliasCount: 20 });
  if (value === null || value === undefined) return [];
  if (isRaw(value) && typeof value['kind'] === 'string') return value;
  return [
    `${at(document.contents?.range?.[0] ?? 0)}: this document is no Kubernetes object: it has no kind`,
  ];
}

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? message;
