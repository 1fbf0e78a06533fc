/**
 * A number of bytes as vLLM reads it (human_readable_int, the same in 0.14 and 0.33): small letters
 * are decimal, capitals binary and of whole numbers only. `Gi` is unknown to it.
 */
export function bytesOf(text: string): number | 'unreadable' {
  const found = /^(?:(\d+(?:\.\d+)?)([kmgt])|(\d+)([KMGT]?))$/.exec(text.trim());
  if (found === null) return 'unreadable';
  const [, decimal, small = '', whole, capital = ''] = found;
  return Math.trunc(Number(decimal ?? whole) * (UNIT[small + capital] ?? 1));
}

const UNIT: Readonly<Record<string, number>> = {
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
};

/** The first of these that is more than so many MiB, or unreadable. */
export const tooManyBytes = (texts: readonly string[], MiB: number): string | undefined =>
  texts.find((text) => {
    const bytes = bytesOf(text);
    return bytes === 'unreadable' || bytes > MiB * 2 ** 20;
  });
