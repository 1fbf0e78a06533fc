/** What Kubernetes adds to CEL, as far as it is of use here: quantities and versions, and lists as a whole. */
import type { Environment } from '@marcbachmann/cel-js';
import { conversions } from './conversions.ts';
import { lists } from './lists.ts';
import { added, registered, type Overload } from './overloads.ts';
import * as quantities from './quantity.ts';
import { Quantity, quantity } from './quantity.ts';
import { texts } from './texts.ts';
import * as versions from './version.ts';
import { Version, version } from './version.ts';

/** As much as some ten nodes: a pattern, and numbers of any length. */
const pattern = (): number => 10;

const ofQuantities: readonly Overload[] = [
  added('quantity(string): Quantity', quantity, pattern),
  added('isQuantity(string): bool', quantities.isQuantity, pattern),
  added('Quantity.compareTo(Quantity): int', (a: Quantity, b: Quantity) =>
    quantities.sign(quantities.difference(a, b)),
  ),
  added('Quantity.isGreaterThan(Quantity): bool', (a: Quantity, b: Quantity) => a.nano > b.nano),
  added('Quantity.isLessThan(Quantity): bool', (a: Quantity, b: Quantity) => a.nano < b.nano),
  added('sign(Quantity): int', quantities.sign),
  added('Quantity.isInteger(): bool', quantities.isInteger),
  added('Quantity.asInteger(): int', quantities.asInteger),
  added('Quantity.asApproximateFloat(): double', quantities.asDouble),
  added('Quantity.add(Quantity): Quantity', quantities.sum),
  added('Quantity.add(int): Quantity', quantities.sum),
  added('Quantity.sub(Quantity): Quantity', quantities.difference),
  added('Quantity.sub(int): Quantity', quantities.difference),
];

const ofVersions: readonly Overload[] = [
  added('semver(string): Semver', version, pattern),
  added('isSemver(string): bool', versions.isVersion, pattern),
  added('Semver.compareTo(Semver): int', versions.compared, pattern),
  added(
    'Semver.isGreaterThan(Semver): bool',
    (a: Version, b: Version) => versions.compared(a, b) > 0n,
    pattern,
  ),
  added(
    'Semver.isLessThan(Semver): bool',
    (a: Version, b: Version) => versions.compared(a, b) < 0n,
    pattern,
  ),
  added('Semver.major(): int', (one: Version) => versions.numberIn(one, 0), pattern),
  added('Semver.minor(): int', (one: Version) => versions.numberIn(one, 1), pattern),
  added('Semver.patch(): int', (one: Version) => versions.numberIn(one, 2), pattern),
];

export const functions: readonly Overload[] = [
  ...texts,
  ...conversions,
  ...lists,
  ...ofQuantities,
  ...ofVersions,
];

/** So that their types may be compared; values are, in `equal.ts`. */
const SAME = {
  Quantity: (a: Quantity, b: Quantity) => a.nano === b.nano,
  Semver: (a: Version, b: Version) => versions.compared(a, b) === 0n,
};

/** The same environment, with the functions of Kubernetes in it. */
export const withKubernetes = (environment: Environment): Environment =>
  registered(
    environment
      .registerType('Quantity', { ctor: Quantity, fields: {} })
      .registerType('Semver', { ctor: Version, fields: {} })
      .registerOperator('Quantity == Quantity', SAME.Quantity)
      .registerOperator('Semver == Semver', SAME.Semver),
    functions,
  );
