/** Writes reports whole or not at all: each beside its place first, and all put in their places at the end. */
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { reasonOf } from '../unread.ts';
import { clearedAfter } from './cleared.ts';
import { STDOUT } from './wanted.ts';

export interface Output {
  readonly file: string;
  readonly text: string;
}

export async function writeAll(outputs: readonly Output[]): Promise<void> {
  const files = outputs.filter(({ file }) => file !== STDOUT).map(placed);
  eachItsOwn(files);
  await clearedAfter(
    () => files.forEach(removed),
    () => putInPlace(files),
  );
  for (const { file, text } of outputs) if (file === STDOUT) process.stdout.write(text);
}

interface Placed extends Output {
  /** Where the name leads. */
  readonly place: string;
  /** Absent where it is a pipe or a terminal, which nothing takes the place of. */
  readonly half?: string;
}

const placed = ({ file, text }: Output): Placed =>
  asked(file, () => {
    const place = placeOf(file);
    const isOther = statSync(place, { throwIfNoEntry: false })?.isFile() === false;
    // A name of its own: that of the report may have no letter to spare.
    return { file, text, place, ...(isOther ? {} : { half: halfIn(dirname(place)) }) };
  });

const halfIn = (folder: string): string => join(folder, `.${randomUUID()}.half`);

/** A link to what is not there yet is followed, too: what is written stands where it leads, and the link stays. */
function placeOf(file: string, links = MOST_LINKS): string {
  if (existsSync(file)) return realpathSync(file);
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return file;
  // Of a circle the system says that it is one.
  if (links === 0) return realpathSync(file);
  return placeOf(resolve(realpathSync(dirname(file)), readlinkSync(file)), links - 1);
}

/** As Linux follows them. */
const MOST_LINKS = 40;

/** Of two reports in one place the first would be lost. */
function eachItsOwn(files: readonly Placed[]): void {
  const known = new Map<string, string>();
  for (const { file, place, half } of files) {
    const other = known.get(resolve(place));
    if (other !== undefined)
      throw new Error(`${other} and ${file} lead to one file; give each report a file of its own`);
    if (half !== undefined) known.set(resolve(place), file);
  }
}

async function putInPlace(files: readonly Placed[]): Promise<void> {
  for (const { file, place, half, text } of files)
    if (half !== undefined)
      asked(file, () => writeFileSync(half, text, { flag: 'wx' }), dirname(place));
  // Whoever reads a pipe may keep us waiting, and meanwhile should be able to end it.
  for (const { file, half, text } of files)
    if (half === undefined)
      await writeFile(file, text).catch((error: unknown) => {
        throw notWritten(file, error);
      });
  for (const { file, place, half } of files)
    if (half !== undefined) asked(file, () => renameSync(half, place));
}

/** What it failed of is said already: that there was nothing to remove says nothing more. */
function removed({ half }: Placed): void {
  try {
    if (half !== undefined) rmSync(half, { force: true });
  } catch {
    return;
  }
}

function asked<T>(file: string, write: () => T, folder?: string): T {
  try {
    return write();
  } catch (error) {
    throw notWritten(file, error, folder);
  }
}

/** `folder`: the file is about to be made there, so what is missing is that. */
function notWritten(file: string, error: unknown, folder = '.'): Error {
  const why = existsSync(folder)
    ? reasonOf(error).replace('read it', 'write there')
    : `there is no folder ${folder}; mkdir -p makes it`;
  return new Error(`cannot write ${file}: ${why}`, { cause: error });
}
