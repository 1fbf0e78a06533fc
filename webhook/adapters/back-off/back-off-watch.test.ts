import { describe, expect, test } from '@jest/globals';
import { MIG, rawPod } from '../missed/cluster.fixture.ts';
import { type Raw } from '../raw.ts';
import {
  START,
  MINUTE,
  replica,
  ofJob,
  restarted,
  ended,
  bench,
  SLICE,
  CARD,
  forged,
} from './dying.fixture.ts';

describe('a container that restarts twice within minutes', () => {
  test('puts its workload on the next larger shape, and its owner is told how', async () => {
    const at = bench();
    expect(at.next()).toBe(SLICE);
    at.put(replica('whisper-f-x', restarted(1, 2)));
    await at.watch.look();
    expect(at.retreats()).toEqual([]);
    at.put(replica('whisper-f-x', restarted(2, 6)));
    await at.watch.look();
    expect(at.retreats()).toMatchObject([
      {
        namespace: 'speech',
        kind: 'Deployment',
        name: 'whisper',
        container: 'main',
        revision: 'registry.example.com/whisper',
        slice: { name: `A100-80GB ${MIG}`, sms: 14 },
        since: '2026-11-21T09:06:00Z',
        until: '2026-11-28T09:06:00Z',
        because: 'it restarted 2 times within 4m, the last time with exit code 1',
      },
    ]);
    expect([at.next('f'), at.next()]).toEqual([CARD, CARD]);
    const command = 'kubectl rollout restart deployment/whisper -n speech';
    expect(at.events).toEqual([expect.stringMatching(`To restart it now: ${command}$`)]);
    expect(at.told).toEqual([`workload-backed-off: ${command}`]);
  });

  test('is told of once, however often it dies until it is restarted', async () => {
    const at = bench();
    for (const times of [2, 3, 4, 5]) {
      at.put(replica('whisper-f-x', restarted(times, times)));
      await at.watch.look();
    }
    expect([at.writes(), at.events.length]).toEqual([1, 1]);
  });

  test('is found by whoever becomes leader, from one look at its status', async () => {
    const at = bench();
    at.now.leads = false;
    at.put(replica('whisper-f-x', restarted(2, 6)));
    await at.watch.look();
    expect(at.writes()).toBe(0);
    at.now.leads = true;
    await at.watch.look();
    expect(at.next()).toBe(CARD);
  });

  test('is tried on the slice again once its time is over', async () => {
    const at = bench({ backOff: { for: '1h' } });
    at.put(replica('whisper-f-x', restarted(2, 6)));
    await at.watch.look();
    expect(at.next()).toBe(CARD);
    at.now.ms = START + 66 * MINUTE;
    expect(at.next()).toBe(SLICE);
  });

  test.each<[string, object, Raw]>([
    ['did so a week ago', {}, replica('whisper-f-x', restarted(2, -7 * 24 * 60))],
    ['took an hour for it', {}, replica('whisper-f-x', restarted(2, 6, 60))],
    ['may do so', { backOff: { restarts: 0 } }, replica('whisper-f-x', restarted(2, 6))],
    ['says that its card is a slice', {}, forged('whisper-f-x', restarted(2, 6))],
    ['stands on a whole card', {}, { ...rawPod({ name: 'whisper' }), status: restarted(2, 6) }],
  ])('and %s is no sign', async (_, sharing, pod) => {
    const at = bench(sharing);
    at.put(pod);
    await at.watch.look();
    expect([at.writes(), at.next()]).toEqual([0, SLICE]);
  });
});

test('a workload may die sixteen times before a policy says that it is one too many', async () => {
  const at = bench({ backOff: { restarts: 16, within: '1h' } });
  for (let times = 1; times < 16; times++)
    at.put(replica('whisper-f-x', restarted(times, 2 * times)));
  await at.watch.look();
  expect([at.writes(), at.next()]).toEqual([0, SLICE]);
  at.put(replica('whisper-f-x', restarted(16, 32)));
  await at.watch.look();
  expect(at.retreats()).toMatchObject([
    { because: 'it restarted 16 times within 30m, the last time with exit code 1' },
  ]);
});

test('what was written is not written again, nor its owner told, while it is not read back', async () => {
  const at = bench();
  at.now.late = true;
  for (const times of [2, 3, 4]) {
    at.put(replica('whisper-f-x', restarted(times, 4 + times)));
    await at.watch.look();
  }
  expect([at.writes(), at.events.length, at.next()]).toEqual([1, 1, SLICE]);
  at.now.late = false;
  expect(at.next()).toBe(CARD);
});

describe('replicas', () => {
  test('that die one after the other are a sign, too', async () => {
    const at = bench();
    at.put(replica('whisper-f-x', restarted(1, 2)));
    await at.watch.look();
    expect(at.next()).toBe(SLICE);
    at.put(replica('whisper-f-y', restarted(1, 4)));
    await at.watch.look();
    expect(at.next()).toBe(CARD);
  });

  test('of which most live are none', async () => {
    const at = bench();
    for (const i of [1, 2, 3]) at.put(replica(`whisper-f-${i}`, { phase: 'Running' }));
    at.put(replica('whisper-f-x', restarted(1, 2)), replica('whisper-f-y', restarted(1, 4)));
    await at.watch.look();
    expect(at.writes()).toBe(0);
  });

  test('that ended long before are not counted among those that are', async () => {
    const at = bench();
    at.now.ms = START + 24 * 60 * MINUTE;
    for (let hour = 1; hour <= 8; hour++) at.put(ofJob(`whisper-${hour}`, ended(60 * hour)));
    at.put(ofJob('whisper-x', ended(1_410)), ofJob('whisper-y', ended(1_412)));
    await at.watch.look();
    expect(at.retreats()).toMatchObject([
      { because: expect.stringMatching(/^2 of 2 replicas died/) },
    ]);
  });

  test('of a Job that end are a sign before its limit is reached', async () => {
    const at = bench();
    at.put(ofJob('whisper-1', ended(2)), ofJob('whisper-2', ended(4)));
    await at.watch.look();
    expect(at.retreats()).toMatchObject([
      { kind: 'Job', name: 'whisper', because: expect.stringMatching(/^2 of 2 replicas died/) },
    ]);
  });
});

test('two restarts between two looks are two, whatever was seen before', async () => {
  const at = bench();
  at.put(replica('whisper-f-x', restarted(1, -300)));
  at.put(replica('whisper-f-x', restarted(3, 6)));
  await at.watch.look();
  expect(at.retreats()[0]?.because).toMatch(/^it restarted 2 times within 60s/);
});

test('what the API server never takes does not stand in the way of the rest', async () => {
  const at = bench();
  at.now.refuses = 422;
  at.put(replica('whisper-f-x', restarted(2, 6)));
  await at.watch.look();
  at.now.refuses = 0;
  await at.watch.look();
  expect([at.writes(), at.told]).toEqual([0, ['back-off-refused: as planned']]);
  expect(at.watch.state()).toBe('on');
});

describe('where an object of that name stands', () => {
  test('of another workload, it is left alone, and its name is said', async () => {
    const at = bench();
    at.now.others = '.spec.workload.name';
    at.put(replica('whisper-f-x', restarted(2, 6)));
    await at.watch.look();
    at.put(replica('whisper-f-x', restarted(3, 7)));
    await at.watch.look();
    expect([at.writes(), at.events, at.watch.state()]).toEqual([0, [], 'on']);
    expect(at.told).toEqual([
      expect.stringMatching(
        /^back-off-refused: GpuProfile deployment-whisper-backed-off-[0-9a-f]{6} is of another workload/,
      ),
    ]);
  });

  test('of this one, in which somebody edited the rows, they are ours again', async () => {
    const at = bench();
    at.now.others = '.spec.backedOff';
    at.put(replica('whisper-f-x', restarted(2, 6)));
    await at.watch.look();
    expect([at.writes(), at.next()]).toEqual([1, CARD]);
  });
});

describe('where it may not be written down', () => {
  test('it says so, and is on again once it can', async () => {
    const at = bench();
    at.now.refuses = 403;
    at.put(replica('whisper-f-x', restarted(2, 6)));
    await at.watch.look();
    expect(at.watch.state()).toEqual({
      off: 'the server may not write a GpuProfile, and its ClusterRole may be of an older release: as planned',
    });
    at.now.refuses = 0;
    await new Promise((soon) => setTimeout(soon, 2_100));
    await at.watch.look();
    expect([at.watch.state(), at.next()]).toEqual(['on', CARD]);
  });
});

test('what one workload may not have written stands in the way of no other', async () => {
  const at = bench();
  Object.assign(at.now, { refuses: 403, where: 'deployment-' });
  at.put(replica('whisper-f-x', restarted(2, 6)), ofJob('j-1', ended(2)), ofJob('j-2', ended(3)));
  await at.watch.look();
  expect(at.retreats()).toMatchObject([{ kind: 'Job' }]);
  expect(at.watch.state()).toMatchObject({ off: expect.stringContaining('as planned') });
});

test('the object is called by its workload, and by no other', async () => {
  const at = bench();
  at.put(replica('whisper-f-x', restarted(2, 6)), ofJob('j-1', ended(2)), ofJob('j-2', ended(3)));
  await at.watch.look();
  expect(at.retreats().map(({ by }) => by)).toEqual([
    expect.stringMatching(/^deployment-whisper-backed-off-[0-9a-f]{6}$/),
    expect.stringMatching(/^job-whisper-backed-off-[0-9a-f]{6}$/),
  ]);
});
