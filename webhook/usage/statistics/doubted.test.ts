/** Memory of a card of which nobody can tell whose it is, beside what is known of the container. */
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../core/testing/catalogue.ts';
import { rowOf } from './row.ts';
import { DAY, H100, HOUR, MONDAY, measured, steady, windowOf } from './testing/seen.ts';
import { tallyOf } from './window.ts';
import type { Measured } from '../measured.ts';

const of = { name: 'server', tag: '1.4', class: 'serving' } as const;
const seen = (...each: readonly Measured[]) => tallyOf(windowOf(each, MONDAY + DAY), catalogue);
const rowFrom = (tally: ReturnType<typeof seen>) => {
  const row = rowOf(tally, of, catalogue);
  if (row === 'unseen') throw new Error('it was seen');
  return row;
};

const busy = steady(MONDAY, 120, { vramMiB: 6000, sm: 0.3 });

describe('where a neighbour is not told of, and the card may be either’s', () => {
  const doubted = { attribution: 'unknown' } as const;
  const grown = steady(MONDAY + HOUR * 3, 60, { vramMiB: 20_000, sm: 0.9 });

  test('memory that has grown meanwhile is held for its own: a peak too low would kill it', () => {
    expect(rowFrom(seen(measured(busy), measured(grown, doubted)))).toMatchObject({
      attribution: 'exact',
      vramMaxMiB: 20_000,
      smP95: 0.3,
    });
  });

  test('as on a slice; and what is less says nothing', () => {
    const slice = {
      sharing: 'mig' as const,
      device: { id: 'GPU-1/9', model: H100, migProfile: '3g.40gb' },
    };
    const high = seen(measured(busy), measured(grown, { ...doubted, ...slice }));
    expect(rowFrom(high)).toMatchObject({ vramMaxMiB: 20_000 });
    const low = steady(MONDAY + HOUR * 3, 60, { vramMiB: 900, sm: 0.1 });
    expect(rowFrom(seen(measured(busy), measured(low, doubted)))).toEqual(
      rowFrom(seen(measured(busy))),
    );
  });

  test('and it is no evidence of anything else: hours, samples and certainty are those of before', () => {
    const { hours, samples, confidence } = rowFrom(seen(measured(busy)));
    expect(rowFrom(seen(measured(busy), measured(grown, doubted)))).toMatchObject({
      hours,
      samples,
      confidence,
    });
  });

  test('nor of memory alone: of whom nothing else is known only doubt is told', () => {
    expect(rowFrom(seen(measured(grown, doubted)))).toMatchObject({
      attribution: 'unknown',
      vramMaxMiB: 20_000,
      confidence: 0,
    });
  });
});
