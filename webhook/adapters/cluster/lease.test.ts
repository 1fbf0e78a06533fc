import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { recordIn, textIn } from '../raw.ts';
import { leaseOf, type Lease } from './lease.ts';
import { ToyApi } from './toy-api.fixture.ts';

const PATH = '/apis/coordination.k8s.io/v1/namespaces/here/leases/one';

let api: ToyApi;
let told: string[];
let candidates: Lease[];

beforeEach(() => {
  // By a clock that the test winds: a busy machine would let any of these lapse.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  api = new ToyApi();
  told = [];
  candidates = [];
});

afterEach(async () => {
  const stopped = Promise.all(candidates.map((one) => one.stop()));
  // Answers that are still on their way come in.
  await sleep(10_000);
  await stopped;
  jest.useRealTimers();
});

/** A lease is written in whole seconds, so that one is the least. */
function candidate(identity: string): Lease {
  const made = leaseOf({
    api,
    namespace: 'here',
    name: 'one',
    identity,
    tell: (event) => told.push(`${identity} ${event}`),
    timing: { lastsMs: 1_000, patienceMs: 600, everyMs: 50 },
  });
  candidates.push(made);
  made.start();
  return made;
}

async function until(holds: () => boolean): Promise<number> {
  const begun = performance.now();
  while (!holds()) {
    if (performance.now() - begun > 5_000) throw new Error(`never came; told ${told.join(', ')}`);
    await sleep(10);
  }
  return performance.now() - begun;
}

/** Each answer comes so much later, by the clock that the test winds. */
function slow(ms: number): void {
  api.ask = async (ask) => {
    const answer = ToyApi.prototype.ask.call(api, ask);
    const later = new Promise<void>((resolve) => setTimeout(resolve, ms));
    await Promise.allSettled(ms > 0 ? [answer, later] : [answer]);
    return answer;
  };
}

const spec = () => recordIn(api.objects.get(PATH) ?? {}, 'spec');
const sleep = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('a lease', () => {
  test('is the first one’s, for as long as that one renews it', async () => {
    const a = candidate('a');
    await until(() => a.held());
    const b = candidate('b');
    const first = textIn(spec(), 'renewTime');
    await sleep(1_500);
    expect([a.held(), b.held()]).toEqual([true, false]);
    expect(spec()).toMatchObject({ holderIdentity: 'a', leaseTransitions: 0 });
    expect(textIn(spec(), 'renewTime') > first).toBe(true);
    expect(told).toEqual(['a lease-taken']);
  });

  test('of one that fell silent is another’s after its time, and not before', async () => {
    const held = { holderIdentity: 'dead', leaseDurationSeconds: 1, leaseTransitions: 4 };
    await api.ask({
      method: 'POST',
      path: PATH.slice(0, PATH.lastIndexOf('/')),
      // A clock that is a year ahead holds nothing longer.
      body: {
        type: 'application/json',
        value: {
          metadata: { name: 'one' },
          spec: { ...held, renewTime: '2099-01-01T00:00:00.000000Z' },
        },
      },
    });
    const b = candidate('b');
    expect(await until(() => b.held())).toBeGreaterThan(900);
    expect(spec()).toMatchObject({ holderIdentity: 'b', leaseTransitions: 5 });
  });

  test('given back is another’s at once', async () => {
    const a = candidate('a');
    await until(() => a.held());
    const b = candidate('b');
    await sleep(100);
    await a.stop();
    expect(a.held()).toBe(false);
    expect(await until(() => b.held())).toBeLessThan(500);
  });

  test('that cannot be renewed is not relied on for as long as others must wait', async () => {
    const a = candidate('a');
    await until(() => a.held());
    api.down = 500;
    expect(await until(() => !a.held())).toBeLessThan(900);
    // Once for the outage.
    expect(told.filter((line) => line === 'a lease-failed')).toHaveLength(1);
    api.down = 0;
    await until(() => a.held());
  });

  test('is held from before it was asked for, however long the answer took', async () => {
    const begun = performance.now();
    slow(100);
    const a = candidate('a');
    await until(() => a.held());
    expect(performance.now() - begun).toBeGreaterThanOrEqual(200);
    api.down = 500;
    await until(() => !a.held());
    expect(performance.now() - begun).toBeLessThanOrEqual(610);
    slow(0);
    await sleep(200);
  });

  test('that is slow to answer is asked for once, not once more at each look', async () => {
    slow(5_000);
    candidate('a');
    await sleep(2_000);
    expect(api.asked).toHaveLength(1);
    // And is looked at again, once that answer has come.
    slow(0);
    await sleep(6_000);
    expect(api.asked.length).toBeGreaterThan(10);
  });

  test('that two take at the same time is one’s', async () => {
    const both = [candidate('a'), candidate('b'), candidate('c')];
    await until(() => both.some((one) => one.held()));
    await sleep(200);
    expect(both.filter((one) => one.held())).toHaveLength(1);
    expect(told.filter((line) => line.endsWith('lease-failed'))).toEqual([]);
  });
});
