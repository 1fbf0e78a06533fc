/** Kubernetes objects as they lie in YAML: plain data that nobody has checked. */
import { isRecord } from '../core/record.ts';

export { isRecord };

export type Raw = Record<string, unknown>;

/** The member as an object; an empty one where it is none. */
export function member(object: unknown, ...path: readonly string[]): Raw {
  let at: unknown = object;
  for (const key of path) at = isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return isRecord(at) ? at : {};
}

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** As the API counts: of 32 bits. */
export const MOST_COUNT = 2_147_483_647;

export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_COUNT;

/** A whole number that is not negative, else `otherwise`. */
export const count = (value: unknown, otherwise: number): number =>
  isCount(value) ? value : otherwise;
