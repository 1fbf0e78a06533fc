import { expect, test } from '@jest/globals';
import { rawPod } from './cluster.fixture.ts';
import { trimPod } from '../seen-pod.ts';
import type { Raw } from '../raw.ts';
import { lotReader } from './read-lots.ts';

const waiting = (pod: Raw) => new Map([['lot', { key: 'lot', pods: [trimPod(pod)] }]]);

test.each<[string, (pod: Raw) => Raw | 'gone', boolean]>([
  ['the pod of the lot is known', (pod) => pod, true],
  ['one that is gone is not', () => 'gone', false],
  [
    'nor another that has its name by now, of which the lot says nothing',
    () => rawPod({ name: 'whisper', uid: 'another' }),
    false,
  ],
  [
    'nor one that is about to go',
    (pod) => ({
      ...pod,
      metadata: { ...(pod['metadata'] as Raw), deletionTimestamp: '2026-11-21T09:00:00Z' },
    }),
    false,
  ],
])('%s', async (_, stored, isKnown) => {
  const pod = rawPod({ name: 'whisper', uid: 'first' });
  const reader = lotReader(async () => stored(pod), 10);
  await reader.readMore(waiting(pod));
  expect(reader.known.has('lot')).toBe(isKnown);
});
