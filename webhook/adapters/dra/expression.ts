/**
 * Selectors of devices in CEL, as far as they can be asked without harm: they are short, hold no
 * regular expression, and at most one loop. Whatever is not understood selects nothing.
 */
import { Environment } from '@marcbachmann/cel-js';
import { parseQuantity } from '../../core/quantity.ts';
import { faultText } from '../tell.ts';
import { GPU_DRIVER, type Attribute, type DeviceKind } from './kinds.ts';

/** In characters; the API server lets in five times as much. */
const LONGEST = 2048;
/** Loops within loops take time without end, and values bound in turn grow without end. */
const MOST = { loops: 1, bindings: 2 };
const LOOPS = /\b(?:all|exists|exists_one|existsOne|map|filter)\s*\(/g;
const BINDINGS = /\bbind\s*\(/g;

class Quantity {
  readonly amount: number;
  constructor(amount: number) {
    this.amount = amount;
  }
}

class Version {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const sign = (difference: number): bigint => BigInt(Math.sign(difference));

function quantity(text: string): Quantity {
  const amount = parseQuantity(text);
  if (amount === 'invalid') throw new Error(`${text} is no quantity`);
  return new Quantity(amount);
}

/** Major, minor, patch: drivers of NVIDIA have no more. */
function version(text: string): Version {
  if (!/^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(text)) throw new Error(`${text} is no plain version`);
  return new Version(text);
}

function compared(a: Version, b: Version): number {
  const [left, right] = [a, b].map(({ text }) => text.split('.').map(Number));
  for (const [at, part] of (left ?? []).entries())
    if (part !== right?.[at]) return part - (right?.[at] ?? 0);
  return 0;
}

const environment = new Environment({
  limits: { maxAstNodes: 500, maxDepth: 50, maxListElements: 100 },
})
  .registerType('Quantity', { ctor: Quantity, fields: {} })
  .registerType('Semver', { ctor: Version, fields: {} })
  .registerVariable('device', 'dyn')
  .registerFunction('quantity(string): Quantity', quantity)
  .registerFunction('Quantity.compareTo(Quantity): int', (a: Quantity, b: Quantity) =>
    sign(a.amount - b.amount),
  )
  .registerFunction(
    'Quantity.isGreaterThan(Quantity): bool',
    (a: Quantity, b: Quantity) => a.amount > b.amount,
  )
  .registerFunction(
    'Quantity.isLessThan(Quantity): bool',
    (a: Quantity, b: Quantity) => a.amount < b.amount,
  )
  .registerFunction('semver(string): Semver', version)
  .registerFunction('Semver.compareTo(Semver): int', (a: Version, b: Version) =>
    sign(compared(a, b)),
  )
  .registerFunction(
    'Semver.isGreaterThan(Semver): bool',
    (a: Version, b: Version) => compared(a, b) > 0,
  )
  .registerFunction(
    'Semver.isLessThan(Semver): bool',
    (a: Version, b: Version) => compared(a, b) < 0,
  );

/** Whether a kind of device is selected; or, in words, why nobody can tell. */
export function selects(expression: string, kind: DeviceKind): boolean | string {
  const refused = refusal(expression);
  if (refused !== undefined) return refused;
  try {
    const answer: unknown = environment.evaluate(expression, { device: asVariable(kind) });
    return typeof answer === 'boolean' ? answer : 'it is neither true nor false';
  } catch (fault) {
    return faultText(fault).split('\n', 1)[0] ?? '';
  }
}

function refusal(expression: string): string | undefined {
  if (expression.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  if (expression.includes('matches')) return 'regular expressions are not asked';
  if (count(expression, LOOPS) > MOST.loops) return 'it holds more than one loop';
  return count(expression, BINDINGS) > MOST.bindings ? 'it binds more than two values' : undefined;
}

const count = (text: string, of: RegExp): number => [...text.matchAll(of)].length;

const variables = new WeakMap<DeviceKind, object>();

function asVariable(kind: DeviceKind): object {
  const known = variables.get(kind);
  if (known !== undefined) return known;
  const device = {
    driver: GPU_DRIVER,
    allowMultipleAllocations: false,
    attributes: each(kind.attributes, attribute),
    capacity: each(kind.capacity, (amount) => new Quantity(amount)),
  };
  variables.set(kind, device);
  return device;
}

function each<T>(
  domains: Readonly<Record<string, Readonly<Record<string, T>>>>,
  make: (value: T) => unknown,
): object {
  const made = Object.entries(domains).map(([domain, values]) => [
    domain,
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value)])),
  ]);
  return Object.fromEntries(made);
}

function attribute(value: Attribute): unknown {
  if (typeof value === 'number') return BigInt(value);
  return typeof value === 'object' ? new Version(value.version) : value;
}
