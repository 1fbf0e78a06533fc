/**
 * Kubernetes quantities as numbers in base units (cores, bytes, devices). Small and without a
 * package because the core has none and because it runs for each container of each review; the
 * grammar is that of k8s.io/apimachinery `resource.Quantity`. A double holds every byte count up to
 * 8 PiB exactly.
 */
const GRAMMAR =
  /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([eE][+-]?\d+)|(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E))?$/;

/** These divide, because 1 / 1000 is a double and 0.001 times something is a rounding more. */
const DIVISOR: Readonly<Record<string, number>> = { n: 1e9, u: 1e6, m: 1e3 };

const FACTOR: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
};

export function parseQuantity(text: string | number): number | 'invalid' {
  if (typeof text === 'number') return Number.isFinite(text) ? text : 'invalid';
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const found = GRAMMAR.exec(text);
  if (found === null) return 'invalid';
  const [, sign, digits, exponent = '', suffix = ''] = found;
  const value = scaled(Number(`${digits}${exponent}`), suffix);
  if (!Number.isFinite(value)) return 'invalid';
  return sign === '-' ? -value : value;
}

const scaled = (plain: number, suffix: string): number =>
  (plain / (DIVISOR[suffix] ?? 1)) * (FACTOR[suffix] ?? 1);

/** However they are spelt: the API server writes `0.5` as `500m`. */
export function sameQuantity(text: string | number | undefined, other: string): boolean {
  const value = text === undefined ? 'invalid' : parseQuantity(text);
  return value !== 'invalid' && value === parseQuantity(other);
}

/** Devices asked for: a whole, non-negative number however it is spelt (`1`, `1e0`, `1000m`). */
export function parseCount(text: string | number): number | 'invalid' {
  const value = parseQuantity(text);
  return value !== 'invalid' && Number.isSafeInteger(value) && value >= 0 ? value : 'invalid';
}

/** More of anything than a double tells apart, so that nobody can count it. */
export function isBeyondCount(text: string | number): boolean {
  const value = parseQuantity(text);
  return value !== 'invalid' && value > Number.MAX_SAFE_INTEGER;
}

/** As it was written; of a number whose digits were rounded when it was read only what is certain. */
export function shownAmount(amount: string | number): string {
  const shown = String(amount);
  const isRounded = typeof amount === 'number' && isBeyondCount(amount) && !shown.includes('e');
  return isRounded ? `more than ${Number.MAX_SAFE_INTEGER}` : shown;
}
