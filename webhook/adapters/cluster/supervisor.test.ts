import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import { metaOf, type Seen } from '../seen.ts';
import { apiOf } from './api.ts';
import { benches, FAST, nameOf, pod } from './supervisor.fixture.ts';
import { Supervisor } from './supervisor.ts';

const at = benches();

describe('on a good day', () => {
  test('everything is listed in pages, and then watched', async () => {
    const bench = at();
    for (const n of [1, 2, 3, 4, 5]) bench.server.put(pod(`pod-${n}`, `u${n}`));
    const { synced } = bench.supervise();
    expect(synced).toBe(false);
    await bench.until('the list', () => bench.sees('u1', 'u2', 'u3', 'u4', 'u5'));
    expect(bench.server.lists).toBe(3);
    bench.server.put(pod('pod-6', 'u6'));
    bench.server.delete(pod('pod-1', 'u1'));
    await bench.until('the events', () => bench.sees('u2', 'u3', 'u4', 'u5', 'u6'));
    expect(bench.supervisor?.synced).toBe(true);
    bench.now += 700;
    expect(bench.supervisor?.ageMs()).toBe(700);
    expect(bench.told).toEqual([]);
  });

  test('where metadata is enough no more is asked for', async () => {
    const bench = at();
    bench.supervise({ metadataOnly: true });
    await bench.until('a watch', () => bench.server.watches === 1);
    expect(bench.server.accepts[0]).toContain('as=PartialObjectMetadataList;');
    expect(bench.server.accepts[1]).toContain('as=PartialObjectMetadata;');
  });
});

describe('whatever the view does', () => {
  test('a callback that throws harms nobody but its own object', async () => {
    const bench = at();
    bench.server.put(pod('a', 'u1'));
    bench.server.put(pod('b', 'u2'));
    bench.supervise({
      apply(item) {
        if (item.metadata.uid === 'u1') throw new Error('no thanks');
        bench.seen.set(nameOf(item), item.metadata.uid);
      },
    });
    await bench.until('the other', () => bench.sees('u2'));
    bench.server.put(pod('c', 'u3'));
    await bench.until('the next', () => bench.sees('u2', 'u3'));
    expect(bench.told).toEqual(['view-callback-failed: no thanks']);
  });

  test('an object that cannot be read is left out and told of', async () => {
    const bench = at();
    bench.server.put(pod('a', 'u1'));
    bench.supervise({
      trim(raw) {
        const metadata = metaOf(raw);
        if (metadata.name === 'bad') throw new Error('what is this');
        return { metadata };
      },
    });
    await bench.until('a watch', () => bench.server.watches === 1 && bench.sees('u1'));
    bench.server.put(pod('bad', 'u2'));
    bench.server.put(pod('c', 'u3'));
    await bench.until('the next', () => bench.sees('u1', 'u3'));
    expect(bench.told).toEqual(['view-object-malformed: what is this']);
  });

  test('credentials that cannot be read are a fault like another', async () => {
    const bench = at();
    const { config } = bench.server;
    const user = {
      name: 'me',
      authProvider: { name: 'tokenFile', config: { tokenFile: '/no/such/token' } },
    };
    config.loadFromClusterAndUser(
      config.clusters[0] ?? { name: '', server: '', skipTLSVerify: true },
      user,
    );
    const parts = {
      config,
      api: apiOf(bench.server.config),
      clock: { now: () => bench.now },
      timing: FAST,
    };
    const tell = (event: string) => bench.told.push(event);
    const view = { name: 'pods', path: '/p', trim: (raw: unknown) => ({ metadata: metaOf(raw) }) };
    const quiet = { ...view, apply: () => undefined, remove: () => undefined };
    bench.supervisor = new Supervisor<Seen>(quiet, { ...parts, tell });
    bench.supervisor.start();
    await bench.until('two tries', () => bench.told.length >= 2);
    expect(new Set(bench.told)).toEqual(new Set(['view-failed']));
  });
});

describe('a kind that the server does not know', () => {
  test('is as if there were none, and is asked for now and then', async () => {
    const bench = at();
    bench.server.fail.push(404, 404);
    bench.supervise({ optional: true });
    await bench.until('an answer', () => bench.supervisor?.synced === true);
    bench.server.put(pod('a', 'u1'));
    await bench.until('its arrival', () => bench.sees('u1'));
    expect(bench.told).toEqual([]);
  });

  test('and that went away takes its objects with it', async () => {
    const bench = at();
    bench.server.put(pod('a', 'u1'));
    bench.supervise({ optional: true });
    await bench.until('a watch', () => bench.server.watches === 1 && bench.sees('u1'));
    bench.server.fail.push(404);
    bench.server.cut();
    await bench.until('its end', () => bench.sees());
    expect(bench.supervisor?.synced).toBe(true);
  });

  test('but pods are never taken for absent', async () => {
    const bench = at();
    bench.server.fail.push(404, 404);
    bench.supervise();
    await bench.until('two tries', () => bench.told.length === 2);
    expect(bench.supervisor?.synced).toBe(false);
  });
});

test('after stop nothing is asked and nothing is told', async () => {
  const bench = at();
  bench.server.put(pod('a', 'u1'));
  // A list that is on its way when we stop would be asked for after all.
  jest.useFakeTimers({ doNotFake: [...NO_TIMERS] });
  const running = bench.supervise({}, { relistMs: 50 });
  await bench.until('a watch', () => bench.server.watches === 1 && bench.sees('u1'));
  await bench.until('the next list and watch', () => {
    // Where the first has not quite begun when the time is over, the next is put off by a pause.
    if (bench.server.lists < 2) jest.advanceTimersByTime(25);
    return bench.server.lists === 2 && bench.server.watches === 2;
  });
  running.stop();
  const before = bench.server.lists + bench.server.watches;
  bench.server.put(pod('b', 'u2'));
  bench.server.cut();
  jest.advanceTimersByTime(10_000);
  await sleep(200);
  expect(bench.server.lists + bench.server.watches).toBe(before);
  expect(bench.sees('u1')).toBe(true);
  expect(bench.told).toEqual([]);
});

const NO_TIMERS = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
] as const;
