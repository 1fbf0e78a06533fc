/** When runs are made, by whom, and what becomes of those that go wrong; on a clock that the test winds. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { profilerLoop, type LoopTiming, type ProfilerLoop } from './loop.ts';
import type { Order, Report } from './order.ts';

const report: Report = {
  from: 1_790_000_000,
  after: 1_789_999_400,
  until: 1_790_000_000,
  points: 1200,
  workloads: 3,
  written: 2,
  silent: 0,
  refused: [],
  gap: false,
  says: [],
};

const TIMING: LoopTiming = { every: 60_000, deadline: 20_000, rest: 10_000, look: 100, grace: 500 };

interface Begun {
  readonly order: Order;
  reports(report: Partial<Report>): Promise<void>;
  fails(fault: Error): Promise<void>;
  ended: boolean;
}

let begun: Begun[];
let told: [event: string, facts: Readonly<Record<string, unknown>>][];
let leads: boolean;
let ready: boolean;
let loop: ProfilerLoop;

const wait = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const events = (): string[] => told.map(([event]) => event);
const lines = (of: string) => events().filter((event) => event === of).length;
const latest = (): Begun => {
  const last = begun.at(-1);
  if (last === undefined) throw new Error('no run has begun');
  return last;
};

function begin(order: Order) {
  const hand: { resolve?: (report: Report) => void; reject?: (fault: Error) => void } = {};
  const done = new Promise<Report>((resolve, reject) => Object.assign(hand, { resolve, reject }));
  const one: Begun = {
    order,
    ended: false,
    async reports(parts) {
      hand.resolve?.({ ...report, ...parts });
      await wait(0);
    },
    async fails(fault) {
      hand.reject?.(fault);
      await wait(0);
    },
  };
  begun.push(one);
  return {
    done,
    async end() {
      one.ended = true;
      hand.reject?.(new Error('its thread ended with 1, untold'));
    },
  };
}

beforeEach(() => {
  jest.useFakeTimers();
  [begun, told, leads, ready] = [[], [], true, true];
  loop = profilerLoop({
    order: { prometheus: { url: 'http://p' }, documents: [], since: 1_209_600 },
    begin,
    leads: () => leads,
    ready: () => ready,
    tell: (event, facts) => told.push([event, facts]),
    timing: TIMING,
  });
  loop.start();
});

afterEach(async () => {
  await loop.stop();
  jest.useRealTimers();
});

describe('a run is made', () => {
  test('once the server leads and has read what it needs itself', async () => {
    [leads, ready] = [false, false];
    await wait(1_000);
    leads = true;
    await wait(1_000);
    expect(begun).toHaveLength(0);
    ready = true;
    await wait(200);
    expect(begun).toHaveLength(1);
  });

  test('again when its time has come, counted from the beginning of the one before', async () => {
    await wait(200);
    await wait(15_000);
    await latest().reports({});
    await wait(44_000);
    expect(begun).toHaveLength(1);
    await wait(2_000);
    expect(begun).toHaveLength(2);
  });

  test('never beside another, however long that takes', async () => {
    await wait(19_000);
    expect(begun).toHaveLength(1);
  });

  test('from where the one before ended; of what another may have read since, the profiles know better', async () => {
    await wait(200);
    await latest().reports({ from: 1_790_000_123 });
    await wait(60_000);
    expect(latest().order.from).toBe(1_790_000_123);
    await latest().reports({});
    leads = false;
    await wait(60_000);
    leads = true;
    await wait(200);
    expect(begun).toHaveLength(3);
    expect(latest().order.from).toBeUndefined();
  });
});

describe('a run that goes wrong', () => {
  test('is tried again after a rest that doubles up to the usual time', async () => {
    const after: number[] = [];
    for (let failed = 0; failed < 5; failed++) {
      const before = begun.length;
      let waited = 0;
      for (; begun.length === before; waited += 100) await wait(100);
      after.push(Math.round(waited / 10_000));
      await latest().fails(new Error('Prometheus is away'));
    }
    expect(after).toEqual([0, 1, 2, 4, 6]);
    expect(loop.state().runs.failed).toBe(5);
    expect(told[0]).toEqual([
      'profile-failed',
      { outcome: 'failed', fault: 'Prometheus is away', again: 10 },
    ]);
  });

  test('or hangs is ended when its time is over', async () => {
    await wait(200);
    await wait(20_300);
    expect([latest().ended, loop.state().runs.late]).toEqual([false, 0]);
    await wait(300);
    expect([latest().ended, loop.state().runs.late]).toEqual([true, 1]);
    expect(told[0]?.[1]).toMatchObject({ fault: expect.stringContaining('--profile-deadline') });
  });

  test('or fills its heap says what would help', async () => {
    await wait(200);
    const full = Object.assign(new Error('full'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });
    await latest().fails(full);
    expect(loop.state().runs.memory).toBe(1);
    expect(told[0]?.[1]).toMatchObject({ fault: expect.stringContaining('--profile-heap-mib') });
  });

  test('is forgotten by one that succeeds', async () => {
    await wait(200);
    await latest().fails(new Error('away'));
    await wait(10_200);
    await latest().reports({});
    await wait(60_000);
    await latest().fails(new Error('away'));
    expect(told.at(-1)?.[1]).toMatchObject({ again: 10 });
  });
});

describe('a run is ended', () => {
  test('where the server leads no more, and nobody is told of a fault', async () => {
    await wait(200);
    leads = false;
    await wait(200);
    expect([latest().ended, loop.state().runs.ended, events()]).toEqual([true, 1, []]);
  });

  test('where the server stops, before it is gone', async () => {
    await wait(200);
    await loop.stop();
    expect([latest().ended, loop.state().runs.ended]).toEqual([true, 1]);
    await wait(120_000);
    expect(begun).toHaveLength(1);
  });
});

test('a run that stopped at a gap is done in part, and is no success that a clock could be set by', async () => {
  await wait(200);
  await latest().reports({});
  const { succeededAt } = loop.state();
  expect(succeededAt).toBeGreaterThan(0);
  await wait(60_000);
  await latest().reports({ gap: true, from: 1_790_000_100 });
  expect(loop.state()).toMatchObject({ runs: { done: 1, partly: 1 }, succeededAt });
  expect(told.at(-1)).toEqual(['profiled', expect.objectContaining({ gap: true })]);
  await wait(60_000);
  expect(latest().order.from).toBe(1_790_000_100);
  await latest().reports({});
  expect(loop.state().succeededAt).toBeGreaterThan(succeededAt);
});

test('what was found is told: counts each time, what could not be written, and what is so in each run once', async () => {
  const refused = [{ namespace: 'speech', name: 'No_Name', says: 'no name' }];
  for (const ms of [200, 60_000]) {
    await wait(ms);
    await latest().reports({ refused, says: ['no figures of speech/Deployment/asr'] });
  }
  expect(events()).toEqual([
    'profiled',
    'profile-refused',
    'profiler-found',
    'profiled',
    'profile-refused',
  ]);
  expect(told[0]?.[1]).toMatchObject({ points: 1200, workloads: 3, written: 2, refused: 1 });
  expect(told[2]?.[1]).toEqual({ found: 'no figures of speech/Deployment/asr' });
  expect(loop.state()).toMatchObject({ runs: { partly: 2, done: 0 }, written: 4 });
});

test('of a fleet that is refused whole twenty are told by name, and of the others how many', async () => {
  const refused = Array.from({ length: 3_000 }, (_, nth) => ({
    namespace: 'speech',
    name: `deployment-${nth}`,
    says: 'its quota is used up',
  }));
  const says = refused.map(({ name }) => `no figures of speech/${name}`);
  await wait(200);
  await latest().reports({ refused, says });
  expect(told[0]?.[1]).toMatchObject({ refused: 3_000 });
  expect([lines('profile-refused'), lines('profiler-found')]).toEqual([20, 20]);
});
