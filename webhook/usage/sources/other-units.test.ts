/** Figures that were meant to be ratios. */
import { describe, expect, test } from '@jest/globals';
import type { Labels } from '../../core/pod.ts';
import type { Series } from '../measured.ts';
import { alone, device, FB_USED, on, seen, series, SM_ACTIVE } from '../testing/dcgm.ts';
import { dcgm } from './dcgm.ts';
import { measuredBy } from './measure.ts';
import { beyondBy } from './told.ts';

const one = (of: Parameters<typeof seen>[0]) => measuredBy('dcgm', seen(of), alone);
const idle = (labels: Labels) => series(on('b', { ...labels, UUID: 'GPU-2' }), [0.4]);

describe('what cannot be a ratio', () => {
  test('an activity in percent is none in ratios at any moment, however idle', () => {
    const busy = series(on('a'), [80, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4]);
    const both = (second: Series) => ({
      [FB_USED]: [series(on('a'), [900]), { ...second, points: [[0, 900]] as const }],
      [SM_ACTIVE]: [busy, second],
    });
    const told = both(idle(device));
    expect(one(told)).toMatchObject([
      { pod: 'a', computeBy: 'none', readings: [{ at: 0, vramMiB: 900 }] },
      { pod: 'b', computeBy: 'none', readings: [{ at: 0, vramMiB: 900 }] },
    ]);
    expect(beyondBy(dcgm, seen(told))).toEqual([`${SM_ACTIVE}, series on n`]);
    // Another exporter may be set up otherwise.
    expect(one(both(idle({ ...device, Hostname: 'm' })))).toMatchObject([
      { pod: 'a', computeBy: 'none' },
      { pod: 'b', computeBy: 'sm' },
    ]);
  });

  test('a glitch of one series is none of the others', () => {
    const told = {
      [FB_USED]: [series(on('a'), [900, 900])],
      [SM_ACTIVE]: [
        series(on('a'), [4e6, 0.4]),
        series(on('b', { ...device, UUID: 'GPU-2' }), [0.4, 0.5]),
      ],
    };
    expect(one(told)).toMatchObject([
      { pod: 'a', computeBy: 'none' },
      { pod: 'b', computeBy: 'sm' },
    ]);
  });

  test('is not made good by another job that says less of the same card', () => {
    const told = {
      [FB_USED]: [series(on('a'), [900, 900])],
      [SM_ACTIVE]: [
        series({ ...on('a'), job: 'x' }, [80, 0.4]),
        series({ ...on('a'), job: 'y' }, [0.01, 0.01]),
      ],
    };
    expect(one(told)).toMatchObject([{ pod: 'a', computeBy: 'none' }]);
  });
});
