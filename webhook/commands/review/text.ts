/** The text of one file, or why it is none: asked by its size before anything of it is in memory. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
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
    if (file !== STDIN && !mayEnd(file)) return notRead(name, NO_END, '- reads stdin');
    const text = file === STDIN ? await piped(process.stdin) : await sized(file);
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

const NO_END = 'it is a device or a socket, and no file';

function mayEnd(file: string): boolean {
  const found = statSync(file);
  return !found.isCharacterDevice() && !found.isBlockDevice() && !found.isSocket();
}

/** A pipe has no size, and what the system writes as it is read says that it has none. */
async function sized(file: string): Promise<string | undefined> {
  const { size } = statSync(file);
  if (size === 0) return piped(createReadStream(file));
  return size > MOST_BYTES ? undefined : readFileSync(file, 'utf8');
}

/** As a stream: a pipe that has nothing yet is no fault, and must be waited for. */
async function piped(stream: Readable): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream) {
    const buffer = Buffer.from(part);
    bytes += buffer.length;
    if (bytes > MOST_BYTES) return undefined;
    parts.push(buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}
