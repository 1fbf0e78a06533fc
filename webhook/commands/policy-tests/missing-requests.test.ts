/** What a case can say of requests that a policy sets where none are. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { played } from './play.ts';
import { suitesAt } from './suites.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-missing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

write(
  'policy.yaml',
  `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: fed }
spec:
  mode: enforce
  guards: [{ rule: guard/memory, severity: warn, parameters: { setMemory: 16Gi } }]
`,
);

// Without a node nobody could tell whether one has room for what is set.
write(
  'node.yaml',
  `apiVersion: v1
kind: Node
metadata: { name: cards, labels: { nvidia.com/gpu.product: NVIDIA-L4, nvidia.com/gpu.count: '1' } }
status: { allocatable: { cpu: '8', memory: 32Gi, pods: '110', nvidia.com/gpu: '1' } }
`,
);

const pod = (memory: string): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: p }, spec: { containers: [{ name: main, image: x, resources: { requests: { ${memory} }, limits: { nvidia.com/gpu: 1 } } }] } }`;
const stored = (memory: string): string =>
  `stored: { spec: { containers: [{ name: main, resources: { requests: { memory: ${memory} } } }] } }`;

/** Where what became of the pod is not what is expected. */
async function differing(submitted: string, expected: string): Promise<readonly string[]> {
  write(
    'one.test.yaml',
    `apiVersion: tranche.dev/v1alpha1
kind: PolicyTest
metadata: { name: one }
spec:
  policies: [policy.yaml]
  world: [node.yaml]
  cases:
    - { name: one, namespace: fed, namespaceLabels: {}, pod: ${submitted}, expect: { ${expected} } }
`,
  );
  const { suites, faults } = suitesAt([join(folder, 'one.test.yaml')]);
  if (faults.length > 0) throw new Error(faults.map(({ says }) => says).join('\n'));
  const found: string[] = [];
  for (const suite of suites)
    for await (const one of played(suite, suite.documents)) {
      if ('faults' in one) throw new Error(one.faults.map(({ says }) => says).join('\n'));
      found.push(...one.differences.map(({ pointer }) => pointer));
    }
  return found;
}

test('one that is set is told by its rule, by what is said, and in the pod as it is stored', async () => {
  const told = 'rules: { request/set: warn }, says: [policy fed sets 16Gi], verdict: leave';
  expect(await differing(pod(''), `${told}, ${stored('16Gi')}`)).toEqual([]);
  expect(await differing(pod(''), stored('8Gi'))).toHaveLength(1);
});

test('one that is there is not', async () => {
  expect(await differing(pod('memory: 8Gi'), stored('8Gi'))).toEqual([]);
  expect(await differing(pod('memory: 8Gi'), 'rules: { request/set: warn }')).toEqual([
    '/rules/request~1set',
  ]);
});
