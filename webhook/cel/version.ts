/** Versions as semver.org has them, compared part by part. */
import { Wrong } from './wrong.ts';

const NUMBER = '(0|[1-9]\\d{0,17})';
const PART = '[0-9A-Za-z-]+';
const GRAMMAR = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(${PART}(?:\\.${PART})*))?(?:\\+${PART}(?:\\.${PART})*)?$`,
);
const LONGEST = 128;

export class Version {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const read = (text: string) => (text.length > LONGEST ? null : GRAMMAR.exec(text));

/** A part of the pre-release that is a number has no zero before it. */
export const isVersion = (text: string): boolean => {
  const found = read(text);
  return found !== null && !(found[4] ?? '').split('.').some((part) => /^0\d+$/.test(part));
};

export function version(text: string): Version {
  if (!isVersion(text)) throw new Wrong(`${text.slice(0, 64)} is no plain version`);
  return new Version(text);
}

/** 0 for major, 1 for minor, 2 for patch. */
export const numberIn = ({ text }: Version, at: number): bigint =>
  BigInt(read(text)?.[at + 1] ?? 0);

export function compared(a: Version, b: Version): bigint {
  for (const at of [0, 1, 2]) {
    const between = numberIn(a, at) - numberIn(b, at);
    if (between !== 0n) return between > 0n ? 1n : -1n;
  }
  return comparedBefore(read(a.text)?.[4], read(b.text)?.[4]);
}

/** What comes before a release is smaller than it. */
function comparedBefore(a: string | undefined, b: string | undefined): bigint {
  if (a === b) return 0n;
  if (a === undefined || b === undefined) return a === undefined ? 1n : -1n;
  const [left, right] = [a.split('.'), b.split('.')];
  for (const [at, part] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1n;
    if (part !== other) return partsCompared(part, other);
  }
  return -1n;
}

function partsCompared(a: string, b: string): bigint {
  const [left, right] = [a, b].map((part) => /^\d+$/.test(part));
  if (left !== right) return left === true ? -1n : 1n;
  const smaller = left === true ? BigInt(a) < BigInt(b) : a < b;
  return smaller ? -1n : 1n;
}
