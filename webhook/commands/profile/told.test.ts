import { expect, test } from '@jest/globals';
import type { Ran } from '../../adapters/profiler/run.ts';
import { failsToTell, lines, withoutSummary } from './told.ts';

const key = { namespace: 'speech', kind: 'Deployment', name: 'asr', container: 'server' };

const ran: Ran = {
  profiles: [],
  byHand: [key],
  span: { after: 1_789_948_800, until: 1_789_992_000 },
  sources: ['dcgm'],
  engines: [],
  elsewhere: [],
  silent: [],
  forgotten: 0,
  ownersKnown: true,
  warnings: [],
  gap: 'none',
  points: 0,
};

test('a run that ended at a gap says why, from where on and what to do, and has not succeeded', () => {
  const profiles: Ran['profiles'] = [
    {
      apiVersion: 'tranche.dev/v1alpha1',
      kind: 'GpuProfile',
      metadata: { name: 'deployment-asr', namespace: 'speech' },
      spec: { workload: key, containers: [] },
      status: { checkpoints: [] },
    },
  ];
  const whole: Ran = { ...ran, profiles };
  const says = 'Prometheus answered in part: receive series from Addr: 10.0.0.7:10901: it is away';
  const partly: Ran = { ...whole, gap: { after: whole.span.until, says } };
  expect(failsToTell(whole)).toBe(false);
  expect(failsToTell(partly)).toBe(true);
  expect(lines(partly)).toEqual([
    '1 profile from dcgm, read from 2026-09-21T00:00:00Z to 2026-09-21T12:00:00Z',
    `${says}; so nothing after 2026-09-21T12:00:00Z was taken, and the next run asks for it again (--since with less than that leaves it out)`,
    'speech/Deployment/asr server: has figures by hand, which stay as they are',
  ]);
});

test('what Prometheus said comes before the summary, and is told where the summary is not wanted', () => {
  const warned: Ran = { ...ran, warnings: ['one store is slow', 'another is slower'] };
  const [one, another, summary, ...found] = lines(warned);
  expect([one, another]).toEqual([
    'Prometheus says: one store is slow',
    'Prometheus says: another is slower',
  ]);
  expect(summary).toMatch(/^0 profiles from dcgm/);
  expect(withoutSummary(warned)).toEqual([one, another, ...found]);
  expect(found).not.toEqual([]);
});
