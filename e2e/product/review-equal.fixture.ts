/** Manifests as teams write them, for namespaces that are governed in every way there is, and what governs them. */
import * as fc from 'fast-check';

import type { WildPod } from '../faults/wild-pods.ts';
import { wildPods } from '../faults/wild-pods.ts';
import type { FakeNode } from '../fleet.ts';
import { A100, MIG, type Written, policy, profile, quota } from './install.ts';

export const NAMESPACES = {
  enforced: 'equal-enforced',
  warned: 'equal-warned',
  observed: 'equal-observed',
  guarded: 'equal-guarded',
  full: 'equal-full',
  ungoverned: 'equal-ungoverned',
} as const;

const spaces = Object.values(NAMESPACES);

/** So many of everything that nothing is ever sold out: what is bound where is for the scheduler to say. */
export const nodes: readonly FakeNode[] = [
  ...named('whole', 30, {
    ...A100,
    gpus: 8,
    allocatable: { 'nvidia.com/gpu': 8 },
    labels: { 'topology.kubernetes.io/zone': 'a', 'example.com/pool': 'red' },
  }),
  ...named('mig', 10, {
    ...A100,
    gpus: 8,
    allocatable: { [MIG]: 56 },
    labels: { 'topology.kubernetes.io/zone': 'a', 'example.com/pool': 'blue' },
  }),
  ...named('cut', 10, {
    ...A100,
    gpus: 8,
    allocatable: { 'nvidia.com/mig-3g.40gb': 16 },
    labels: { 'topology.kubernetes.io/zone': 'b' },
  }),
  ...named('dear', 6, {
    product: 'NVIDIA-H100-80GB-HBM3',
    gpuMemoryMiB: 81_559,
    gpus: 8,
    allocatable: { 'nvidia.com/gpu': 8 },
    taints: [{ key: 'dedicated', value: 'research', effect: 'NoSchedule' }],
  }),
];

function named(name: string, count: number, machine: Omit<FakeNode, 'name'>): FakeNode[] {
  const ample = { cpu: '6400', memory: '64Ti' };
  return Array.from({ length: count }, (_, i) => ({
    ...machine,
    ...ample,
    name: `equal-${name}-${i}`,
  }));
}

const KINDS = ['Pod', 'Pod', 'Pod', 'Deployment', 'StatefulSet', 'Job'] as const;
const GUARDED = { perPod: 1 };

export function manifests(count: number): readonly Written[] {
  return fc.sample(wildPods, count).map((wild, i) => {
    const namespace = spaces[Math.floor(i / KINDS.length) % spaces.length] ?? '';
    const drawn = KINDS[i % KINDS.length] ?? 'Pod';
    // A Job comes to its end, and what it held is there for whoever comes next.
    const kind = drawn === 'Job' && namespace === NAMESPACES.full ? 'Deployment' : drawn;
    const owned = i % 2 === 0 ? { ...wild.labels, owner: 'somebody' } : wild.labels;
    return manifest({ ...wild, labels: owned }, kind, { name: `equal-${i}`, namespace });
  });
}

type Kind = (typeof KINDS)[number];

function manifest(
  { spec, labels, annotations = {} }: WildPod,
  kind: Kind,
  meta: { readonly name: string; readonly namespace: string },
): Written {
  // Each has a name of its own, and so may have its wishes for who stands beside it.
  const { topologySpreadConstraints: _, ...podSpec } = spec;
  const pod = {
    metadata: { labels: { ...labels, app: meta.name }, annotations },
    spec: kind === 'Job' ? { ...podSpec, restartPolicy: 'Never' } : podSpec,
  };
  if (kind === 'Pod')
    return { apiVersion: 'v1', kind, metadata: { ...pod.metadata, ...meta }, spec: pod.spec };
  if (kind === 'Job')
    return { apiVersion: 'batch/v1', kind, metadata: meta, spec: { template: pod } };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: meta,
    spec: {
      selector: { matchLabels: { app: meta.name } },
      template: pod,
      ...(kind === 'StatefulSet' && { serviceName: meta.name }),
    },
  };
}

const measured = [1500, 3000, 4200, 6000, 8000, 8500, 12_000, 17_000, 30_000, 60_000];
const NAMES = ['main', 'second', 'init', 'rocm'];

/** Of the image that its containers run; what has no number in the list was never measured. */
export function profileOf({ kind, metadata: { name, namespace = '' } }: Written, image: string) {
  const vramMaxMiB = measured[Number(/wild-(\d+)/.exec(image)?.[1])];
  return vramMaxMiB === undefined
    ? []
    : [
        profile(
          namespace,
          kind,
          name,
          NAMES.map((container) => ({ name: container, revision: image, vramMaxMiB, smP95: 0.05 })),
        ),
      ];
}

const sharing = {
  ladder: { default: ['mig'], unknown: ['mig'] },
  headroom: 1.1,
  timeSlice: { trustDomain: 'cluster' },
};

export const documents: readonly Written[] = [
  policy('equal-enforced', {
    sharing,
    match: { namespaces: [NAMESPACES.enforced, NAMESPACES.full, NAMESPACES.guarded] },
  }),
  policy('equal-warned', { mode: 'warn', sharing, match: { namespaces: [NAMESPACES.warned] } }),
  policy('equal-observed', {
    mode: 'observe',
    sharing,
    match: { namespaces: [NAMESPACES.observed] },
  }),
  policy('equal-guards', {
    sharing: undefined,
    match: { namespaces: [NAMESPACES.guarded, NAMESPACES.warned] },
    guards: [
      { rule: 'guard/max-gpus', severity: 'deny', parameters: GUARDED },
      { rule: 'guard/required-labels', severity: 'deny', parameters: { labels: ['owner'] } },
    ],
  }),
  quota('equal-full', [NAMESPACES.full], 12),
];
