import { describe, expect, jest, test } from '@jest/globals';
import { ListWatchServer } from './list-watch-server.fixture.ts';
import { benches, pod } from './supervisor.fixture.ts';

const at = benches();

describe('on a bad day', () => {
  test('a connection that is cut is made again, and nothing is missed', async () => {
    const bench = at();
    bench.server.put(pod('a', 'u1'));
    bench.supervise();
    await bench.until('a watch', () => bench.server.watches === 1 && bench.sees('u1'));
    bench.server.cut();
    bench.server.put(pod('b', 'u2'));
    bench.server.delete(pod('a', 'u1'));
    await bench.until('what happened meanwhile', () => bench.sees('u2'));
    expect(bench.server.lists).toBe(1);
  });

  test('410 Gone: everything is listed anew, and what is gone is removed', async () => {
    const bench = at();
    bench.server.put(pod('a', 'u1'));
    bench.supervise();
    await bench.until('a watch', () => bench.server.watches === 1 && bench.sees('u1'));
    bench.server.cut();
    bench.server.delete(pod('a', 'u1'));
    bench.server.put(pod('b', 'u2'));
    bench.server.compact();
    await bench.until('the new list', () => bench.sees('u2'));
    expect(bench.server.lists).toBe(2);
  });

  test('a server that fails a while is asked again with growing pauses', async () => {
    const bench = at();
    bench.server.fail.push(500, 503, 500, 429);
    bench.server.put(pod('a', 'u1'));
    const waits = jest.spyOn(globalThis, 'setTimeout');
    bench.supervise();
    await bench.until('the list', () => bench.sees('u1'));
    expect(bench.told).toHaveLength(4);
    expect(bench.told[0]).toContain('answered 500 as planned');
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
    const bench = at();
    await bench.server.stop();
    bench.supervise();
    await bench.until('two faults', () => bench.told.length >= 2);
    expect(bench.supervisor?.synced).toBe(false);
    expect(bench.supervisor?.ageMs()).toBe(Infinity);
    bench.server = await ListWatchServer.start(bench.server.port);
    bench.server.put(pod('a', 'u1'));
    await bench.until('its arrival', () => bench.sees('u1'));
  });

  test('a peer that falls silent is noticed, and asked for what it did not say', async () => {
    const bench = at();
    bench.server.put(pod('a', 'u1'));
    bench.supervise({}, { quietMs: 150 });
    await bench.until('a watch', () => bench.server.watches > 0 && bench.sees('u1'));
    bench.server.silent = true;
    bench.server.put(pod('b', 'u2'));
    const before = bench.server.watches;
    await bench.until('another watch', () => bench.server.watches > before);
    bench.server.silent = false;
    await bench.until('what was lost', () => bench.sees('u1', 'u2'));
    expect(bench.server.lists).toBe(1);
    expect(bench.told).toEqual([]);
  });

  test('a server that ends each watch at once is asked again after a pause, and not for another list', async () => {
    const bench = at();
    bench.server.brief = true;
    bench.server.put(pod('a', 'u1'));
    bench.supervise();
    await bench.until('the second watch', () => bench.server.watches === 2);
    const began = performance.now();
    await bench.until('the third watch', () => bench.server.watches === 3);
    // A second, as the client pauses; no timer is early by more than one of its ticks.
    expect(performance.now() - began).toBeGreaterThan(900);
    bench.server.brief = false;
    bench.server.put(pod('b', 'u2'));
    await bench.until('what came meanwhile', () => bench.sees('u1', 'u2'));
    expect([bench.server.lists, ...bench.told]).toEqual([1]);
  });

  test('a pod made anew under its name while nobody watched is told by its uid', async () => {
    const bench = at();
    bench.server.put(pod('a', 'u1'));
    bench.supervise();
    await bench.until('a watch', () => bench.server.watches === 1 && bench.sees('u1'));
    bench.server.cut();
    bench.server.delete(pod('a', 'u1'));
    bench.server.put(pod('a', 'u2'));
    bench.server.compact();
    await bench.until('the new one', () => bench.sees('u2'));
    // Whoever applies it compares uids all the same.
    expect(bench.steps.at(-1)).toBe('apply u2');
  });

  test('an event that was lost is mended by the next full list', async () => {
    const bench = at();
    bench.server.put(pod('a', 'u1'));
    bench.server.put(pod('b', 'u2'));
    bench.supervise({}, { relistMs: 250 });
    await bench.until('a watch', () => bench.server.watches > 0 && bench.sees('u1', 'u2'));
    bench.server.silent = true;
    bench.server.delete(pod('a', 'u1'));
    bench.server.put(pod('c', 'u3'));
    bench.server.silent = false;
    await bench.until('the truth', () => bench.sees('u2', 'u3'));
    expect(bench.steps).toContain('remove u1');
    expect(bench.told).toEqual([]);
  });
});
