/** What was found before, as a file has it. */
import { readFileSync } from 'node:fs';
import { readBaseline, type Baseline } from '../../review/baseline.ts';
import { reasonOf } from '../unread.ts';

/** Throws in a sentence: a baseline that is lost must not pass for one that is empty. */
export function baselineAt(file: string): Baseline {
  const read = readBaseline(file, textOf(file));
  if (!read.ok) throw new Error(read.says);
  return read.baseline;
}

/** What a file that is written anew holds already; of one that is lost or broken nothing is to be kept. */
export function standingIn(file: string): Baseline[] {
  try {
    const read = readBaseline(file, readFileSync(file, 'utf8'));
    return read.ok ? [read.baseline] : [];
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `cannot read --baseline ${file}: ${reasonOf(error)}; --write-baseline ${file} begins one`,
      { cause: error },
    );
  }
}
