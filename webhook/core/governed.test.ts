import { describe, expect, test } from '@jest/globals';
import {
  bindingConditions,
  createConditions,
  governed,
  judgeConditions,
  ownKeysChanged,
  updateConditions,
} from './governed.ts';
import type { ObjectMeta, Pod } from './pod.ts';
import { evaluate } from './testing/cel.ts';
import { asking, container, plain, podOf, sidecar } from './testing/pods.ts';

const noted = (meta: Partial<ObjectMeta>): Pod => podOf({ containers: [plain('a')] }, meta);

describe('which pods are ours to look at', () => {
  const table: { name: string; pod: Pod; want: boolean }[] = [
    { name: 'a GPU in a container', pod: podOf(), want: true },
    {
      name: 'a GPU in an init container',
      pod: podOf({ initContainers: [container('warm')], containers: [plain('a')] }),
      want: true,
    },
    {
      name: 'a GPU in a sidecar',
      pod: podOf({ initContainers: [sidecar(container('s'))], containers: [plain('a')] }),
      want: true,
    },
    {
      name: 'a GPU among the limits alone',
      pod: podOf({ containers: [plain('a', { resources: { limits: { 'nvidia.com/gpu': 1 } } })] }),
      want: true,
    },
    {
      name: 'a GPU among the requests alone',
      pod: podOf({
        containers: [plain('a', { resources: { requests: { 'nvidia.com/gpu': 1 } } })],
      }),
      want: true,
    },
    {
      name: 'a GPU in quantity 0',
      pod: podOf({ containers: [plain('a', asking(0))] }),
      want: true,
    },
    {
      name: 'a name that nobody has heard of',
      pod: podOf({ containers: [plain('a', asking(1, 'nvidia.com/x'))] }),
      want: true,
    },
    {
      name: 'an annotation of ours, which may be forged',
      pod: noted({ annotations: { 'tranche.dev/decision': 'x' } }),
      want: true,
    },
    {
      name: 'a label of ours',
      pod: noted({ labels: { 'tranche.dev/rewrite': 'off' } }),
      want: true,
    },
    { name: 'no GPU', pod: podOf({ containers: [plain('a')] }), want: false },
    {
      name: 'no resources',
      pod: podOf({ containers: [plain('a', { resources: {} })] }),
      want: false,
    },
    {
      name: "another vendor's GPU",
      pod: podOf({ containers: [plain('a', asking(1, 'amd.com/gpu'))] }),
      want: true,
    },
    {
      name: 'a device of a third',
      pod: podOf({ containers: [plain('a', asking(1, 'gpu.intel.com/xe'))] }),
      want: true,
    },
    {
      name: "another engine's name for a GPU",
      pod: podOf({ containers: [plain('a', asking(1, 'volcano.sh/vgpu-number'))] }),
      want: true,
    },
    {
      name: 'a slice that was rewritten already',
      pod: podOf({ containers: [plain('a', asking(1, 'mig.das.com/1g.5gb'))] }),
      want: true,
    },
    ...['aws.amazon.com/neuron', 'habana.ai/gaudi', 'google.com/tpu', 'volcano.sh/other'].map(
      (name) => ({
        name: `an accelerator that is no GPU: ${name}`,
        pod: podOf({ containers: [plain('a', asking(1, name))] }),
        want: false,
      }),
    ),
    {
      name: 'a domain that only ends alike',
      pod: podOf({ containers: [plain('a', asking(1, 'not-nvidia.com/gpu'))] }),
      want: false,
    },
    {
      name: 'an annotation that only begins alike',
      pod: noted({ annotations: { 'tranche.device/x': 'y' } }),
      want: false,
    },
  ];
  test.each(table)('$name: $want', ({ pod, want }) => {
    expect(governed(pod)).toBe(want);
  });

  test.each(table)('the API server is told the same: $name', ({ pod, want }) => {
    expect(
      createConditions().every(({ expression }) => evaluate(expression, { object: pod })),
    ).toBe(want);
  });
});

describe('which bindings are', () => {
  test.each([
    ['one with a key of ours', { annotations: { 'tranche.dev/decision': 'x' } }, true],
    ['one with a label of ours', { labels: { 'tranche.dev/team': 'x' } }, true],
    ['one that says where alone', {}, false],
    ["one with a scheduler's notes", { annotations: { 'scheduler/why': 'x' }, labels: {} }, false],
  ])('%s', (_name, metadata, want) => {
    const object = { metadata, target: { name: 'n1' } };
    expect(bindingConditions().every(({ expression }) => evaluate(expression, { object }))).toBe(
      want,
    );
  });
});

describe('which updates are', () => {
  const ours = { 'tranche.dev/decision': 'a', 'tranche.dev/original': 'b' };
  const table: { name: string; was: ObjectMeta; is: ObjectMeta; want: boolean }[] = [
    { name: 'nothing changed', was: { annotations: ours }, is: { annotations: ours }, want: false },
    { name: 'never any annotation', was: {}, is: {}, want: false },
    {
      name: 'another annotation',
      was: { annotations: ours },
      is: { annotations: { ...ours, x: 'y' } },
      want: false,
    },
    { name: 'a decision is added', was: {}, is: { annotations: ours }, want: true },
    {
      name: 'a decision is changed',
      was: { annotations: ours },
      is: { annotations: { ...ours, 'tranche.dev/decision': 'c' } },
      want: true,
    },
    {
      name: 'the original is taken away',
      was: { annotations: ours },
      is: { annotations: { 'tranche.dev/decision': 'a' } },
      want: true,
    },
    {
      name: 'a key of ours that nobody reads is added',
      was: { annotations: ours },
      is: { annotations: { ...ours, 'tranche.dev/team': 'infra' } },
      want: true,
    },
    {
      name: 'a label of ours is added',
      was: {},
      is: { labels: { 'tranche.dev/x': '' } },
      want: true,
    },
    { name: 'another label', was: {}, is: { labels: { 'tranche.device/x': '' } }, want: false },
  ];
  test.each(table)('$name: $want', ({ was, is, want }) => {
    const [object, oldObject] = [noted(is), noted(was)];
    expect(ownKeysChanged(object, oldObject)).toBe(want);
    expect(
      updateConditions().every(({ expression }) => evaluate(expression, { object, oldObject })),
    ).toBe(want);
  });
});

describe('an expression for the API server', () => {
  const expressions = [
    ...createConditions(),
    ...judgeConditions(true),
    ...updateConditions(),
    ...bindingConditions(),
  ];

  const least: Pod[] = [
    { metadata: {}, spec: { containers: [] } },
    { metadata: {}, spec: { containers: [{ name: 'a' }] } },
    { metadata: {}, spec: { containers: [{ name: 'a', resources: {} }], initContainers: [] } },
    {
      metadata: {},
      spec: {
        containers: [{ name: 'a', env: [], volumeMounts: [{}] }],
        ephemeralContainers: [{ name: 'b', env: [{ name: 'NVIDIA_' }] }],
        volumes: [{}, { hostPath: {} }],
      },
    },
    {
      metadata: { ownerReferences: [] },
      spec: {
        containers: [],
        tolerations: [{}],
        nodeSelector: {},
        affinity: { nodeAffinity: {} },
      },
    },
    {
      metadata: {},
      spec: {
        containers: [],
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{}, { matchExpressions: [{ key: '', operator: 'In' }] }],
            },
          },
        },
      },
    },
    { metadata: { labels: {}, annotations: {} }, spec: { containers: [{ name: 'a' }] } },
  ];
  test.each(expressions)('$name never looks into what may be missing', ({ expression }) => {
    for (const object of least)
      for (const oldObject of least)
        expect(evaluate(expression, { object, oldObject })).toBe(false);
  });

  test('without its has() it would, which is an error in the API server', () => {
    const [condition] = createConditions();
    const bare = condition?.expression.replaceAll(/has\([A-Za-z.]+\) && /g, '') ?? '';
    expect(() => evaluate(bare, { object: least[0] })).toThrow('no such key');
  });

  test.each(expressions)('$name has a name and is not too long', ({ name, expression }) => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(expression.length).toBeLessThan(4000);
  });
});
