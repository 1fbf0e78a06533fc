/** The text of one file, or why it is none: asked by its size before anything of it is in memory. */
import { readFileSync, statSync } from 'node:fs';
import { textless } from '../../expand/unreadable.ts';
import type { Unread } from '../../review/report.ts';
import { reasonOf } from '../unread.ts';
import { notRead, STDIN } from './files.ts';

/** A hundred times what the largest charts render to. What is larger is no manifest, or is meant to do harm. */
export const MOST_BYTES = 100 * 1024 * 1024;

const TOO_LARGE = 'it has more than 100 MiB';

/** `name`: what stdin is called where somebody says whose text it is. */
export async function textOf(file: string, name: string): Promise<string | Unread> {
  try {
    const text = file === STDIN ? await piped() : sized(file);
    if (text === undefined) return notRead(name, TOO_LARGE, 'split it into several files');
    if (!text.includes('\0')) return text;
    const utf8 = textless(text)?.help;
    return utf8 === undefined
      ? notRead(name, 'it is no text', 'leave it out')
      : notRead(name, 'it is UTF-16, and manifests are UTF-8', utf8);
  } catch (error) {
    return notRead(name, reasonOf(error));
  }
}

const sized = (file: string): string | undefined =>
  statSync(file).size > MOST_BYTES ? undefined : readFileSync(file, 'utf8');

/** As a stream: a pipe that has nothing yet is no fault, and must be waited for. */
async function piped(): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of process.stdin) {
    const buffer = Buffer.from(part);
    bytes += buffer.length;
    if (bytes > MOST_BYTES) return undefined;
    parts.push(buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}
