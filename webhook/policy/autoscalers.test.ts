import { describe, expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.ts';
import { object } from './example.ts';
import { readText } from './read.ts';

const root = fileURLToPath(new URL('../../policies/catalogue/', import.meta.url));
const shipped = globSync('*.yaml', { cwd: root }).flatMap(
  (file) => readText(file, readFileSync(join(root, file), 'utf8')).documents,
);

type Labels = Readonly<Record<string, string>>;

interface Pool {
  readonly kind?: 'gke' | 'karpenter' | 'clusterAutoscaler';
  readonly resources?: readonly string[];
  readonly told?: readonly string[];
  readonly labels: Labels;
  readonly allocatable: Readonly<Record<string, number>>;
}

function faultsOf({ kind, resources = [], told = [], labels, allocatable }: Pool): string[] {
  const autoscaler = kind && { kind, resources, labels: told };
  const pool = object('GpuPool', 'at-zero', {
    nodes: 2,
    ...(autoscaler === undefined ? {} : { autoscaler }),
    template: { metadata: { labels }, status: { allocatable } },
  });
  const compiled = compile([...shipped, pool]);
  return compiled.ok
    ? []
    : compiled.faults.map(({ pointer, says, help = '' }) => `${pointer} ${says}; ${help}`);
}

const MIG = 'nvidia.com/mig-1g.10gb';
const PRODUCT = 'nvidia.com/gpu.product';
const SHARING = `${MIG}.sharing-strategy`;
const H100 = { [PRODUCT]: 'NVIDIA-H100-80GB-HBM3', 'nvidia.com/gpu.count': '1' };
const CUT = { labels: { ...H100, [SHARING]: 'none' }, allocatable: { [MIG]: 7 } };
const CARDS = { labels: H100, allocatable: { 'nvidia.com/gpu': 1 } };
const L4 = { 'cloud.google.com/gke-accelerator': 'nvidia-l4' };
const TURNS = {
  ...L4,
  'cloud.google.com/gke-gpu-sharing-strategy': 'time-sharing',
  'cloud.google.com/gke-max-shared-clients-per-gpu': '4',
};
const T4_TURNS = {
  labels: {
    [PRODUCT]: 'Tesla-T4-SHARED',
    'nvidia.com/gpu.sharing-strategy': 'time-slicing',
    'nvidia.com/gpu.replicas': '4',
  },
  allocatable: { 'nvidia.com/gpu': 4 },
};

describe('a pool whose nodes would be made', () => {
  const table: (Pool & { name: string })[] = [
    { name: 'of whom nobody says what makes them', ...CUT },
    { name: 'Karpenter, whole cards: they are asked for by no label', kind: 'karpenter', ...CARDS },
    {
      name: 'Karpenter, partitions of which an overlay and the NodePool tell',
      kind: 'karpenter',
      resources: [MIG],
      told: [PRODUCT, SHARING],
      ...CUT,
    },
    {
      name: 'Karpenter, turns under the name of a card',
      kind: 'karpenter',
      told: [PRODUCT, 'nvidia.com/gpu.sharing-strategy', 'nvidia.com/gpu.replicas'],
      ...T4_TURNS,
    },
    {
      name: 'GKE, turns by both labels',
      kind: 'gke',
      labels: TURNS,
      allocatable: { 'nvidia.com/gpu': 4 },
    },
    {
      name: 'GKE, partitions by the label of the node pool',
      kind: 'gke',
      labels: {
        'cloud.google.com/gke-accelerator': 'nvidia-h100-80gb',
        'cloud.google.com/gke-gpu-partition-size': '1g.10gb',
      },
      allocatable: { 'nvidia.com/gpu': 7 },
    },
    {
      name: 'Cluster Autoscaler, partitions of which tags tell, without the label of the cloud',
      kind: 'clusterAutoscaler',
      resources: [MIG],
      told: [PRODUCT, SHARING],
      ...CUT,
    },
    {
      name: 'Cluster Autoscaler, names at zero are asked for by nobody',
      kind: 'clusterAutoscaler',
      labels: H100,
      allocatable: { 'nvidia.com/gpu': 1, [MIG]: 0 },
    },
  ];
  test.each(table)('$name', (pool) => {
    expect(faultsOf(pool)).toEqual([]);
  });
});

const AT = '/spec/template/status/allocatable/nvidia.com~1';
const LABELS = '/spec/template/metadata/labels/';

describe('a pool whose nodes would never be made', () => {
  const table: (Pool & { name: string; want: string[] })[] = [
    {
      name: 'Karpenter, partitions without an overlay',
      kind: 'karpenter',
      ...CUT,
      want: [
        `${AT}mig-1g.10gb is a name Karpenter makes no node for; declare it in a NodeOverlay (spec.capacity), then list it under spec.autoscaler.resources`,
      ],
    },
    {
      name: 'Karpenter, renamed turns',
      kind: 'karpenter',
      labels: { ...T4_TURNS.labels, [PRODUCT]: 'Tesla-T4' },
      allocatable: { 'nvidia.com/gpu.shared': 4 },
      want: [
        `${AT}gpu.shared is a name Karpenter makes no node for; declare it in a NodeOverlay (spec.capacity), then list it under spec.autoscaler.resources`,
      ],
    },
    {
      name: 'Karpenter, a label that only a node could tell of',
      kind: 'karpenter',
      resources: [MIG],
      told: [PRODUCT],
      ...CUT,
      want: [
        `${LABELS}nvidia.com~1mig-1g.10gb.sharing-strategy is a label that pods will require, and Karpenter does not know it before a node is there; give it to the NodePool (spec.template.metadata.labels), then list it under spec.autoscaler.labels`,
      ],
    },
    {
      name: 'an overlay for another name than the template has',
      kind: 'karpenter',
      resources: ['nvidia.com/mig-1g.5gb', MIG],
      told: [PRODUCT, SHARING],
      ...CUT,
      want: [
        `/spec/autoscaler/resources/0 is nvidia.com/mig-1g.5gb, which the template does not offer; it has ${MIG}`,
      ],
    },
    {
      name: 'GKE, a name its plugin never gives, whoever was told',
      kind: 'gke',
      resources: [MIG],
      labels: { 'cloud.google.com/gke-accelerator': 'nvidia-h100-80gb' },
      allocatable: { [MIG]: 7 },
      want: [
        `${AT}mig-1g.10gb is a name GKE makes no node for; on GKE offer nvidia.com/gpu, and say what it is by cloud.google.com/gke-gpu-partition-size or cloud.google.com/gke-gpu-sharing-strategy`,
      ],
    },
    {
      name: 'GKE, one of the two labels of sharing',
      kind: 'gke',
      labels: { ...L4, 'cloud.google.com/gke-gpu-sharing-strategy': 'time-sharing' },
      allocatable: { 'nvidia.com/gpu': 4 },
      want: [
        `${LABELS}cloud.google.com~1gke-gpu-sharing-strategy stands without cloud.google.com/gke-max-shared-clients-per-gpu, and GKE goes by both; write both`,
      ],
    },
    {
      name: 'GKE, without the label of the card',
      kind: 'gke',
      labels: {},
      allocatable: { 'nvidia.com/gpu': 4 },
      want: [
        '/spec/template/metadata/labels lacks cloud.google.com/gke-accelerator, by which GKE knows what card to make; ',
      ],
    },
    {
      name: 'Cluster Autoscaler, partitions without a tag',
      kind: 'clusterAutoscaler',
      ...CUT,
      want: [
        `${AT}mig-1g.10gb is a name Cluster Autoscaler makes no node for; tag the node group k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/mig-1g.10gb (on Azure with _ for /), then list it under spec.autoscaler.resources`,
      ],
    },
    {
      name: 'Cluster Autoscaler, a node it would hold for unready',
      kind: 'clusterAutoscaler',
      resources: [MIG],
      told: [PRODUCT, SHARING],
      ...CUT,
      labels: { ...CUT.labels, 'kubernetes.azure.com/accelerator': 'nvidia' },
      want: [
        `${LABELS}kubernetes.azure.com~1accelerator makes Cluster Autoscaler wait for nvidia.com/gpu, which these nodes never offer: it takes them for unready; keep the name by MIG strategy single, or by sharing without renaming; else take the label off`,
      ],
    },
  ];
  test.each(table)('$name', ({ want, ...pool }) => {
    expect(faultsOf(pool)).toEqual(want);
  });
});
