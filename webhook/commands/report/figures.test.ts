/** What a run has found out of figures goes with them, and with no others. */
import { expect, test } from '@jest/globals';
import { figuresIn } from './figures.ts';

const row = (name: string) => ({
  name,
  revision: 'registry.local/asr',
  attribution: 'unknown',
  vramMaxMiB: 900,
  hours: 40,
  samples: 2400,
});
const workload = { kind: 'Deployment', name: 'asr' };
const profile = { namespace: 'speech', workload, containers: [row('server'), row('sidecar')] };

test('why nobody can tell whose they are', () => {
  const key = { namespace: 'speech', ...workload };
  const figures = figuresIn([profile], [{ ...key, container: 'server', why: 'because' }]);
  expect(figures(key, 'server')).toEqual({ ...row('server'), doubt: 'because' });
  expect(figures(key, 'sidecar')).toEqual(row('sidecar'));
  expect(figures(key, 'other')).toBe('none');
});
