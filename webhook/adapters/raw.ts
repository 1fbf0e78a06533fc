/** Reading objects of the API server, whose shape is promised by it and not by the compiler. */
import { isRecord } from '../core/record.ts';

export { isRecord };

export type Raw = Readonly<Record<string, unknown>>;

const EMPTY: Raw = {};

export const recordIn = (from: Raw, key: string): Raw => {
  const value = from[key];
  return isRecord(value) ? value : EMPTY;
};

export const listIn = (from: Raw, key: string): readonly unknown[] => {
  const value = from[key];
  return Array.isArray(value) ? value : [];
};

export const textIn = (from: Raw, key: string): string => {
  const value = from[key];
  return typeof value === 'string' ? value : '';
};

/** Labels or annotations: what is not text is left out. */
export function textsIn(from: Raw, key: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(recordIn(from, key)))
    if (typeof value === 'string') texts[name] = value;
  return texts;
}
