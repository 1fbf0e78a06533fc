/** One text for one value, whatever order its keys were written in, and a short name for that text. */
import { createHash } from 'node:crypto';
import { isRecord } from '../core/record.ts';

export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .toSorted();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

export const shortHash = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest('hex').slice(0, 12);
