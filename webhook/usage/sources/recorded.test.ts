/** What rules recorded of an exporter: less than it said, so it is trusted no further. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Labels } from '../../core/pod.ts';
import type { Measured } from '../measured.ts';
import {
  alone,
  device,
  FB_USED,
  on,
  seen,
  series,
  SM_ACTIVE,
  turns,
  UUID,
} from '../testing/dcgm.ts';
import { beginningOf, earlierOf } from './earlier.ts';
import type { Facts } from './ground.ts';
import { measuredBy } from './measure.ts';

const USED = 'gpuprof:container_device_fb_used_mib';
const SM = 'gpuprof:container_device_sm_ratio';

/** The labels that the rules keep. */
const kept = ({ namespace, pod, container, UUID: id, modelName }: Labels): Labels =>
  Object.fromEntries(
    Object.entries({ namespace, pod, container, UUID: id, modelName }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );

const MIB = [4000, 9000, 5000];
const raw = (pod: string, from = 0): Measured[] =>
  measuredBy(
    'dcgm',
    seen({
      [FB_USED]: [series(on(pod), MIB, from)],
      [SM_ACTIVE]: [series(on(pod), [0.1, 0.2, 0.3], from)],
    }),
    alone,
  );
const recordedOf = (pods: readonly string[], facts: Facts, MiB = MIB): Measured[] =>
  measuredBy(
    'recorded',
    seen({
      [USED]: pods.map((pod, nth) =>
        series(
          kept(on(pod)),
          MiB.map((of) => of + nth),
        ),
      ),
      [SM]: pods.map((pod) => series(kept(on(pod)), [0.1, 0.2, 0.3])),
    }),
    facts,
  );

const held = (pods: readonly string[]): Facts['holders'] =>
  pods.map((pod) => ({ namespace: 'team-ml', pod, container: 'main', node: 'n' }));

describe('of a card of its own', () => {
  test('it says what the exporter said, of the same device, but that its activity may be the engine’s', () => {
    const [one] = recordedOf(['a'], alone);
    const [other] = raw('a');
    expect(one).toEqual({ ...other, source: 'recorded', computeBy: 'engine' });
    expect(one?.device).toEqual({ id: UUID, model: device['modelName'] });
  });

  test('a pod that is gone had it for itself only where no node shares its cards', () => {
    expect(recordedOf(['a'], alone)[0]?.attribution).toBe('exact');
    expect(recordedOf(['a'], turns)[0]?.attribution).toBe('unknown');
  });
});

test('of a card that several share no part is believed, however different the figures are', () => {
  const facts = { ...turns, holders: held(['a', 'b']) };
  for (const one of recordedOf(['a', 'b'], facts))
    expect(one).toMatchObject({ sharing: 'timeSlice', attribution: 'duplicated' });
});

describe('beside the exporter’s own series', () => {
  const long = Array.from({ length: 30 }, (_, minute) => 1000 + minute);

  test('it counts for the time before these begin, and for none that they tell of', () => {
    fc.assert(
      fc.property(fc.nat(40), (from) => {
        const best = raw('a', from);
        const earlier = earlierOf(recordedOf(['a'], alone, long), best, from * 60);
        const times = [...earlier, ...best].flatMap(({ readings }) => readings.map(({ at }) => at));
        expect(new Set(times).size).toBe(times.length);
        expect(times.filter((at) => at < from * 60)).toHaveLength(Math.min(from, long.length));
      }),
    );
  });

  test('is trusted no further than they are', () => {
    const [own] = raw('a', 20);
    if (own === undefined) throw new Error('it was told of');
    const doubted: Measured = { ...own, sharing: 'timeSlice', attribution: 'duplicated' };
    const [earlier] = earlierOf(recordedOf(['a'], alone, long), [doubted], 1200);
    expect(earlier).toMatchObject({ sharing: 'timeSlice', attribution: 'duplicated' });
    const doubt: Measured['doubt'] = { of: 'node', node: 'n' };
    const unsure: Measured = { ...own, attribution: 'unknown', doubt };
    const [asUnsure] = earlierOf(recordedOf(['a'], alone, long), [unsure], 1200);
    expect(asUnsure).toMatchObject({ attribution: 'unknown', doubt });
    const [sure] = earlierOf(recordedOf(['a'], alone, long), [own], 1200);
    expect(sure).toMatchObject({ sharing: 'whole', attribution: 'exact' });
  });

  test('says nothing of whom another exporter has told all the time', () => {
    const hami = raw('a').map((one): Measured => ({ ...one, source: 'hami' }));
    expect(earlierOf(recordedOf(['a'], alone, long), hami, 1200)).toEqual([]);
  });

  test('begin with the first point of any of them, or never', () => {
    expect(
      beginningOf(seen({ [FB_USED]: [series(on('a'), MIB, 7), series(on('b'), MIB, 5)] })),
    ).toBe(300);
    expect(beginningOf(new Map())).toBe(Infinity);
  });
});
