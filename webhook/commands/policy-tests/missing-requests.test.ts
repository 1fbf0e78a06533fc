/** What a case can say of requests that a policy sets where none are. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { colours } from '../../report/colour.ts';
import { coverageOf, gapsIn } from './coverage.ts';
import { played, type Played } from './play.ts';
import type { Tried } from './report.ts';
import { suitesAt } from './suites.ts';
import { textOf } from './text.ts';

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
const node = `apiVersion: v1
kind: Node
metadata: { name: cards, labels: { nvidia.com/gpu.product: NVIDIA-L4, nvidia.com/gpu.count: '1' } }
status: { allocatable: { cpu: '8', memory: 32Gi, pods: '110', nvidia.com/gpu: '1' } }
`;
const TAINT = '{ key: nvidia.com/gpu, value: present, effect: NoSchedule }';
write('node.yaml', node);

const pod = (memory: string): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: p }, spec: { containers: [{ name: main, image: x, resources: { requests: { ${memory} }, limits: { nvidia.com/gpu: 1 } } }] } }`;
const stored = (memory: string): string =>
  `stored: { spec: { containers: [{ name: main, resources: { requests: { memory: ${memory} } } }] } }`;

/** A suite of one case, and what became of it. */
async function tried(submitted: string, expected: string): Promise<Tried> {
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
  const [suite] = suites;
  if (suite === undefined) throw new Error('the suite is not there');
  const all: Played[] = [];
  for await (const one of played(suite, suite.documents)) {
    if ('faults' in one) throw new Error(one.faults.map(({ says }) => says).join('\n'));
    all.push(one);
  }
  return { suite, played: all, coverage: coverageOf(suite, all) };
}

/** Where what became of the pod is not what is expected. */
async function differing(submitted: string, expected: string): Promise<readonly string[]> {
  const { played: all } = await tried(submitted, expected);
  return all.flatMap(({ differences }) => differences.map(({ pointer }) => pointer));
}

test('one that is set is told by its rule, by what is said, and in the pod as it is stored', async () => {
  const told = 'rules: { request/set: warn }, says: [policy "fed" sets 16Gi], verdict: leave';
  expect(await differing(pod(''), `${told}, ${stored('16Gi')}`)).toEqual([]);
  expect(await differing(pod(''), stored('8Gi'))).toHaveLength(1);
});

test('one that is there is not', async () => {
  expect(await differing(pod('memory: 8Gi'), stored('8Gi'))).toEqual([]);
  expect(await differing(pod('memory: 8Gi'), 'rules: { request/set: warn }')).toEqual([
    '/rules/request~1set',
  ]);
});

const textFor = (all: Tried): string => textOf([all], { colours: colours(false), verbose: false });

test('a rule that only sets is covered where it has set, and need object to nothing', async () => {
  const set = await tried(pod(''), 'verdict: leave');
  expect(gapsIn(set.coverage ?? { policies: [], guards: [] })).toEqual([]);
  expect(textFor(set)).toContain('  guard/memory  set a request 1, passed 1\n');
  const unset = await tried(pod('memory: 8Gi'), 'verdict: leave');
  expect(unset.coverage).toMatchObject({ guards: [{ set: 0, onlySets: true }] });
  expect(gapsIn(unset.coverage ?? { policies: [], guards: [] })).toEqual([
    'guard/memory sets a request in no case',
  ]);
});

test('a rule that came to something else is told by its id, with those that spoke', async () => {
  const failed = await tried(pod(''), 'rules: { request/no-room: warn }');
  expect(textFor(failed)).toMatch(
    /: rules\/request\/no-room\n +expected {2}warn\n +had {7}unasked\n +rules that spoke: request\/set: warn\n/,
  );
  expect(textFor(failed)).toContain(
    '        request/set: container main requests no memory, and policy "fed" sets 16Gi',
  );
});

test('and where it is for want of a toleration, the taint is named', async () => {
  const tainted = node.replace('status:', `spec: { taints: [${TAINT}] }\nstatus:`);
  write('node.yaml', tainted);
  const failed = await tried(pod(''), 'rules: { request/set: warn }');
  write('node.yaml', node);
  expect(textFor(failed)).toContain(
    '        request/no-room: container main requests no memory, and the 16Gi of policy "fed" is not set, since nobody can tell whether a node would have room: it does not tolerate the taints of the nodes with GPUs (nvidia.com/gpu=present)\n',
  );
});
