/** Amounts as the trimmed objects have them, cpu in milli, and the text that is read as the same. */
import { parseQuantity } from '../../core/quantity.ts';

export const quantity = (name: string, units: number): string =>
  name === 'cpu' ? `${units}m` : String(units);

/** 0.29 × 1000 is a hair less than 290, and what was written is whole. */
export function unitsOf(name: string, text: unknown): number {
  const value = typeof text === 'string' || typeof text === 'number' ? parseQuantity(text) : 0;
  if (value === 'invalid') return 0;
  return Math.round(name === 'cpu' ? value * 1000 : value);
}
