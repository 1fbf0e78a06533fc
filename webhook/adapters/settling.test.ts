import { afterEach, describe, expect, test } from '@jest/globals';
import type { Settlement } from './memory-ledger.ts';
import { settling, type Settling } from './settling.ts';

let running: Settling | undefined;
afterEach(() => running?.stop());

type Pod = { uid: string; account: string };

const holds = (pod: unknown) => {
  const { uid, account } = pod as Pod;
  return uid === 'cpu' ? ('nothing' as const) : { uid, account, claim: { milliGPU: 1000, MiB: 1 } };
};

function bench(read: () => AsyncIterable<readonly unknown[]>, everyMs = 10) {
  const settled: Settlement[] = [];
  const told: string[] = [];
  let now = 5_000;
  running = settling({
    read,
    heldBy: holds,
    settle: (one) => settled.push(one),
    clock: { now: () => now },
    tell: (event) => told.push(event),
    everyMs,
  });
  return { settled, told, settler: running, advance: (ms: number) => (now += ms) };
}

async function* pages(...all: Pod[][]) {
  for (const page of all) yield await Promise.resolve(page);
}

async function until(holdsNow: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !holdsNow(); i++) await new Promise((next) => setTimeout(next, 5));
  expect(holdsNow()).toBe(true);
}

describe('settling', () => {
  test('hands on what all pages hold, by the time the read was begun', async () => {
    const { settled, settler, advance } = bench(() => {
      advance(700);
      return pages(
        [{ uid: 'a', account: 'speech' }],
        [
          { uid: 'b', account: 'vision' },
          { uid: 'cpu', account: '' },
        ],
      );
    });
    expect(settler.ageMs()).toBe(Infinity);
    expect(await settler.once()).toBe(true);
    expect(settled[0]?.begunAt).toBe(5_000);
    expect([...(settled[0]?.live.keys() ?? [])]).toEqual(['a', 'b']);
    expect(settler.ageMs()).toBe(700);
  });

  test('a read that fails half-way settles nothing, and is tried again', async () => {
    let fails = true;
    async function* broken() {
      yield await Promise.resolve([{ uid: 'a', account: 'speech' }]);
      if (fails) throw new Error('410 Gone');
    }
    const { settled, told, settler } = bench(broken);
    settler.start();
    await until(() => told.length >= 2);
    expect(settled).toEqual([]);
    fails = false;
    await until(() => settled.length >= 2);
    expect(new Set(told)).toEqual(new Set(['ledger-read-failed']));
  });

  test('two at once are one', async () => {
    let reads = 0;
    const { settler } = bench(() => {
      reads++;
      return pages([]);
    });
    await Promise.all([settler.once(), settler.once()]);
    expect(reads).toBe(1);
  });

  test('stops when it is told to', async () => {
    const { settled, settler } = bench(() => pages([]));
    settler.start();
    await until(() => settled.length >= 2);
    settler.stop();
    await new Promise((next) => setTimeout(next, 15));
    const before = settled.length;
    await new Promise((next) => setTimeout(next, 40));
    expect(settled.length).toBe(before);
  });
});
