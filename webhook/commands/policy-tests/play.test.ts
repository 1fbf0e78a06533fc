/** What a case can say of its surroundings, and that no case takes anything from another. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { differencesOf } from './differences.ts';
import type { Had } from './had.ts';
import { played, type Played } from './play.ts';
import { suitesAt, type Expect } from './suites.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-play-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

write(
  'policy.yaml',
  `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: { name: gold }
spec:
  mode: enforce
  match: { namespaceLabels: { tier: gold } }
  sharing: {}
  guards: [{ rule: guard/node-name, severity: deny }]
---
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: { name: small }
spec: { namespaces: [small], mode: enforce, limits: { gpus: 2 } }
`,
);
write(
  'world.yaml',
  `apiVersion: v1
kind: Namespace
metadata: { name: lab, labels: { tier: gold } }
---
apiVersion: v1
kind: Namespace
metadata: { name: small }
---
apiVersion: v1
kind: Node
metadata:
  name: gpu-0
  labels: { nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3, nvidia.com/mig.strategy: mixed, zone: a }
status: { allocatable: { cpu: '64', memory: 512Gi, pods: '110', nvidia.com/mig-1g.10gb: '7' } }
---
apiVersion: tranche.dev/v1alpha1
kind: GpuProfile
metadata: { namespace: lab, name: whisper }
spec:
  workload: { kind: Deployment, name: whisper }
  containers: [{ name: main, revision: x, measuredOn: H100-80GB, attribution: exact, vramMaxMiB: 6000, smP95: 0.05, hours: 90, samples: 900 }]
`,
);

const SPEC = 'containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }]';
const bare = (namespace: string, more = ''): string =>
  `{ apiVersion: v1, kind: Pod, metadata: { namespace: ${namespace}, name: p, annotations: { kubernetes.io/config.mirror: abc } }, spec: { ${more}${SPEC} } }`;
const server = (namespace: string, replicas = 1, more = ''): string =>
  `{ apiVersion: apps/v1, kind: Deployment, metadata: { namespace: ${namespace}, name: whisper }, spec: { replicas: ${replicas}, template: { spec: { ${more}${SPEC} } } } }`;

/** What became of the pods of these cases, each without an expectation that matters. */
async function cameOf(...cases: readonly string[]): Promise<readonly Had[]> {
  return (await playedAll(cases)).map(({ had }) => had);
}

async function playedAll(cases: readonly string[]): Promise<readonly Played[]> {
  const lines = cases.map(
    (one, i) => `    - { name: case ${i}, ${one}, expect: { policy: any } }\n`,
  );
  write(
    'few.test.yaml',
    `apiVersion: tranche.dev/v1alpha1
kind: PolicyTest
metadata: { name: few }
spec:
  policies: [policy.yaml]
  world: [world.yaml]
  cases:
${lines.join('')}`,
  );
  const { suites, faults } = suitesAt([join(folder, 'few.test.yaml')]);
  if (faults.length > 0) throw new Error(faults.map(({ says }) => says).join('\n'));
  const came: Played[] = [];
  for (const suite of suites)
    for await (const one of played(suite, suite.documents)) {
      if ('faults' in one) throw new Error(one.faults.map(({ says }) => says).join('\n'));
      came.push(one);
    }
  return came;
}

describe('a namespace', () => {
  test('has the labels of the case, and no others, whatever the world gives it', async () => {
    const [as, without, given] = await cameOf(
      `pod: ${server('lab')}`,
      `pod: ${server('lab')}, namespaceLabels: { other: x }`,
      `pod: ${server('lab')}, namespaceLabels: { tier: gold }`,
    );
    expect([as?.policy, without?.policy, given?.policy]).toEqual(['gold', 'none', 'gold']);
  });

  test('that the world does not have is there where the case gives it labels', async () => {
    const [unseen, seen] = await cameOf(
      `pod: ${server('nowhere')}`,
      `pod: ${server('nowhere')}, namespaceLabels: { tier: gold }`,
    );
    expect([unseen?.because, seen?.because]).toEqual(['policy/none', 'evidence/none']);
  });

  test('is that of the case where the object names none', async () => {
    const [had] = await cameOf(
      `pod: ${server('lab').replace('namespace: lab, ', '')}, namespace: lab`,
    );
    expect(had?.policy).toBe('gold');
  });
});

describe('who asks', () => {
  test('may be the kubelet of the node, whose static pod is let in', async () => {
    const pod = bare('lab', 'nodeName: gpu-0, ');
    const [anyone, another, own] = await cameOf(
      `pod: ${pod}`,
      `pod: ${pod}, user: 'system:node:gpu-1'`,
      `pod: ${pod}, user: 'system:node:gpu-0'`,
    );
    const found = [anyone, another, own].map((had) => had?.rules.get('guard/node-name'));
    expect(found).toEqual(['fail', 'fail', 'pass']);
  });
});

describe('pods of one manifest', () => {
  test('are judged in turn, and the refused one is told', async () => {
    const [three, two] = await cameOf(`pod: ${server('small', 3)}`, `pod: ${server('small', 2)}`);
    expect(three).toMatchObject({
      admitted: 2,
      verdict: 'refuse',
      inForce: true,
      because: 'quota/team',
    });
    expect(two).toMatchObject({ admitted: 2, verdict: 'leave', team: 'small' });
  });

  test('take nothing from those of another case', async () => {
    const full = Array.from({ length: 4 }, () => `pod: ${server('small', 2)}`);
    expect((await cameOf(...full)).map(({ admitted }) => admitted)).toEqual([2, 2, 2, 2]);
  });
});

/** By one term of its own, or the other. */
const either = (second: string): string =>
  `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator: In, values: [b, a] }] }, { matchExpressions: [${second}] }] } } }, `;

describe('nodes that a pod is held to', () => {
  test('are those of its slice, and those that its user names', async () => {
    const [had] = await cameOf(`pod: ${server('lab', 1, 'nodeSelector: { zone: a }, ')}`);
    expect(had?.resources.get('main')).toEqual({ 'nvidia.com/mig-1g.10gb': '1' });
    expect(had?.pins.get('nvidia.com/gpu.product')).toEqual(['NVIDIA-H100-80GB-HBM3']);
    expect(had?.pins.get('zone')).toEqual(['a']);
    expect(had?.pins.has('kubernetes.io/hostname')).toBe(false);
  });

  test('are all that any of its terms allows, where each of them names the label', async () => {
    const [both, one] = await cameOf(
      `pod: ${server('small', 1, either('{ key: zone, operator: In, values: [c] }'))}`,
      `pod: ${server('small', 1, either('{ key: arch, operator: In, values: [x] }'))}`,
    );
    expect(both?.pins.get('zone')).toEqual(['a', 'b', 'c']);
    expect(one?.pins.has('zone')).toBe(false);
  });
});

/** The whole of what was had, written as an expectation. */
const asExpected = ({ sentences, rules, resources, pins, stored, ...had }: Had): Expect => ({
  ...had,
  stored: { ...stored },
  because: had.because as NonNullable<Expect['because']>,
  says: [...sentences],
  warnings: [...had.warnings],
  rules: Object.fromEntries(rules),
  resources: Object.fromEntries(resources),
  pins: Object.fromEntries(pins),
});

describe('laws of expectations', () => {
  const cases = [
    `pod: ${server('lab')}`,
    `pod: ${server('small', 3)}`,
    `pod: ${bare('lab', 'nodeName: gpu-0, ')}`,
  ];

  test('what was had is as expected', async () => {
    for (const had of await cameOf(...cases))
      expect(differencesOf(asExpected(had), had)).toEqual([]);
  });

  test('anything else is a difference, at its own place and nowhere else', async () => {
    const all = await cameOf(...cases);
    const wrong = fc.constantFrom<readonly [string, (had: Had) => Expect]>(
      ['/verdict', () => ({ verdict: 'hold' })],
      ['/inForce', ({ inForce }) => ({ inForce: !inForce })],
      ['/mode', ({ mode }) => ({ mode: mode === 'warn' ? 'observe' : 'warn' })],
      ['/class', () => ({ class: 'training' })],
      ['/policy', () => ({ policy: 'other' })],
      ['/team', () => ({ team: 'other' })],
      ['/because', () => ({ because: 'fit/dra' })],
      ['/admitted', ({ admitted }) => ({ admitted: admitted + 1 })],
      ['/claim/milliGPU', ({ claim }) => ({ claim: { milliGPU: claim.milliGPU + 1 } })],
      ['/claim/MiB', ({ claim }) => ({ claim: { MiB: claim.MiB + 1 } })],
      ['/says/0', () => ({ says: ['what nobody says'] })],
      ['/warnings/0', () => ({ warnings: ['what nobody says'] })],
      ['/rules/guard~1max-gpus', () => ({ rules: { 'guard/max-gpus': 'error' } })],
      ['/resources/main', () => ({ resources: { main: { 'example.com/fpga': 1 } } })],
      ['/resources/other', () => ({ resources: { other: {} } })],
      ['/stored/metadata/name', () => ({ stored: { metadata: { name: 'other' } } })],
      [
        '/stored/spec/containers/0',
        () => ({ stored: { spec: { containers: [{ name: 'other' }] } } }),
      ],
      ['/pins/zone', () => ({ pins: { zone: ['z'] } })],
    );
    fc.assert(
      fc.property(fc.constantFrom(...all), wrong, (had, [pointer, over]) => {
        const found = differencesOf({ ...asExpected(had), ...over(had) }, had);
        expect(found.map((one) => one.pointer)).toEqual([pointer]);
        expect(found[0]?.expected).not.toBe(found[0]?.had);
      }),
      { numRuns: 200 },
    );
  });

  test('a slash in a name asks for all such names, cpu and memory for themselves alone', async () => {
    const [had] = await cameOf(`pod: ${server('lab')}`);
    if (had === undefined) throw new Error('the case was not played');
    const withCpu = { ...had, resources: new Map([['main', { cpu: '2', 'nvidia.com/gpu': 1 }]]) };
    const differs = (limits: Record<string, number>): number =>
      differencesOf({ resources: { main: limits } }, withCpu).length;
    expect(differs({ 'nvidia.com/gpu': 1 })).toBe(0);
    expect(differs({ 'nvidia.com/gpu': 1, cpu: 2 })).toBe(0);
    expect(differs({ 'nvidia.com/gpu': 1, cpu: 3 })).toBe(1);
    expect(differs({})).toBe(1);
  });

  test('a warning that nobody expects is a difference', async () => {
    const [had] = await cameOf(`pod: ${server('lab')}`);
    if (had === undefined) throw new Error('the case was not played');
    expect(had.warnings).toHaveLength(1);
    expect(differencesOf({ warnings: [] }, had)).toEqual([
      { pointer: '/warnings', expected: 'no other warning', had: had.warnings[0] },
    ]);
  });
});
