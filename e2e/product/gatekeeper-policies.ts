/** What platform teams have a policy engine do to every pod, and to those with a certain label. */
import type { Pod } from './objects.ts';

export const SIDECAR = 'log-shipper';
const PROXY = 'http://proxy.example.com:3128';
const DEDICATED = { key: 'example.com/dedicated', operator: 'Exists', effect: 'NoSchedule' };

/** Labels of the pods to which it does more than to the others. */
export const onA100 = { 'gpu-model': 'a100' };
export const mirrored = { mirror: 'yes' };

export const gatekeeperPolicies = (namespace: string): readonly object[] => {
  const of = (labels: object = {}): object => ({
    scope: 'Namespaced',
    kinds: [{ apiGroups: [''], kinds: ['Pod'] }],
    namespaces: [namespace],
    labelSelector: { matchLabels: labels },
  });
  const assign = (name: string, location: string, value: unknown, labels?: object): object =>
    mutator('Assign', name, {
      applyTo,
      match: of(labels),
      location,
      parameters: { assign: { value } },
    });
  const metadata = (name: string, location: string, value: string): object =>
    mutator('AssignMetadata', name, { match: of(), location, parameters: { assign: { value } } });
  return [
    metadata('label', 'metadata.labels.cost-centre', '4711'),
    metadata('annotation', 'metadata.annotations."example.com/seen"', 'yes'),
    assign('toleration', `spec.tolerations[key:"${DEDICATED.key}"]`, DEDICATED),
    assign('system', 'spec.nodeSelector."kubernetes.io/os"', 'linux'),
    assign('zone', 'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution', [
      { weight: 10, preference: term('topology.kubernetes.io/zone', 'a') },
    ]),
    assign('pull', 'spec.containers[name:*].imagePullPolicy', 'Always'),
    assign('cpu', 'spec.containers[name:*].resources.requests.cpu', '100m'),
    assign('memory', 'spec.containers[name:*].resources.limits.memory', '4Gi'),
    assign('proxy', 'spec.containers[name:*].env[name:HTTPS_PROXY].value', PROXY),
    // All of it: the mutator that adds a container is the one that says what stands in it.
    assign('sidecar', `spec.containers[name:${SIDECAR}]`, {
      name: SIDECAR,
      image: 'registry.example.com/log-shipper:1.0',
      imagePullPolicy: 'Always',
      env: [{ name: 'HTTPS_PROXY', value: PROXY }],
      resources: { requests: { cpu: '100m' }, limits: { memory: '4Gi' } },
    }),
    assign('model', 'spec.nodeSelector."nvidia.com/gpu.product"', 'NVIDIA-A100-SXM4-80GB', onA100),
    mutator('AssignImage', 'mirror', {
      applyTo,
      match: of(mirrored),
      location: 'spec.containers[name:*].image',
      parameters: { assignDomain: 'mirror.example.com' },
    }),
  ];
};

/** Once, at a pod's creation: most of it may not change later. */
const applyTo = [{ groups: [''], kinds: ['Pod'], versions: ['v1'], operations: ['CREATE'] }];

const mutator = (kind: string, name: string, spec: object): object => ({
  apiVersion: `mutations.gatekeeper.sh/${kind === 'AssignImage' ? 'v1alpha1' : 'v1'}`,
  kind,
  metadata: { name },
  spec,
});

const term = (key: string, value: string): object => ({
  matchExpressions: [{ key, operator: 'In', values: [value] }],
});

/** What of all that stands in a pod; nothing is missing where every policy has had its way. */
export function missing({ metadata, spec }: Pod): readonly string[] {
  const { labels, annotations } = metadata;
  const { tolerations = [], nodeSelector, affinity, containers } = spec as Marked;
  const everywhere = (has: (container: MarkedContainer) => boolean): boolean =>
    containers.every(has);
  const marks = {
    label: labels?.['cost-centre'] === '4711',
    annotation: annotations?.['example.com/seen'] === 'yes',
    toleration: tolerations.some(({ key }) => key === DEDICATED.key),
    system: nodeSelector?.['kubernetes.io/os'] === 'linux',
    zone: JSON.stringify(affinity).includes('topology.kubernetes.io/zone'),
    pull: everywhere(({ imagePullPolicy }) => imagePullPolicy === 'Always'),
    cpu: everywhere(({ resources }) => resources.requests?.['cpu'] === '100m'),
    memory: everywhere(({ resources }) => resources.limits?.['memory'] === '4Gi'),
    proxy: everywhere(({ env = [] }) => env.some(({ value }) => value === PROXY)),
    sidecar: containers.at(-1)?.name === SIDECAR,
  };
  return Object.entries(marks).flatMap(([mark, stands]) => (stands ? [] : [mark]));
}

interface Marked {
  readonly tolerations?: readonly { readonly key?: string }[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: object;
  readonly containers: readonly MarkedContainer[];
}

type MarkedContainer = Pod['spec']['containers'][number] & {
  readonly imagePullPolicy?: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
};
