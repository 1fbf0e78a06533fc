/**
 * A document is a value with the place it was written at. Everything that reads policies speaks of
 * documents, so that a fault found late, by comparing two files, still names line and column.
 */
import { token } from '../core/edits/pointer.ts';
import { isKind, type Kind, type ValueOf } from './schema/kinds.ts';

export { stepsOf } from '../core/edits/pointer.ts';
export { titleOf } from '../core/title.ts';

/** Lines and columns count from 1. Line 0: it was never in a file, and `file` says where it lives. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Document<T = unknown> {
  readonly apiVersion: string;
  readonly kind: Kind;
  readonly name: string;
  readonly namespace?: string;
  /** Of an object of the cluster. */
  readonly uid?: string;
  /** Checked against the schema of its kind, defaults filled in. */
  readonly value: T;
  /** Place of the value a JSON pointer names, or of the nearest thing above it that was written; of a text, that of one of its letters. */
  readonly at: (pointer: string, letter?: number) => Position;
  /** As somebody wrote it, without defaults: YAML with its comments, or an object of the cluster; absent where nobody can tell. */
  readonly written?: () => Written;
}

export type Written = string | Readonly<Record<string, unknown>>;

export interface Fault extends Position {
  readonly pointer: string;
  /** What is wrong: asked and had, in one line. */
  readonly says: string;
  /** What would mend it. */
  readonly help?: string;
  /** The other place, where it takes two to be wrong. */
  readonly also?: Position;
}

/** The documents of one kind, typed: reading has checked what the type says. */
export const ofKind = <K extends Kind>(
  documents: readonly Document[],
  kind: K,
): Document<ValueOf<K>>[] =>
  documents.filter((document): document is Document<ValueOf<K>> => document.kind === kind);

export const kindOf = (kind: string): Kind | 'unknown' => (isKind(kind) ? kind : 'unknown');

/** `quotas.yaml:5:8`, or only the source of what was never in a file. */
export const placeOf = ({ file, line, column }: Position): string =>
  line === 0 ? file : `${file}:${line}:${column}`;

export function faultAt(document: Document, pointer: string, says: string, help?: string): Fault {
  return { ...document.at(pointer), pointer, says, ...(help === undefined ? {} : { help }) };
}

/** One step of a JSON pointer, to put behind another. */
export const step = (key: string | number): string => `/${token(String(key))}`;
