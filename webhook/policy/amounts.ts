/** Quantities of policies in the units we count in. Roundings go against whoever would gain by them. */
import { parseQuantity } from '../core/quantity.ts';

const MIB = 1024 * 1024;

/** A limit is rounded down: `1.5Gi` is 1536, `1G` is 953. */
export const limitMiB = (memory: string): number => Math.floor(bytesOf(memory) / MIB);

/** A floor is rounded up. */
export const floorMiB = (memory: string): number => Math.ceil(bytesOf(memory) / MIB);

/** Neither is rounded first. */
export const isMore = (one: string | number, other: string | number): boolean =>
  valueOf(one) > valueOf(other);

/** Thousandths; the schema lets through no finer ones, but a double may miss them by a hair. */
export const milliOf = (gpus: string | number): number => Math.round(valueOf(gpus) * 1000);

const bytesOf = (memory: string): number => Math.round(valueOf(memory) * 1000) / 1000;

/** The schema has checked the form. */
function valueOf(text: string | number): number {
  const value = parseQuantity(text);
  return value === 'invalid' ? 0 : value;
}
