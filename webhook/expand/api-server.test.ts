import { expect, test } from '@jest/globals';
import type { Pod } from '../core/pod.ts';
import { refusedByApiServer } from './api-server.ts';

const asking = (limits: Record<string, string | number>): Pod => ({
  metadata: {},
  spec: { containers: [{ name: 'main', resources: { limits } }] },
});

test.each([1.5, '500m', -1, 'one'])('nvidia.com/gpu: %s is no count', (count) => {
  expect(refusedByApiServer(asking({ 'nvidia.com/gpu': count }))).toContain('whole numbers');
});

test.each([
  { 'nvidia.com/gpu': 1 },
  { 'nvidia.com/gpu': '1000m' },
  { 'nvidia.com/gpu': 0 },
  { cpu: '1500m', memory: '1.5Gi' },
])('%j is let pass', (limits) => {
  expect(refusedByApiServer(asking(limits))).toBeUndefined();
});
