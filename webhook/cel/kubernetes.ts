/** What Kubernetes adds to CEL, as far as it is of use here: quantities and versions that compare. */
import type { Environment } from '@marcbachmann/cel-js';
import { parseQuantity } from '../core/quantity.ts';

export class Quantity {
  readonly amount: number;
  constructor(amount: number) {
    this.amount = amount;
  }
}

export class Version {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const sign = (difference: number): bigint => BigInt(Math.sign(difference));

function quantity(text: string): Quantity {
  const amount = parseQuantity(text);
  if (amount === 'invalid') throw new Error(`${text.slice(0, 64)} is no quantity`);
  return new Quantity(amount);
}

/** Major, minor, patch: drivers of NVIDIA have no more. */
function version(text: string): Version {
  if (!/^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(text))
    throw new Error(`${text.slice(0, 64)} is no plain version`);
  return new Version(text);
}

function compared(a: Version, b: Version): number {
  const [left, right] = [a, b].map(({ text }) => text.split('.').map(Number));
  for (const [at, part] of (left ?? []).entries())
    if (part !== right?.[at]) return part - (right?.[at] ?? 0);
  return 0;
}

/** The same environment, with the functions of Kubernetes in it. */
export const withKubernetes = (environment: Environment): Environment =>
  environment
    .registerType('Quantity', { ctor: Quantity, fields: {} })
    .registerType('Semver', { ctor: Version, fields: {} })
    .registerFunction('quantity(string): Quantity', quantity)
    .registerFunction(
      'isQuantity(string): bool',
      (text: string) => parseQuantity(text) !== 'invalid',
    )
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
