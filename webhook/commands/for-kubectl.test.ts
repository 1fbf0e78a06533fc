/** What is printed of a kept set, for kubectl and for a terminal, whoever has kept it. */
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { KeptSet } from '../adapters/kept/kept-set.ts';
import { readText } from '../policy/read.ts';
import { inCluster, yamlOf } from './kept-documents.ts';

const quota =
  'apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: "y" }\nspec: { namespaces: ["no", "on", "0o17", "1e3"] }\n';
const [value] = readText('x', quota).documents.map((one) => one.value);
const own = { ...value, metadata: { name: 'y', labels: { gpu: 'yes', '010': '0X1F' } } };

const setOf = (from: string, written?: KeptSet['written']): KeptSet => ({
  hash: 'aaaaaaaaaaaa',
  at: '2026-11-21T09:00:00.000Z',
  changes: { added: ['GpuQuota y'], changed: [], removed: [] },
  said: [{ from, value }],
  ...(written === undefined ? {} : { written }),
});

test.each(['1.1', '1.2'] as const)('reads as it was in force by YAML %s', (version) => {
  const read = (set: KeptSet): unknown => parse(yamlOf(inCluster(set)), { version });
  expect(value).toMatchObject({ kind: 'GpuQuota' });
  expect(read(setOf('cluster GpuQuota y'))).toEqual(value);
  expect(read(setOf('cluster GpuQuota y', { 'GpuQuota y': own }))).toEqual(own);
});
