/**
 * A set of policies as a file: what was said, by whom, and when it came into force. It is read back
 * by the same reader as any document, so that what an older program kept is understood or refused,
 * and carries a digest, so that a torn file is no set.
 *
 * Profiles are left out: they are many, change by the hour, and whoever starts again finds them
 * where they are. So are nodes and pods, which are no policy.
 */
import { createHash } from 'node:crypto';
import { canonical } from '../../policy/canonical.ts';
import type { Document } from '../../policy/documents.ts';
import { readObject } from '../../policy/read.ts';
import { ours } from '../../policy/schema/kinds.ts';
import { isRecord, listIn, recordIn, textIn, type Raw } from '../raw.ts';
import type { ByTitle, Changes } from '../changes.ts';
import type { WrittenByTitle } from './as-written.ts';

export interface Said {
  /** File and place, or `cluster GpuQuota speech`. */
  readonly from: string;
  readonly value: unknown;
}

export interface KeptSet {
  /** As in every decision that was made by it. */
  readonly hash: string;
  /** When it came into force, RFC 3339. */
  readonly at: string;
  /** What it has that the one kept before has not. */
  readonly changes: Changes;
  /** Whence each of those came, by title; sets that older programs kept do not say. */
  readonly sources?: Readonly<Record<string, string>>;
  readonly said: readonly Said[];
  /** No part of what it says: only how. */
  readonly written?: WrittenByTitle;
  /** Nor is this: what else its files held. */
  readonly beside?: Beside;
}

/** By file the titles of what is there and is not kept. */
export type Beside = Readonly<Record<string, readonly string[]>>;

const VERSION = 1;
const NOT_KEPT: readonly string[] = ['GpuProfile', 'World'];

export const isKept = ({ kind }: Document): boolean =>
  Object.hasOwn(ours, kind) && !NOT_KEPT.includes(kind);

export const keptOf = (set: ByTitle): ByTitle =>
  new Map([...set].filter(([, document]) => isKept(document)));

export const saidBy = (set: ByTitle): readonly Said[] =>
  [...keptOf(set).values()].map((document) => ({
    from: document.at('').file,
    value: document.value,
  }));

/** Of what was said and by whom, in whatever order. */
export const digestOf = (said: readonly Said[]): string =>
  createHash('sha256').update(said.map(canonical).toSorted().join('\n')).digest('hex');

export const written = (set: KeptSet): string =>
  `${JSON.stringify({ version: VERSION, digest: digestOf(set.said), ...set })}\n`;

/** A set without what it says: enough to choose by. */
export type Entry = Omit<KeptSet, 'said' | 'written' | 'beside'>;

/** A shell is offered it, and it is a part of a path: whoever forges a set would choose both. */
const HASH = /^[0-9a-f]+$/;

/** As the file says, unproven; `none` where it says nothing of the kind. */
export function entryOf(text: string): Entry | 'none' {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? entryIn(value) : 'none';
  } catch {
    return 'none';
  }
}

function entryIn(value: Raw): Entry | 'none' {
  const hash = textIn(value, 'hash');
  if (!HASH.test(hash)) return 'none';
  const { added, changed, removed } = recordIn(value, 'changes');
  const sources = Object.entries(recordIn(value, 'sources')).flatMap(([title, from]) =>
    typeof from === 'string' ? [[title, from] as const] : [],
  );
  return {
    hash,
    at: textIn(value, 'at'),
    changes: { added: names(added), changed: names(changed), removed: names(removed) },
    ...(isRecord(value['sources']) ? { sources: Object.fromEntries(sources) } : {}),
  };
}

export type Reread =
  | { readonly ok: true; readonly set: KeptSet; readonly documents: readonly Document[] }
  | { readonly ok: false; readonly why: string };

export function reread(text: string): Reread {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: 'it is no JSON' };
  }
  if (!isRecord(value) || value['version'] !== VERSION)
    return { ok: false, why: 'it is of another version' };
  const entry = entryIn(value);
  if (entry === 'none') return { ok: false, why: 'it has no hash' };
  const set: KeptSet = {
    ...entry,
    said: listIn(value, 'said')
      .filter(isRecord)
      .map((one) => ({ from: textIn(one, 'from'), value: one['value'] })),
    ...(isRecord(value['written']) ? { written: writtenOf(value['written']) } : {}),
    ...(isRecord(value['beside']) ? { beside: besideOf(value['beside']) } : {}),
  };
  if (digestOf(set.said) !== textIn(value, 'digest'))
    return { ok: false, why: 'its digest is of something else' };
  return understood(set);
}

function understood(set: KeptSet): Reread {
  const readings = set.said.map(({ from, value }) => readObject(from, value));
  const [fault] = readings.flatMap(({ faults }) => faults);
  if (fault !== undefined)
    return { ok: false, why: `${fault.file}: ${fault.pointer} ${fault.says}` };
  return { ok: true, set, documents: readings.flatMap(({ documents }) => documents) };
}

const writtenOf = (byTitle: Raw): WrittenByTitle =>
  Object.fromEntries(
    Object.entries(byTitle).flatMap(([title, own]) =>
      typeof own === 'string' || isRecord(own) ? [[title, own] as const] : [],
    ),
  );

const besideOf = (byFile: Raw): Beside =>
  Object.fromEntries(Object.entries(byFile).map(([file, titles]) => [file, names(titles)]));

const names = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((name): name is string => typeof name === 'string') : [];
