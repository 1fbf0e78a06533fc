/** Into a pod as it lies in YAML, which nobody has checked. */
import { isRecord } from '../core/record.ts';

export { isRecord };

export type Raw = Readonly<Record<string, unknown>>;

export const member = (value: unknown, key: string): unknown =>
  isRecord(value) ? value[key] : undefined;

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
