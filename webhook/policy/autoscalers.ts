/**
 * What an autoscaler must have been told before it makes a node for a pod that was sent there. At zero
 * there is no node to learn from: it counts on its own table of instance types, where a card is
 * `nvidia.com/gpu` and there are no labels of GPU Feature Discovery. A pod that asks by any other name,
 * or requires any other label, would wait for ever; so a pool that offers such is a fault.
 */
import type { Catalogue } from '../core/products/catalogue.ts';
import { isSlice } from '../core/fit/legal.ts';
import { offersOf } from '../core/menu/offers.ts';
import { parseQuantity } from '../core/quantity.ts';
import { deviceNamed } from '../core/vendor.ts';
import { faultAt, step, type Document, type Fault } from './documents.ts';
import type { GpuPool } from './schema/gpu-pool.ts';

type Kind = NonNullable<GpuPool['spec']['autoscaler']>['kind'];

interface Autoscaler {
  readonly name: string;
  /** Resource names of GPUs it knows by itself. */
  readonly resources: readonly string[];
  /** What labels it knows by itself begin with, besides those every cloud has. */
  readonly labels: readonly string[];
  /** How it is told of another name, and of another label. */
  readonly toldName: (resource: string) => string;
  readonly toldLabel: string;
}

const CARD = 'nvidia.com/gpu';

const autoscalers: Readonly<Record<Kind, Autoscaler>> = {
  // GKE "About GPU sharing strategies": partitions and turns are nvidia.com/gpu, too.
  gke: {
    name: 'GKE',
    resources: [CARD],
    labels: ['cloud.google.com/'],
    toldName: () =>
      'on GKE offer nvidia.com/gpu, and say what it is by cloud.google.com/gke-gpu-partition-size or cloud.google.com/gke-gpu-sharing-strategy',
    toldLabel: 'give it to the node pool',
  },
  // aws/karpenter-provider-aws concepts/scheduling.md; kubernetes-sigs/karpenter#729 for names, #1219 for labels.
  karpenter: {
    name: 'Karpenter',
    resources: [CARD, 'amd.com/gpu'],
    labels: ['karpenter.sh/', 'karpenter.k8s.aws/', 'karpenter.azure.com/'],
    toldName: () => 'declare it in a NodeOverlay (spec.capacity)',
    toldLabel: 'give it to the NodePool (spec.template.metadata.labels)',
  },
  // kubernetes/autoscaler cluster-autoscaler/cloudprovider/{aws,azure}/README.md.
  clusterAutoscaler: {
    name: 'Cluster Autoscaler',
    resources: [CARD],
    labels: ['kubernetes.azure.com/'],
    toldName: (resource) =>
      `tag the node group k8s.io/cluster-autoscaler/node-template/resources/${resource} (on Azure with _ for /)`,
    toldLabel:
      'tag the node group k8s.io/cluster-autoscaler/node-template/label/<label> (on Azure with _ for /)',
  },
};

const EVERYWHERE = ['kubernetes.io/', 'node.kubernetes.io/', 'topology.kubernetes.io/'];

export function autoscalerFaults(document: Document<GpuPool>, catalogue: Catalogue): Fault[] {
  const { autoscaler } = document.value.spec;
  if (autoscaler === undefined) return [];
  const names = nameFaults(document, autoscaler);
  if (names.length > 0) return names;
  return [
    ...idleFaults(document, autoscaler),
    ...(autoscaler.kind === 'gke' ? gkeFaults(document) : []),
    ...(autoscaler.kind === 'clusterAutoscaler' ? unreadyFaults(document) : []),
    ...labelFaults(document, autoscaler, catalogue),
  ];
}

type Told = NonNullable<GpuPool['spec']['autoscaler']>;

const LABELS = '/spec/template/metadata/labels';
const ALLOCATABLE = '/spec/template/status/allocatable';

function nameFaults(document: Document<GpuPool>, { kind, resources }: Told): Fault[] {
  const { name, resources: known, toldName } = autoscalers[kind];
  return gpuNames(document)
    .filter(
      (resource) => !known.includes(resource) && (kind === 'gke' || !resources.includes(resource)),
    )
    .map((resource) =>
      faultAt(
        document,
        `${ALLOCATABLE}${step(resource)}`,
        `is a name ${name} makes no node for`,
        kind === 'gke'
          ? toldName(resource)
          : `${toldName(resource)}, then list it under spec.autoscaler.resources`,
      ),
    );
}

/** Most often a misspelt one. */
const idleFaults = (document: Document<GpuPool>, { resources }: Told): Fault[] =>
  resources.flatMap((resource, i) => {
    const offered = gpuNames(document);
    if (offered.includes(resource)) return [];
    const says = `is ${resource}, which the template does not offer`;
    return [
      faultAt(document, `/spec/autoscaler/resources/${i}`, says, `it has ${offered.join(', ')}`),
    ];
  });

/** A pod that gets a slice requires the labels that tell what the slice is. */
function labelFaults(
  document: Document<GpuPool>,
  { kind, labels }: Told,
  catalogue: Catalogue,
): Fault[] {
  const { name, labels: own, toldLabel } = autoscalers[kind];
  const required = offersOf(nodeIn(document), catalogue)
    .filter(isSlice)
    .flatMap(({ pins }) => pins.filter(({ operator }) => operator === 'In'));
  const unknown = [...new Set(required.map(({ key }) => key))].filter(
    (key) =>
      !labels.includes(key) && ![...EVERYWHERE, ...own].some((prefix) => key.startsWith(prefix)),
  );
  return unknown.map((key) =>
    faultAt(
      document,
      `${LABELS}${step(key)}`,
      `is a label that pods will require, and ${name} does not know it before a node is there`,
      `${toldLabel}, then list it under spec.autoscaler.labels`,
    ),
  );
}

const GKE_CARD = 'cloud.google.com/gke-accelerator';
const GKE_SHARING = [
  'cloud.google.com/gke-gpu-sharing-strategy',
  'cloud.google.com/gke-max-shared-clients-per-gpu',
];

function gkeFaults(document: Document<GpuPool>): Fault[] {
  const { labels } = document.value.spec.template.metadata;
  if (labels[GKE_CARD] === undefined)
    return [faultAt(document, LABELS, `lacks ${GKE_CARD}, by which GKE knows what card to make`)];
  const [one, ...more] = GKE_SHARING.filter((key) => labels[key] !== undefined);
  if (one === undefined || more.length > 0) return [];
  // GKE "Time-sharing GPUs on GKE": Autopilot refuses, auto-provisioning takes two clients for granted.
  const says = `stands without ${GKE_SHARING.find((key) => key !== one)}, and GKE goes by both`;
  return [faultAt(document, `${LABELS}${step(one)}`, says, 'write both')];
}

/** By cloud: gce, aws, azure (cluster-autoscaler/cloudprovider/*_cloud_provider.go). */
const GPU_LABELS = [GKE_CARD, 'k8s.amazonaws.com/accelerator', 'kubernetes.azure.com/accelerator'];

/** cluster-autoscaler/processors/customresources/gpu_processor.go: the driver is still being installed there. */
function unreadyFaults(document: Document<GpuPool>): Fault[] {
  const { labels } = document.value.spec.template.metadata;
  if (gpuNames(document).includes(CARD)) return [];
  return GPU_LABELS.filter((key) => labels[key] !== undefined).map((key) =>
    faultAt(
      document,
      `${LABELS}${step(key)}`,
      `makes Cluster Autoscaler wait for ${CARD}, which these nodes never offer: it takes them for unready`,
      'keep the name by MIG strategy single, or by sharing without renaming; else take the label off',
    ),
  );
}

/** Names of GPUs that it has any of. */
const gpuNames = (document: Document<GpuPool>): string[] => {
  const { allocatable } = nodeIn(document);
  return Object.keys(allocatable).filter(
    (resource) => deviceNamed(resource) !== undefined && (allocatable[resource] ?? 0) > 0,
  );
};

function nodeIn({ name, value }: Document<GpuPool>) {
  const { metadata, spec, status } = value.spec.template;
  const allocatable = Object.fromEntries(
    Object.entries(status.allocatable).flatMap(([resource, quantity]) => {
      const units = parseQuantity(quantity);
      return units === 'invalid' ? [] : [[resource, units]];
    }),
  );
  const { labels } = metadata;
  const { taints } = spec;
  return { name, labels, taints, allocatable, schedulable: true, used: {}, declared: true };
}
