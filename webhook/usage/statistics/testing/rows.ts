/** What a profile says of a server that was seen on a Monday. */
import { catalogue } from '../../../core/testing/catalogue.ts';
import type { Measured } from '../../measured.ts';
import { rowOf, type Row } from '../row.ts';
import type { Tally } from '../tally.ts';
import { tallyOf } from '../window.ts';
import { DAY, MONDAY, steady, windowOf } from './seen.ts';

export const of = { name: 'server', tag: '1.4', class: 'serving' } as const;

export const seen = (...each: readonly Measured[]): Tally =>
  tallyOf(windowOf(each, MONDAY + DAY), catalogue);

export function rowFrom(tally: Tally): Row {
  const row = rowOf(tally, of, catalogue);
  if (row === 'unseen') throw new Error('it was seen');
  return row;
}

/** Two hours of it. */
export const busy = steady(MONDAY, 120, { vramMiB: 6000, sm: 0.3, dram: 0.2, tensor: 0.1 });
