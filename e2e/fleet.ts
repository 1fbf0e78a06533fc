/**
 * GPU nodes for tests, from a few words each.
 *
 * They look as the device plugin, GPU Feature Discovery and the MIG manager would leave them
 * (label keys and their traps: https://github.com/NVIDIA/k8s-device-plugin, docs/gpu-feature-
 * discovery), and kwok keeps them alive. No GPU is behind them.
 */
import type { Cluster } from './cluster.ts';
import { type FakeNode, type Taint, gpuLabels } from './gpu-labels.ts';
import { eventually } from './wait.ts';

export type { FakeNode };

export interface NodeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Node';
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly taints?: readonly Taint[] };
  readonly status: {
    readonly capacity: Readonly<Record<string, string>>;
    readonly allocatable: Readonly<Record<string, string>>;
  };
}

export function node(fake: FakeNode): NodeObject {
  const { name, cpu = '64', memory = '512Gi', taints = [], annotations = {} } = fake;
  const offered: Readonly<Record<string, number | string>> = {
    cpu,
    memory,
    pods: '110',
    'ephemeral-storage': '1Ti',
    ...fake.allocatable,
  };
  const amounts = Object.fromEntries(
    Object.entries(offered).map(([resource, amount]) => [resource, String(amount)]),
  );
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: { 'kwok.x-k8s.io/node': 'fake', ...annotations },
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...gpuLabels(fake),
        ...fake.labels,
      },
    },
    spec: { taints },
    status: { capacity: amounts, allocatable: amounts },
  };
}

/** The API server gives it to each new node; the controller-manager takes it off one that is ready. */
const NOT_READY = 'node.kubernetes.io/not-ready';

/** Creates the nodes and waits until the scheduler would use them. */
export const addNodes = (cluster: Cluster, fakes: readonly FakeNode[]): Promise<void> =>
  addNodeObjects(cluster, fakes.map(node));

/** The same for nodes that are written down. */
export async function addNodeObjects(
  cluster: Cluster,
  nodes: readonly { readonly metadata: { readonly name: string } }[],
): Promise<void> {
  await cluster.apply(nodes);
  const names = nodes.map(({ metadata }) => metadata.name);
  const args = ['wait', '--for=condition=Ready', '--timeout=60s'];
  await cluster.kubectl([...args, ...names.map((name) => `node/${name}`)]);
  await eventually(
    'the taint of new nodes to go',
    async () => {
      const all = await cluster.list<NodeObject>('node');
      return !all.some(
        ({ metadata, spec }) =>
          names.includes(metadata.name) && spec.taints?.some(({ key }) => key === NOT_READY),
      );
    },
    60,
  );
}

export async function removeNodes(cluster: Cluster, names: readonly string[]): Promise<void> {
  await cluster.kubectl(['delete', 'node', '--ignore-not-found', ...names]);
}

/** What a device plugin does after a new partitioning: other names and amounts, same node. */
export async function offer(
  cluster: Cluster,
  name: string,
  amounts: Readonly<Record<string, number | null>>,
): Promise<void> {
  const written = Object.fromEntries(
    Object.entries(amounts).map(([resource, amount]) => [
      resource,
      amount === null ? null : String(amount),
    ]),
  );
  const patch = JSON.stringify({ status: { capacity: written, allocatable: written } });
  const args = ['patch', 'node', name, '--subresource=status', '--type=merge', '-p', patch];
  await cluster.kubectl(args);
}
