import { expect, test } from '@jest/globals';
import type { Found } from './fingerprint.ts';
import { saidOnce } from './once.ts';

const found = (rule: Found['rule'], clusters: readonly string[], pointer = '/spec/x'): Found => ({
  rule,
  level: 'warning',
  basis: 'policy',
  clusters,
  subject: { apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'b', group: '' },
  says: `${rule} says`,
  ...(rule === 'lint/gpu-name' ? { help: 'did you mean nvidia.com/gpu?' } : {}),
  at: { file: 'f.yaml', line: 1, column: 1, endLine: 1, endColumn: 2, pointer },
});
const guard = found('guard/unknown-resource', ['eks']);

test('a name that a guard refuses is told once, with what was meant', () => {
  expect(saidOnce([guard, found('lint/gpu-name', ['eks'])])).toEqual([
    { ...guard, help: 'did you mean nvidia.com/gpu?' },
  ]);
});

test('where no guard refuses it, and of other names, the lint stays', () => {
  expect(saidOnce([guard, found('lint/gpu-name', ['eks', 'gke'])])).toMatchObject([
    { rule: 'guard/unknown-resource', clusters: ['eks'] },
    { rule: 'lint/gpu-name', clusters: ['gke'] },
  ]);
  const other = found('lint/gpu-name', ['eks'], '/spec/y');
  expect(saidOnce([guard, other])).toEqual([guard, other]);
});
