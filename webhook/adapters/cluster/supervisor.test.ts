import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { metaOf, type Seen } from '../seen.ts';
import { apiOf } from './api.ts';
import { ListWatchServer } from './list-watch-server.fixture.ts';
import { Supervisor } from './supervisor.ts';
import type { Timing, View } from './view.ts';

let server: ListWatchServer;
let supervisor: Supervisor<Seen> | undefined;
let told: string[];
let now: number;
/** What the view's user believes, by namespace and name: the uid. */
let seen: Map<string, string>;
let steps: string[];

beforeEach(async () => {
  server = await ListWatchServer.start();
  told = [];
  now = 1_000;
  seen = new Map();
  steps = [];
});

afterEach(async () => {
  supervisor?.stop();
  supervisor = undefined;
  jest.restoreAllMocks();
  jest.useRealTimers();
  await server.stop();
});

const FAST: Partial<Timing> = { backoffMs: 20, mostBackoffMs: 100, quietMs: 10_000, absentMs: 50 };

/** A busy machine may take seconds over an answer. */
const PATIENCE_MS = 30_000;

const nameOf = ({ metadata }: Seen): string => `${metadata.namespace}/${metadata.name}`;

function supervise(more: Partial<View<Seen>> = {}, timing: Partial<Timing> = {}): Supervisor<Seen> {
  const { config } = server;
  supervisor = new Supervisor<Seen>(
    {
      name: 'pods',
      path: '/api/v1/pods',
      trim: (raw) => ({ metadata: metaOf(raw) }),
      apply(item) {
        steps.push(`apply ${item.metadata.uid}`);
        seen.set(nameOf(item), item.metadata.uid);
      },
      remove(item) {
        steps.push(`remove ${item.metadata.uid}`);
        if (seen.get(nameOf(item)) === item.metadata.uid) seen.delete(nameOf(item));
      },
      ...more,
    },
    {
      config,
      api: apiOf(config, PATIENCE_MS),
      clock: { now: () => now },
      tell: (event, { fault }) => told.push(`${event}: ${String(fault)}`),
      timing: { ...FAST, ...timing },
    },
  );
  supervisor.start();
  return supervisor;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > deadline)
      throw new Error(`never came: ${what}; told ${told.join(' | ')}`);
    await sleep(5);
  }
}

const pod = (name: string, uid: string) => ({ name, namespace: 'speech', uid });
const sees = (...uids: string[]) => [...seen.values()].toSorted().join() === uids.toSorted().join();

describe('on a good day', () => {
  test('everything is listed in pages, and then watched', async () => {
    for (const n of [1, 2, 3, 4, 5]) server.put(pod(`pod-${n}`, `u${n}`));
    const { synced } = supervise();
    expect(synced).toBe(false);
    await until('the list', () => sees('u1', 'u2', 'u3', 'u4', 'u5'));
    expect(server.lists).toBe(3);
    server.put(pod('pod-6', 'u6'));
    server.delete(pod('pod-1', 'u1'));
    await until('the events', () => sees('u2', 'u3', 'u4', 'u5', 'u6'));
    expect(supervisor?.synced).toBe(true);
    now += 700;
    expect(supervisor?.ageMs()).toBe(700);
    expect(told).toEqual([]);
  });

  test('where metadata is enough no more is asked for', async () => {
    supervise({ metadataOnly: true });
    await until('a watch', () => server.watches === 1);
    expect(server.accepts[0]).toContain('as=PartialObjectMetadataList;');
    expect(server.accepts[1]).toContain('as=PartialObjectMetadata;');
  });
});

describe('on a bad day', () => {
  test('a connection that is cut is made again, and nothing is missed', async () => {
    server.put(pod('a', 'u1'));
    supervise();
    await until('a watch', () => server.watches === 1 && sees('u1'));
    server.cut();
    server.put(pod('b', 'u2'));
    server.delete(pod('a', 'u1'));
    await until('what happened meanwhile', () => sees('u2'));
    expect(server.lists).toBe(1);
  });

  test('410 Gone: everything is listed anew, and what is gone is removed', async () => {
    server.put(pod('a', 'u1'));
    supervise();
    await until('a watch', () => server.watches === 1 && sees('u1'));
    server.cut();
    server.delete(pod('a', 'u1'));
    server.put(pod('b', 'u2'));
    server.compact();
    await until('the new list', () => sees('u2'));
    expect(server.lists).toBe(2);
  });

  test('a server that fails a while is asked again with growing pauses', async () => {
    server.fail.push(500, 503, 500, 429);
    server.put(pod('a', 'u1'));
    const waits = jest.spyOn(globalThis, 'setTimeout');
    supervise();
    await until('the list', () => sees('u1'));
    expect(told).toHaveLength(4);
    expect(told[0]).toContain('answered 500 as planned');
    // Each a fifth longer or shorter at most; nothing else waits for between 16 and 120 ms.
    const pauses = waits.mock.calls.map(([, ms = 0]) => ms).filter((ms) => ms >= 16 && ms <= 120);
    const meant = [20, 40, 80, 100];
    expect(pauses).toHaveLength(meant.length);
    for (const [i, ms] of meant.entries()) {
      expect(pauses[i]).toBeGreaterThanOrEqual(0.8 * ms);
      expect(pauses[i]).toBeLessThanOrEqual(1.2 * ms);
    }
  });

  test('a server that is not there yet is waited for', async () => {
    await server.stop();
    supervise();
    await until('two faults', () => told.length >= 2);
    expect(supervisor?.synced).toBe(false);
    expect(supervisor?.ageMs()).toBe(Infinity);
    server = await ListWatchServer.start(server.port);
    server.put(pod('a', 'u1'));
    await until('its arrival', () => sees('u1'));
  });

  test('a peer that falls silent is noticed, and asked for what it did not say', async () => {
    server.put(pod('a', 'u1'));
    supervise({}, { quietMs: 150 });
    await until('a watch', () => server.watches > 0 && sees('u1'));
    server.silent = true;
    server.put(pod('b', 'u2'));
    const before = server.watches;
    await until('another watch', () => server.watches > before);
    server.silent = false;
    await until('what was lost', () => sees('u1', 'u2'));
    expect(server.lists).toBe(1);
    expect(told).toEqual([]);
  });

  test('a pod made anew under its name while nobody watched is told by its uid', async () => {
    server.put(pod('a', 'u1'));
    supervise();
    await until('a watch', () => server.watches === 1 && sees('u1'));
    server.cut();
    server.delete(pod('a', 'u1'));
    server.put(pod('a', 'u2'));
    server.compact();
    await until('the new one', () => sees('u2'));
    // The client reports it as an update of the first; the state compares uids.
    expect(steps.at(-1)).toBe('apply u2');
  });

  test('an event that was lost is mended by the next full list', async () => {
    server.put(pod('a', 'u1'));
    server.put(pod('b', 'u2'));
    supervise({}, { relistMs: 250 });
    await until('a watch', () => server.watches > 0 && sees('u1', 'u2'));
    server.silent = true;
    server.delete(pod('a', 'u1'));
    server.put(pod('c', 'u3'));
    server.silent = false;
    await until('the truth', () => sees('u2', 'u3'));
    expect(steps).toContain('remove u1');
    expect(told).toEqual([]);
  });
});

describe('whatever the view does', () => {
  test('a callback that throws harms nobody but its own object', async () => {
    server.put(pod('a', 'u1'));
    server.put(pod('b', 'u2'));
    supervise({
      apply(item) {
        if (item.metadata.uid === 'u1') throw new Error('no thanks');
        seen.set(nameOf(item), item.metadata.uid);
      },
    });
    await until('the other', () => sees('u2'));
    server.put(pod('c', 'u3'));
    await until('the next', () => sees('u2', 'u3'));
    expect(told).toEqual(['view-callback-failed: no thanks']);
  });

  test('an object that cannot be read is left out and told of', async () => {
    server.put(pod('a', 'u1'));
    supervise({
      trim(raw) {
        const metadata = metaOf(raw);
        if (metadata.name === 'bad') throw new Error('what is this');
        return { metadata };
      },
    });
    await until('a watch', () => server.watches === 1 && sees('u1'));
    server.put(pod('bad', 'u2'));
    server.put(pod('c', 'u3'));
    await until('the next', () => sees('u1', 'u3'));
    expect(told).toEqual(['view-object-malformed: what is this']);
  });

  test('credentials that cannot be read are a fault like another', async () => {
    const { config } = server;
    const user = {
      name: 'me',
      authProvider: { name: 'tokenFile', config: { tokenFile: '/no/such/token' } },
    };
    config.loadFromClusterAndUser(
      config.clusters[0] ?? { name: '', server: '', skipTLSVerify: true },
      user,
    );
    const parts = { config, api: apiOf(server.config), clock: { now: () => now }, timing: FAST };
    const tell = (event: string) => told.push(event);
    const view = { name: 'pods', path: '/p', trim: (raw: unknown) => ({ metadata: metaOf(raw) }) };
    const quiet = { ...view, apply: () => undefined, remove: () => undefined };
    supervisor = new Supervisor<Seen>(quiet, { ...parts, tell });
    supervisor.start();
    await until('two tries', () => told.length >= 2);
    expect(new Set(told)).toEqual(new Set(['view-failed']));
  });
});

describe('a kind that the server does not know', () => {
  test('is as if there were none, and is asked for now and then', async () => {
    server.fail.push(404, 404);
    supervise({ optional: true });
    await until('an answer', () => supervisor?.synced === true);
    server.put(pod('a', 'u1'));
    await until('its arrival', () => sees('u1'));
    expect(told).toEqual([]);
  });

  test('and that went away takes its objects with it', async () => {
    server.put(pod('a', 'u1'));
    supervise({ optional: true });
    await until('a watch', () => server.watches === 1 && sees('u1'));
    server.fail.push(404);
    server.cut();
    await until('its end', () => sees());
    expect(supervisor?.synced).toBe(true);
  });

  test('but pods are never taken for absent', async () => {
    server.fail.push(404, 404);
    supervise();
    await until('two tries', () => told.length === 2);
    expect(supervisor?.synced).toBe(false);
  });
});

test('after stop nothing is asked and nothing is told', async () => {
  server.put(pod('a', 'u1'));
  // A list that is on its way when we stop would be asked for after all.
  jest.useFakeTimers({ doNotFake: [...NO_TIMERS] });
  const running = supervise({}, { relistMs: 50 });
  await until('a watch', () => server.watches === 1 && sees('u1'));
  jest.advanceTimersByTime(60);
  await until('the next list and watch', () => server.lists === 2 && server.watches === 2);
  running.stop();
  const before = server.lists + server.watches;
  server.put(pod('b', 'u2'));
  server.cut();
  jest.advanceTimersByTime(10_000);
  await sleep(200);
  expect(server.lists + server.watches).toBe(before);
  expect(sees('u1')).toBe(true);
  expect(told).toEqual([]);
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
