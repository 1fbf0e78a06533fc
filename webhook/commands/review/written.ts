/** Writes reports whole or not at all: each beside its place first, and all put in their places at the end. */
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { reasonOf } from '../unread.ts';
import { STDOUT } from './wanted.ts';

export interface Output {
  readonly file: string;
  readonly text: string;
}

/** What was typed while files were being written is heard once they stand; without this a half would stay behind. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function writeAll(outputs: readonly Output[]): void {
  const later: NodeJS.Signals[] = [];
  const hear = (signal: NodeJS.Signals) => later.push(signal);
  for (const signal of ENDING) process.on(signal, hear);
  try {
    putInPlace(outputs.filter(({ file }) => file !== STDOUT).map(beside));
  } finally {
    for (const signal of ENDING) process.off(signal, hear);
  }
  for (const signal of later) process.kill(process.pid, signal);
  for (const { file, text } of outputs) if (file === STDOUT) process.stdout.write(text);
}

interface Half {
  readonly file: string;
  /** Absent where it is a pipe or a terminal, which nothing takes the place of. */
  readonly half?: string;
  readonly text: string;
}

function beside({ file, text }: Output): Half {
  if (!existsSync(file)) return { file, text, half: halfOf(file) };
  if (!statSync(file).isFile()) return { file, text };
  const real = realpathSync(file);
  return { file: real, text, half: halfOf(real) };
}

const halfOf = (file: string): string => `${file}.${process.pid}.half`;

function putInPlace(halves: readonly Half[]): void {
  try {
    for (const { file, half, text } of halves) asked(file, () => writeFileSync(half ?? file, text));
    for (const { file, half } of halves)
      if (half !== undefined) asked(file, () => renameSync(half, file));
  } finally {
    for (const { half } of halves) if (half !== undefined) rmSync(half, { force: true });
  }
}

function asked(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new Error(`cannot write ${file}: ${whyNot(file, error)}`, { cause: error });
  }
}

/** The file is about to be made: what is missing is where it is to stand. */
const whyNot = (file: string, error: unknown): string =>
  existsSync(dirname(file))
    ? reasonOf(error)
    : `there is no folder ${dirname(file)}; mkdir -p makes it`;
