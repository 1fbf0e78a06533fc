import { describe, expect, test } from '@jest/globals';
import { object, policy, setOf, subject } from './example.ts';

test.each([
  [{}, { restarts: 2, within: 600, lasts: 604_800 }],
  [{ backOff: { within: '1h' } }, { restarts: 2, within: 3600, lasts: 604_800 }],
  [{ backOff: { restarts: 0 } }, 'never'],
])('a policy that says %j takes slices back as %j', (sharing, backOff) => {
  const set = setOf(policy('p', { sharing }));
  expect(set.terms(subject(), 'serving')).toMatchObject({ backOff });
});

const row = (container: string, until = '2026-11-28T00:00:00Z') => ({
  container,
  revision: 'registry.local/asr',
  slice: { name: 'H100-80GB nvidia.com/mig-1g.10gb', memoryMiB: 9984, sms: 16 },
  since: '2026-11-21T00:00:00Z',
  until,
  because: 'it restarted 2 times within 4m',
});
const profile = (name: string, ...backedOff: readonly object[]) =>
  object(
    'GpuProfile',
    name,
    { workload: { kind: 'Deployment', name: 'asr' }, backedOff },
    'speech',
  );

describe('what a workload is backed off from', () => {
  test('is put together from all objects that speak of it, and only of it', () => {
    const set = setOf(profile('ours', row('server')), profile('by-hand', row('warm')));
    const found = set.backedOff('speech', 'Deployment', 'asr');
    expect(found.map(({ container }) => container)).toEqual(['server', 'warm']);
    expect(found[0]).toMatchObject({
      slice: { MiB: 9984, sms: 16 },
      until: '2026-11-28T00:00:00Z',
      ends: Date.UTC(2026, 10, 28) / 1000,
    });
    expect(set.backedOff('speech', 'StatefulSet', 'asr')).toEqual([]);
    expect(set.backedOff('vision', 'Deployment', 'asr')).toEqual([]);
    expect(set.retreats).toHaveLength(2);
  });

  test('changes no hash: it comes and goes by the hour', () => {
    const without = setOf(policy('p', { sharing: {} }));
    expect(setOf(policy('p', { sharing: {} }), profile('ours', row('server'))).hash).toBe(
      without.hash,
    );
  });
});
