/** What is asked of lists as a whole, as Kubernetes has it. Who compares pays for each that is compared. */
import { int } from './conversions.ts';
import { equal, isNumber, order } from './equal.ts';
import { keysOf } from './kinds.ts';
import { Meter, reading } from './meter.ts';
import { added, ours, type Overload } from './overloads.ts';
import { noOverload, Wrong } from './wrong.ts';

type List = readonly unknown[];

const size = (list: List): bigint => BigInt(list.length);
const sizeOfMap = (map: Parameters<typeof keysOf>[0]): bigint => BigInt(keysOf(map).length);

/** The price was paid before. */
const paid = (): Meter => new Meter(Number.POSITIVE_INFINITY);

const isSorted = (list: List): boolean =>
  list.every((one, at) => at === 0 || order(list[at - 1], one, paid()) <= 0);

function sum(list: List): unknown {
  if (list.every((one) => typeof one === 'bigint'))
    return int(list.reduce((all, one) => all + one, 0n));
  if (list.every((one) => typeof one === 'number')) return list.reduce((all, one) => all + one, 0);
  throw noOverload('sum of what is no number');
}

function extreme(list: List, wanted: number): unknown {
  const [first, ...others] = list;
  if (first === undefined) throw new Wrong('min/max called on empty list');
  if (others.length === 0 && !isNumber(first) && typeof first !== 'string')
    order(first, first, paid());
  return others.reduce(
    (best, one) => (Math.sign(order(one, best, paid())) === wanted ? one : best),
    first,
  );
}

const indexOf = (list: List, wanted: unknown): bigint =>
  BigInt(list.findIndex((one) => equal(one, wanted, paid())));
const lastIndexOf = (list: List, wanted: unknown): bigint =>
  BigInt(list.findLastIndex((one) => equal(one, wanted, paid())));

/** Texts that are compared are looked at with the one before and the one behind. */
const looking = (list: List): number =>
  list.reduce<number>((all, one) => all + 1 + (typeof one === 'string' ? 2 * reading(one) : 1), 0);

/** Of maps and lists nobody knows how large they are; who looks for such pays for all that is in them. */
const finding = (list: List, wanted: unknown): number =>
  looking(list) + weight(list) + weight(wanted);

function weight(value: unknown): number {
  if (typeof value === 'string') return reading(value);
  if (typeof value !== 'object' || value === null) return 1;
  const members = value instanceof Map ? [...value.values()] : Object.values(value);
  return members.reduce<number>((all, one) => all + weight(one), 1);
}

export const lists: readonly Overload[] = [
  ours('size(list): int', size),
  ours('list.size(): int', size),
  ours('size(map): int', sizeOfMap, (map) => keysOf(map).length),
  ours('map.size(): int', sizeOfMap, (map) => keysOf(map).length),
  added('list.isSorted(): bool', isSorted, looking),
  added('list.sum(): dyn', sum, looking),
  added('list.min(): dyn', (list: List) => extreme(list, -1), looking),
  added('list.max(): dyn', (list: List) => extreme(list, 1), looking),
  added('list.indexOf(dyn): int', indexOf, finding),
  added('list.lastIndexOf(dyn): int', lastIndexOf, finding),
];
