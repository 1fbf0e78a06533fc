/** Records as `serve --record` writes them: files, or a folder of them, the oldest first; `-` for stdin. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Recorded } from '../../adapters/records/recorder.ts';
import { filesIn } from '../../adapters/records/ring.ts';
import { readPod } from '../../core/read-pod.ts';
import { isRecord } from '../../expand/raw.ts';
import { unread } from '../unread.ts';

export interface Records {
  readonly records: readonly Recorded[];
  /** Lines that are none, such as the half one that a crash leaves. */
  readonly broken: number;
}

/** Throws where a path cannot be read, or a folder holds no records. */
export function recordsAt(paths: readonly string[]): Records {
  const records: Recorded[] = [];
  let broken = 0;
  for (const file of paths.flatMap(filesAt))
    for (const line of textIn(file).split('\n')) {
      const record = line === '' ? undefined : recordIn(line);
      if (record !== undefined) records.push(record);
      else if (line !== '') broken++;
    }
  return { records: records.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)), broken };
}

const STDIN = 0;
const textIn = (file: string): string => readFileSync(file === '-' ? STDIN : file, 'utf8');

/** As they lie there, for whoever takes them elsewhere. */
export function printRecords(paths: readonly string[]): void {
  for (const file of paths.flatMap(filesAt)) {
    const text = textIn(file);
    // The file that a crash ended may end in half a line.
    process.stdout.write(text === '' || text.endsWith('\n') ? text : `${text}\n`);
  }
}

function filesAt(path: string): string[] {
  if (path === '-') return [path];
  try {
    if (!statSync(path).isDirectory()) return [path];
    const files = filesIn(path).map((file) => join(path, file));
    if (files.length > 0) return files;
  } catch (error) {
    throw unread(path, error);
  }
  throw new Error(`cannot read ${path}: no records-*.ndjson lies in that directory`);
}

function recordIn(line: string): Recorded | undefined {
  const value = parsed(line);
  if (!isRecord(value) || value['v'] !== 1) return undefined;
  const { at, namespace, verdict, inForce, rule, hash } = value;
  const read = readPod(value['pod']);
  if (!read.ok || typeof inForce !== 'boolean' || !isVerdict(verdict)) return undefined;
  const texts = { at, namespace, rule, hash };
  if (!areTexts(texts)) return undefined;
  return { v: 1, ...texts, pod: read.pod, verdict, inForce, lacks: lacksIn(value['lacks']) };
}

const lacksIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const VERDICTS: readonly unknown[] = ['leave', 'rewrite', 'hold', 'refuse'];
const isVerdict = (value: unknown): value is Recorded['verdict'] => VERDICTS.includes(value);

type Texts = Pick<Recorded, 'at' | 'namespace' | 'rule' | 'hash'>;

const areTexts = (value: Record<keyof Texts, unknown>): value is Texts =>
  Object.values(value).every((one) => typeof one === 'string');
