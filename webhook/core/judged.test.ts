import { describe, expect, test } from '@jest/globals';
import { createConditions, governed, judgeConditions, judged } from './governed.ts';
import type { Container, MatchExpression, ObjectMeta, Pod, PodSpec, Toleration } from './pod.ts';
import { evaluate } from './testing/cel.ts';
import { plain, podOf } from './testing/pods.ts';

const noted = (meta: Partial<ObjectMeta>): Pod => podOf({ containers: [plain('a')] }, meta);
const holding = (parts: Partial<Container>): Pod => podOf({ containers: [plain('a', parts)] });
const variable = (name: string, value?: string) =>
  plain('a', {
    env: [{ name: 'A', value: 'b' }, value === undefined ? { name } : { name, value }],
  });
const mounting = (mountPath: string) => holding({ volumeMounts: [{}, { mountPath }] });
const DEVICE = { mountPath: '/var/run/nvidia-container-devices/0' };
const hostPath = (path: string): Pod =>
  podOf({ containers: [plain('a')], volumes: [{}, { hostPath: {} }, { hostPath: { path } }] });
const env = (name: string, value?: string) => podOf({ containers: [variable(name, value)] });

const placed = (spec: Partial<PodSpec>, meta: Partial<ObjectMeta> = {}): Pod =>
  podOf({ containers: [plain('a')], ...spec }, meta);
const tolerating = (...tolerations: Toleration[]): Pod => placed({ tolerations });
const selecting = (key: string, value: string): Pod =>
  placed({ nodeSelector: { a: 'b', [key]: value } });
const requiring = (
  key: string,
  operator: MatchExpression['operator'],
  ...values: string[]
): Pod => {
  const term = {
    matchExpressions: [
      { key: 'zone', operator: 'Exists' as const },
      { key, operator, values },
    ],
  };
  const nodeSelectorTerms = [{}, { matchFields: [] }, term];
  return placed({
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
    },
  });
};
const GPU = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };
const daemon = [
  { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u', controller: true },
];

/** It names the nodes that have them. */
const nodes: { name: string; pod: Pod; want: boolean }[] = [
  { name: 'a taint of GPUs', pod: tolerating({ key: 'a' }, GPU), want: true },
  { name: 'one of another vendor', pod: tolerating({ key: 'amd.com/gpu' }), want: true },
  { name: 'the taint of AKS', pod: tolerating({ key: 'sku', value: 'gpu' }), want: true },
  { name: 'another taint', pod: tolerating({ key: 'sku', value: 'spot' }), want: false },
  {
    name: 'every taint, as those first in a cluster do',
    pod: tolerating({ operator: 'Exists' }),
    want: false,
  },
  {
    name: 'a taint of GPUs, from each node',
    pod: placed({ tolerations: [GPU] }, { ownerReferences: daemon }),
    want: false,
  },
  { name: 'a label of GPUs', pod: selecting('nvidia.com/gpu.product', 'NVIDIA-L4'), want: true },
  {
    name: 'a label of a cloud',
    pod: selecting('cloud.google.com/gke-accelerator', 'nvidia-l4'),
    want: true,
  },
  {
    name: 'a label that says there is none',
    pod: selecting('nvidia.com/gpu.present', 'false'),
    want: false,
  },
  { name: 'a label of other nodes', pod: selecting('kubernetes.io/arch', 'arm64'), want: false },
  { name: 'an affinity for GPUs', pod: requiring('nvidia.com/gpu.count', 'Gt', '3'), want: true },
  {
    name: 'an affinity for some of them',
    pod: requiring('nvidia.com/gpu.present', 'In', 'false', 'true'),
    want: true,
  },
  {
    name: 'an affinity for nodes without',
    pod: requiring('nvidia.com/gpu.present', 'In', 'false'),
    want: false,
  },
  { name: 'an aversion', pod: requiring('nvidia.com/gpu.present', 'DoesNotExist'), want: false },
  {
    name: 'an aversion to one',
    pod: requiring('nvidia.com/gpu.product', 'NotIn', 'NVIDIA-L4'),
    want: false,
  },
  {
    name: 'an affinity for a zone',
    pod: requiring('topology.kubernetes.io/zone', 'In', 'a'),
    want: false,
  },
];

describe('which pods without a GPU are judged all the same', () => {
  const table: { name: string; pod: Pod; want: boolean }[] = [
    { name: 'every device by a variable', pod: env('NVIDIA_VISIBLE_DEVICES', 'all'), want: true },
    { name: 'a variable from elsewhere', pod: env('NVIDIA_VISIBLE_DEVICES'), want: true },
    { name: 'no device by a variable', pod: env('NVIDIA_VISIBLE_DEVICES', 'void'), want: false },
    { name: 'none by a variable', pod: env('NVIDIA_VISIBLE_DEVICES', 'none'), want: false },
    {
      name: 'the instances of all cards',
      pod: env('NVIDIA_MIG_CONFIG_DEVICES', 'all'),
      want: true,
    },
    { name: 'an MPS server', pod: env('CUDA_MPS_PIPE_DIRECTORY', '/tmp/x'), want: true },
    { name: 'a key of an API', pod: env('NVIDIA_API_KEY', 'x'), want: false },
    { name: 'what the driver may do', pod: env('NVIDIA_DRIVER_CAPABILITIES', 'all'), want: false },
    { name: 'a narrower view', pod: env('CUDA_VISIBLE_DEVICES', '1'), want: false },
    {
      name: 'a variable of an init container',
      pod: podOf({
        containers: [plain('a')],
        initContainers: [variable('NVIDIA_VISIBLE_DEVICES', '0')],
      }),
      want: true,
    },
    {
      name: 'a variable of a container that debugs',
      pod: podOf({
        containers: [plain('a')],
        ephemeralContainers: [variable('NVIDIA_VISIBLE_DEVICES', '0')],
      }),
      want: true,
    },
    { name: 'a device mount', pod: mounting('/var/run/nvidia-container-devices/0'), want: true },
    {
      name: 'a device mount of one of two',
      pod: podOf({ containers: [plain('b'), plain('a', { volumeMounts: [DEVICE] })] }),
      want: true,
    },
    {
      name: 'a device mount in disguise',
      pod: mounting('//a/../nvidia-container-devices'),
      want: true,
    },
    { name: 'another mount', pod: mounting('/var/run/secrets'), want: false },
    {
      name: 'devices by annotation',
      pod: noted({ annotations: { 'cdi.k8s.io/a': 'b' } }),
      want: true,
    },
    { name: 'a label like it', pod: noted({ labels: { 'cdi.k8s.io/a': 'b' } }), want: false },
    { name: "KAI's fraction", pod: noted({ annotations: { 'gpu-fraction': '0.5' } }), want: true },
    { name: "KAI's memory", pod: noted({ annotations: { 'gpu-memory': '500' } }), want: true },
    { name: 'a note on it', pod: noted({ annotations: { 'gpu-fraction-note': '' } }), want: false },
    {
      name: "NVIDIA's runtime",
      pod: podOf({ containers: [plain('a')], runtimeClassName: 'nvidia-cdi' }),
      want: true,
    },
    {
      name: 'another runtime',
      pod: podOf({ containers: [plain('a')], runtimeClassName: 'gvisor' }),
      want: false,
    },
    { name: 'a card of the node', pod: hostPath('/dev/nvidia0'), want: true },
    { name: 'a display of the node', pod: hostPath('/dev//dri/'), want: true },
    { name: "AMD's door", pod: hostPath('/dev/./kfd'), want: true },
    { name: 'a folder of the node', pod: hostPath('/data'), want: false },
    ...nodes,
    { name: 'all of the node, which policy engines look after', pod: hostPath('/'), want: false },
  ];
  test.each(table)('$name: $want', ({ pod, want }) => {
    expect(judged(pod)).toBe(want);
    // There is nothing to rewrite.
    expect(governed(pod)).toBe(false);
  });

  test.each(table)('the API server is told the same: $name', ({ pod, want }) => {
    const holds = judgeConditions().every(({ expression }) =>
      evaluate(expression, { object: pod }),
    );
    expect(holds).toBe(want);
  });

  test('whatever is governed is judged', () => {
    expect(judged(podOf())).toBe(true);
    expect(judgeConditions()[0]?.expression).toContain(createConditions()[0]?.expression);
  });
});

describe('where Dynamic Resource Allocation is read', () => {
  const table: { name: string; pod: Pod; want: boolean }[] = [
    {
      name: 'a pod with a claim is one of ours, too',
      pod: podOf({ containers: [plain('a')], resourceClaims: [{ name: 'x' }] }),
      want: true,
    },
    { name: 'one without is not', pod: podOf({ containers: [plain('a')] }), want: false },
    {
      name: 'nor one whose list is empty',
      pod: podOf({ containers: [plain('a')], resourceClaims: [] }),
      want: false,
    },
    { name: 'one that asks for a card is, as ever', pod: podOf(), want: true },
  ];
  test.each(table)('$name', ({ pod, want }) => {
    expect(judged(pod, true)).toBe(want);
    const [condition] = judgeConditions(true);
    expect(evaluate(condition?.expression ?? '', { object: pod })).toBe(want);
  });

  test('and elsewhere claims are none of our business', () => {
    const pod = podOf({ containers: [plain('a')], resourceClaims: [{ name: 'x' }] });
    expect(judged(pod)).toBe(false);
    for (const { expression } of judgeConditions())
      expect(evaluate(expression, { object: pod })).toBe(false);
  });
});
