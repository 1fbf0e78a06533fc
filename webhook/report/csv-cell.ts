/** A cell as RFC 4180 has it, that no spreadsheet runs and no terminal obeys. */
import { oneLine } from '../core/text.ts';

/** A spreadsheet runs what begins so, whoever has named a workload. */
const FORMULA = /^[=+\-@\t\r]/;

export function cell(value: string | number | boolean | undefined): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const harmless = withoutOrders(value);
  const text = FORMULA.test(harmless) ? `'${harmless}` : harmless;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines and tabs are for a cell to have. */
const withoutOrders = (text: string): string =>
  text
    .split(/([\t\r\n])/)
    .map((part, nth) => (nth % 2 === 0 ? oneLine(part, Infinity) : part))
    .join('');
