/** How much of a card's memory was used, as a bar for the eye. */
import type { Row } from '../report.ts';

export type Bars = 'blocks' | 'ascii' | 'none';

const SIGNS = { blocks: ['█', '░'], ascii: ['#', '.'] } as const;

export function bar(
  { vramMaxMiB, cardMiB }: Pick<Row, 'vramMaxMiB' | 'cardMiB'>,
  bars: Bars,
  width: number,
): string {
  if (bars === 'none') return '';
  const [used, free] = SIGNS[bars];
  if (vramMaxMiB === undefined || cardMiB === undefined) return ' '.repeat(width);
  // What was used at all shows.
  const part = Math.min(1, vramMaxMiB / cardMiB);
  const full = Math.min(width, Math.max(1, Math.round(part * width)));
  return used.repeat(full) + free.repeat(width - full);
}
