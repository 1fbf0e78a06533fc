/** What is told in pieces adds up to what was told at once, each revision for itself. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { catalogue } from '../../core/testing/catalogue.ts';
import { DAY, HOUR, MINUTE, MONDAY, measured, steady } from '../statistics/testing/seen.ts';
import { checkpointsIn } from '../../policy/kept-status.ts';
import { checkpointOf, restored } from '../statistics/checkpoint.ts';
import type { Measured } from '../measured.ts';
import { Learning, type Heard, type Told } from './learned.ts';
import type { Member } from './whose.ts';

const member = (parts: Partial<Member> = {}): Member => ({
  workload: { namespace: 'speech', kind: 'Deployment', name: 'asr', by: 'owner' },
  class: 'serving',
  container: 'server',
  revision: 'registry.local/asr',
  tag: '1.4',
  since: MONDAY - 1,
  ...parts,
});

const told = (of: Measured, parts: Partial<Member> = {}): Told => ({
  member: member(parts),
  measured: of,
});

const learnedOf = (feed: (learning: Learning) => void) => {
  const learning = new Learning(catalogue);
  feed(learning);
  return learning.latest();
};

const tallyOf = (feed: (learning: Learning) => void) => {
  const [only] = learnedOf(feed);
  if (only === undefined || only.tally === 'nothing') throw new Error('it was seen');
  return only.tally;
};

const within = ({ readings, ...rest }: Measured, from: number, until: number): Measured => ({
  ...rest,
  readings: readings.filter(({ at }) => at >= from && at < until),
});

const day = measured(
  steady(MONDAY, 1440, { vramMiB: 5000, sm: 0.2 }).map((reading, minute) => ({
    ...reading,
    vramMiB: 5000 + ((minute * 37) % 900),
  })),
);

describe('however a day is cut into windows', () => {
  test('it comes to the same', () => {
    const whole = tallyOf((learning) => learning.feed([told(day)], MONDAY + DAY));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 1439 }), { maxLength: 6 }),
        (minutes) => {
          const cuts = [0, ...minutes.toSorted((a, b) => a - b), 1440].map(
            (minute) => MONDAY + minute * MINUTE,
          );
          const cut = tallyOf((learning) => {
            for (const [nth, until] of cuts.slice(1).entries())
              learning.feed([told(within(day, cuts[nth] ?? 0, until))], until);
          });
          expect(cut).toEqual(whole);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('and what two windows both have is counted once, by a run that goes on from an earlier one', () => {
    const noon = MONDAY + DAY / 2;
    const half = tallyOf((learning) => learning.feed([told(within(day, 0, noon))], noon));
    const key = { namespace: 'speech', kind: 'Deployment', name: 'asr', container: 'server' };
    const overlapping = tallyOf((learning) => {
      learning.restore(key, half);
      learning.feed([told(day)], MONDAY + DAY);
    });
    expect(overlapping).toEqual(tallyOf((learning) => learning.feed([told(day)], MONDAY + DAY)));
  });
});

describe('of two revisions that run beside each other', () => {
  const old = told(day);
  const fresh = told(
    measured(steady(MONDAY + 12 * HOUR, 120, { vramMiB: 9000, sm: 0.5 }), { pod: 'asr-1' }),
    { revision: 'registry.local/asr max-model-len=8192', since: MONDAY + 12 * HOUR - 1 },
  );

  test('that of the pod which came last is taken, and nothing of the other is in it', () => {
    const [only, ...more] = learnedOf((learning) => learning.feed([old, fresh], MONDAY + DAY));
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      revision: 'registry.local/asr max-model-len=8192',
      tally: { memory: { minutes: 120, samples: 120 } },
    });
  });

  test('also before anything is told of it: what was learned of the other is not its own', () => {
    const [only] = learnedOf((learning) => {
      learning.feed([old], MONDAY + DAY);
      learning.meet(fresh.member);
    });
    expect(only).toMatchObject({ revision: fresh.member.revision, tally: 'nothing' });
  });

  test('and after the way back, what an earlier run kept of it is there again', () => {
    const [only] = learnedOf((learning) => {
      learning.feed([old, fresh], MONDAY + DAY);
      learning.meet(member({ since: MONDAY + DAY }));
    });
    expect(only).toMatchObject({
      revision: 'registry.local/asr',
      tally: { memory: { minutes: 1440 } },
    });
  });
});

describe('while a tag takes the place of another', () => {
  const rollout = MONDAY + 6 * HOUR;
  const overlap = 30;
  const first = told(measured(steady(MONDAY, 6 * 60 + overlap, { vramMiB: 5000, sm: 0.1 })));
  const next = told(measured(steady(rollout, 180, { vramMiB: 6000, sm: 0.1 }), { pod: 'asr-1' }), {
    tag: '1.5',
    since: rollout - 1,
  });
  const tally = tallyOf((learning) => learning.feed([next, first], MONDAY + DAY));

  test('no minute is counted twice, and the new one is not credited with those of both', () => {
    expect(tally.memory.minutes).toBe(6 * 60 + 180);
    expect(Object.fromEntries([...tally.tags].map(([tag, { minutes }]) => [tag, minutes]))).toEqual(
      {
        '1.4': 6 * 60 + overlap,
        '1.5': 180 - overlap,
      },
    );
  });

  test('and the peak of either is kept', () => {
    expect([...tally.memory.peaks.values()].map(({ MiB }) => MiB)).toEqual([6000]);
    expect(tally.memory.samples).toBe(6 * 60 + overlap + 180);
  });
});

/** How often a window of so many pods is read. */
const looks = (tagOf: (nth: number) => string): number => {
  let count = 0;
  const pods = Array.from({ length: 500 }, (_, nth) => {
    const { readings, ...rest } = measured(steady(MONDAY + nth * MINUTE, 1, { vramMiB: 5000 }));
    const counted = Object.defineProperty({ ...rest, readings }, 'readings', {
      enumerable: true,
      get: () => (count++, readings),
    });
    return told(counted, { tag: tagOf(nth) });
  });
  const tally = tallyOf((learning) => learning.feed(pods, MONDAY + DAY));
  expect(tally.memory.minutes).toBe(500);
  return count;
};

describe('of a workload that makes as many pods as it likes', () => {
  test('each is put with the others without a copy of them', () => {
    // Copied with each that comes, these would be a hundred thousand million.
    const many = 500_000;
    const one = told(measured(steady(MONDAY, 1, { vramMiB: 5000 })));
    const idle = told(measured([]));
    const tally = tallyOf((learning) =>
      learning.feed(
        Array.from({ length: many }, (_, nth) => (nth === 0 ? one : idle)),
        MONDAY + DAY,
      ),
    );
    expect(tally.memory.minutes).toBe(1);
  });

  test('each is looked at as often, whether or not all have tags of their own', () => {
    expect(looks((nth) => `v${nth}`)).toBe(looks(() => 'v1'));
  });
});

const engineOf = (feed: (learning: Learning) => void) => tallyOf(feed).engine;

describe('what engines say', () => {
  const readings = Array.from({ length: 1440 }, (_, minute) => ({
    at: MONDAY + minute * MINUTE,
    kvUse: minute === 700 ? 0.2 : 0.1,
  }));
  const said = (from: number, until: number): Heard[] => [
    {
      member: member(),
      signs: {
        engine: 'vllm',
        namespace: 'speech',
        pod: 'asr-0',
        container: 'server',
        part: '',
        capacityTokens: 10_000,
        preempted: 0,
        readings: readings.filter(({ at }) => at >= from && at < until),
      },
    },
  ];
  test('is kept beside what was measured, once, however windows overlap', () => {
    const end = MONDAY + DAY;
    const whole = engineOf((learning) => learning.feed([told(day)], end, said(MONDAY, end)));
    expect(whole).toMatchObject({ engine: 'vllm', minutes: 1440 });
    const half = MONDAY + DAY / 2;
    const twice = engineOf((learning) => {
      learning.feed([told(within(day, MONDAY, half))], half, said(MONDAY, half));
      learning.feed([told(day)], end, said(MONDAY, end));
    });
    expect(twice).toEqual(whole);
  });

  test('outlives the profiler in a status that the schema lets in', () => {
    const end = MONDAY + DAY;
    const tally = tallyOf((learning) => learning.feed([told(day)], end, said(MONDAY, end)));
    const checkpoint = checkpointOf('server', tally);
    expect(checkpointsIn({ checkpoints: [checkpoint] })).toEqual([checkpoint]);
    expect(restored(checkpoint)).toEqual(tally);
  });
});
