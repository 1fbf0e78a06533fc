/** Memory of a card of which nobody can tell whose it is, beside what is known of the container. */
import { describe, expect, test } from '@jest/globals';
import { busy, rowFrom, seen } from './testing/rows.ts';
import { H100, HOUR, MONDAY, measured, steady } from './testing/seen.ts';

describe('of a card that others use too', () => {
  const turns = { sharing: 'timeSlice' as const };

  test('figures that may be anybody’s are said and not believed', () => {
    const copied = measured(busy, { ...turns, attribution: 'duplicated' });
    expect(rowFrom(seen(copied))).toMatchObject({
      attribution: 'duplicated',
      sharing: 'timeSlice',
      vramMaxMiB: 6000,
      confidence: 0,
      hours: 2,
    });
    expect(rowFrom(seen(copied))).not.toHaveProperty('smP95');
  });

  test('and are no more than the card that is named can have', () => {
    const copied = { ...turns, attribution: 'duplicated' } as const;
    const small = { device: { id: 'GPU-2', model: 'NVIDIA A100-SXM4-40GB' } };
    const large = steady(MONDAY, 120, { vramMiB: 70_000, sm: 0.3 });
    const row = rowFrom(seen(measured(busy, { ...copied, ...small }), measured(large, copied)));
    expect(row).toMatchObject({ measuredOn: 'A100-40GB', vramMaxMiB: 41_779 });
  });

  test('memory by process is its own; activity is everybody’s', () => {
    const own = measured(busy, { ...turns, attribution: 'perProcess' });
    expect(rowFrom(seen(own))).toMatchObject({
      attribution: 'perProcess',
      sharing: 'timeSlice',
      vramMaxMiB: 6000,
      computeBy: 'none',
    });
  });

  test('what was seen of it alone stays, and more memory is believed', () => {
    const more = steady(MONDAY + HOUR * 3, 60, { vramMiB: 9000, sm: 1 });
    const row = rowFrom(
      seen(measured(busy), measured(more, { ...turns, attribution: 'perProcess' })),
    );
    expect(row).toMatchObject({
      sharing: 'whole',
      attribution: 'perProcess',
      vramMaxMiB: 9000,
      smP95: 0.3,
      hours: 2,
    });
  });

  test('and of memory that is somebody else’s it has none', () => {
    const theirs = steady(MONDAY + HOUR * 3, 60, { vramMiB: 70_000, sm: 1 });
    const row = rowFrom(
      seen(measured(busy), measured(theirs, { ...turns, attribution: 'unknown' })),
    );
    expect(row).toMatchObject({ vramMaxMiB: 6000, attribution: 'exact', smP95: 0.3 });
  });
});

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
