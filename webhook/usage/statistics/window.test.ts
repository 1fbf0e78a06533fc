/** What is taken for use, and whose. */
import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../core/testing/catalogue.ts';
import { fed } from './history.ts';
import { rowOf } from './row.ts';
import { nothing } from './tally.ts';
import { DAY, H100, HOUR, MINUTE, MONDAY, measured, steady, windowOf } from './testing/seen.ts';
import { busy, of, rowFrom, seen } from './testing/rows.ts';
import { tallyOf } from './window.ts';
import type { Measured } from '../measured.ts';

const END = MONDAY + DAY;

describe('of a whole card', () => {
  test('figures are as they are, hours are minutes that were looked at, samples are minutes of pods', () => {
    const row = rowFrom(seen(measured(busy), measured(busy, { pod: 'asr-1' })));
    expect(row).toEqual({
      name: 'server',
      revision: 'registry.local/asr',
      tag: '1.4',
      measuredOn: 'H100-80GB',
      sharing: 'whole',
      attribution: 'exact',
      vramMaxMiB: 6000,
      vramP95MiB: 6000,
      vramP50MiB: 6000,
      smP50: 0.3,
      smP90: 0.3,
      smP95: 0.3,
      smMax: 0.3,
      smNeed: 0.3,
      dramP95: 0.2,
      tensorP95: 0.1,
      idleShare: 0,
      computeBy: 'sm',
      devicesPerPod: 1,
      podsSeen: 2,
      hours: 2,
      samples: 240,
      firstSeen: '2026-09-21T00:00:00Z',
      lastSeen: '2026-09-21T01:59:00Z',
      confidence: 0.041,
      source: 'measured',
    });
  });

  test('a job that computes for a fifth of its time needs what it computes with then', () => {
    const loading = steady(MONDAY, 96, { vramMiB: 6000, sm: 0.1 });
    const computing = steady(MONDAY + 96 * MINUTE, 24, { vramMiB: 6000, sm: 0.7 });
    const tally = seen(measured([...loading, ...computing]));
    const row = rowOf(tally, { ...of, class: 'training' }, catalogue);
    expect(row).toMatchObject({ smNeed: expect.closeTo(0.7, 1), smP50: expect.closeTo(0.1, 1) });
  });

  test('a gap is not zero: it is no time, and no figure falls by it', () => {
    const late = steady(MONDAY + 20 * HOUR, 120, { vramMiB: 6000, sm: 0.3 });
    const row = rowFrom(seen(measured([...busy, ...late])));
    expect(row).toMatchObject({ hours: 4, samples: 240, smP50: 0.3, idleShare: 0 });
  });

  test('nor is what was not measured: without a compute figure there is none', () => {
    const row = rowFrom(seen(measured(steady(MONDAY, 60, { vramMiB: 6000 }))));
    expect(row).toMatchObject({ vramMaxMiB: 6000, computeBy: 'none', hours: 1, confidence: 0 });
    expect(row).not.toHaveProperty('smP95');
    expect(row).not.toHaveProperty('idleShare');
  });

  test('before its model is loaded a container is not busy, and says nothing', () => {
    const start = steady(MONDAY - HOUR, 60, { vramMiB: 199, sm: 0 });
    const row = rowFrom(seen(measured([...start, ...busy])));
    expect(row).toMatchObject({ hours: 2, samples: 120, vramP50MiB: 6000, smP50: 0.3 });
    expect(rowOf(seen(measured(start)), of, catalogue)).toBe('unseen');
  });

  test('loaded and idle it is, and that is what it is said to be', () => {
    const idle = steady(MONDAY, 180, { vramMiB: 6000, sm: 0 });
    const more = steady(MONDAY + 3 * HOUR, 60, { vramMiB: 6000, sm: 0.3 });
    expect(rowFrom(seen(measured([...idle, ...more])))).toMatchObject({
      hours: 4,
      idleShare: 0.75,
    });
  });

  test('a second look within the minute is no second sample', () => {
    const twice = busy.flatMap((one) => [one, { ...one, at: one.at + 30 }]);
    expect(rowFrom(seen(measured(twice)))).toMatchObject({ hours: 2, samples: 120 });
  });

  test('several at a time are counted, and the memory is that of one', () => {
    const second = { device: { id: 'GPU-2', model: H100 } };
    const row = rowFrom(seen(measured(busy), measured(busy, second)));
    expect(row).toMatchObject({ devicesPerPod: 2, vramMaxMiB: 6000, samples: 120 });
  });

  test('a minute that has begun is left for the next window', () => {
    const half = tallyOf(windowOf([measured(busy)], MONDAY + HOUR + 30), catalogue);
    expect(half).toMatchObject({ readTo: MONDAY + HOUR, memory: { minutes: 60 } });
  });

  test('a card that left the catalogue says no more', () => {
    const empty = { ...catalogue, products: [] };
    const copied = measured(busy, { attribution: 'duplicated' });
    expect(rowOf(seen(measured(busy)), of, empty)).toBe('unseen');
    expect(rowOf(seen(copied), of, empty)).toBe('unseen');
  });

  test('but what a replica takes of one that no catalogue knows is the workload’s peak', () => {
    const large = steady(MONDAY, 120, { vramMiB: 60_000, sm: 0.9 });
    const strange = { pod: 'asr-1', device: { id: 'GPU-9', model: 'Z9' } };
    const row = rowFrom(seen(measured(busy), measured(large, strange)));
    expect(row).toMatchObject({ measuredOn: 'H100-80GB', vramMaxMiB: 60_000, smP95: 0.3 });
  });

  test('what no catalogue knows says nothing of any card', () => {
    const strange = { device: { id: 'GPU-1', model: 'Z9' } };
    const odd = { device: { id: 'GPU-1', model: H100, migProfile: '5g.50gb' } };
    expect(rowOf(seen(measured(busy, strange), measured(busy, odd)), of, catalogue)).toBe('unseen');
  });
});

describe('of an instance', () => {
  const slice = {
    sharing: 'mig' as const,
    device: { id: 'GPU-1/9', model: H100, migProfile: '3g.40gb' },
  };

  test('ratios are parts of the card: of its multiprocessors, and of its memory slices', () => {
    const row = rowFrom(
      seen(measured(steady(MONDAY, 60, { vramMiB: 900, sm: 0.5, dram: 0.5, tensor: 0.1 }), slice)),
    );
    // 60 of 132 multiprocessors, 4 of 8 memory slices; each told by the end of its hundredth.
    expect(row).toMatchObject({ smP95: 0.23, dramP95: 0.25, tensorP95: 0.05, sharing: 'mig' });
  });
});

const by = (computeBy: Measured['computeBy'], minutes: number, sm: number) =>
  measured(steady(MONDAY, minutes, { vramMiB: 6000, sm }), { computeBy });

describe('what it was measured by', () => {
  test('utilisation alone is worth little', () => {
    const [good, poor] = [by('sm', 1440, 0.3), by('utilisation', 1440, 0.9)];
    expect(rowFrom(seen(good))).toMatchObject({ computeBy: 'sm', confidence: 0.393 });
    expect(rowFrom(seen(poor))).toMatchObject({ computeBy: 'utilisation', confidence: 0.118 });
  });

  test('a better figure is taken once there is enough of it', () => {
    const [poor, few, enough] = [
      by('utilisation', 1440, 0.9),
      by('sm', 60, 0.3),
      by('sm', 1440, 0.3),
    ];
    expect(rowFrom(seen(poor, few))).toMatchObject({ computeBy: 'utilisation', smP95: 0.9 });
    expect(rowFrom(seen(poor, enough))).toMatchObject({ computeBy: 'sm', smP95: 0.3 });
  });

  test('of two products it is the one most seen, unless its peak does not fit that', () => {
    const small = { device: { id: 'GPU-7', model: 'NVIDIA A100-SXM4-40GB' } };
    const few = measured(steady(MONDAY, 60, { vramMiB: 6000, sm: 0.2 }));
    const many = measured(steady(MONDAY, 120, { vramMiB: 6000, sm: 0.4 }), small);
    const high = measured(steady(MONDAY + HOUR, 1, { vramMiB: 60_000, sm: 0.2 }));
    expect(rowFrom(seen(few, many))).toMatchObject({ measuredOn: 'A100-40GB', smP95: 0.4 });
    expect(rowFrom(seen(few, many, high))).toMatchObject({
      measuredOn: 'H100-80GB',
      vramMaxMiB: 60_000,
    });
  });

  test('a peak that was raised for want of memory is no more than the card', () => {
    const full = tallyOf(
      windowOf([by('sm', 60, 0.3)], END, { ooms: [{ at: MONDAY, MiB: 80_000 }] }),
      catalogue,
    );
    expect(rowFrom(full)).toMatchObject({ vramMaxMiB: 83_190, oomEvents: 1 });
  });
});

const day = (tag: string, midnight: number, revision = 'registry.local/asr', hours = 24) =>
  windowOf([measured(steady(midnight, hours * 60, { vramMiB: 6000, sm: 0.3 }))], midnight + DAY, {
    tag,
    revision,
  });

describe('as revisions come and go', () => {
  test('another revision starts anew', () => {
    const old = fed('nothing', day('1.4', MONDAY), catalogue);
    const now = fed(old, day('1.4', MONDAY + DAY, 'registry.local/asr --model b', 1), catalogue);
    expect(rowFrom(now)).toMatchObject({ revision: 'registry.local/asr --model b', hours: 1 });
  });

  test('another tag inherits, under the old one until enough was seen of the new', () => {
    const [old, soon, later] = [
      day('1.3', MONDAY),
      day('1.4', MONDAY + DAY, undefined, 12),
      day('1.4', MONDAY + 2 * DAY, undefined, 12),
    ];
    const first = fed(fed('nothing', old, catalogue), soon, catalogue);
    expect(rowFrom(first)).toMatchObject({ tag: '1.3', hours: 36 });
    expect(rowFrom(fed(first, later, catalogue))).toMatchObject({ tag: '1.4', hours: 48 });
  });

  test('however many came before it', () => {
    let so = fed('nothing', day('1.0', MONDAY), catalogue);
    for (let week = 1; week < 8; week++)
      for (const half of [0, 1])
        so = fed(so, day(`1.${week}`, MONDAY + (7 * week + half) * DAY, undefined, 12), catalogue);
    expect(rowOf(so, { ...of, tag: '1.7' }, catalogue)).toMatchObject({ tag: '1.7' });
    expect([...so.tags.keys()]).toEqual(['1.4', '1.5', '1.6', '1.7']);
  });

  test('an image without a tag has none', () => {
    expect(rowFrom(fed('nothing', day('', MONDAY), catalogue))).not.toHaveProperty('tag');
  });

  test('of more pods than there is room for, it is said that there were many', () => {
    const pods = Array.from({ length: 40 }, (_, i) =>
      measured([{ at: MONDAY + i * MINUTE, vramMiB: 6000, sm: 0.3 }], { pod: `asr-${i}` }),
    );
    expect(rowFrom(seen(...pods))).toMatchObject({ podsSeen: 32, samples: 40 });
    expect(rowOf(nothing('r'), of, catalogue)).toBe('unseen');
  });
});
