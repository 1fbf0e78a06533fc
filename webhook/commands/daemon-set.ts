/**
 * A DaemonSet makes a pod for each node that would keep it: by selector, node affinity and taints, as its
 * controller reads them, whatever the node has room for. Its pods tolerate what nodes are tainted with when
 * something is wrong with them, and where they are cordoned.
 */
import { trimNode, type SeenNode } from '../adapters/seen.ts';
import type { Pod, Toleration } from '../core/pod.ts';
import { readPod } from '../core/read-pod.ts';
import { admits, untolerated } from '../core/selector.ts';
import type { Expanded } from '../expand/expand.ts';
import { qualified } from '../expand/kinds/all.ts';
import { member } from '../expand/raw.ts';
import { ofKind } from '../policy/documents.ts';
import { ONE_BY_ONE, type Template } from './replicas.ts';
import type { Stage } from './standing.ts';

export interface OnNodes {
  readonly template: Template;
  readonly notes: readonly string[];
}

type Of = Pick<Expanded, 'object' | 'pods'> & Template;

const COUNTED_AS_ONE = 'one pod is judged and counted in place of those of its nodes';

/** As it is where it is no DaemonSet. */
export function onNodes(template: Of, { documents }: Pick<Stage, 'documents'>): OnNodes {
  const [pod] = template.pods;
  const read = readPod(pod);
  if (pod === undefined || !read.ok || !isDaemonSet(template)) return { template, notes: [] };
  const nodes = ofKind(documents, 'Node').map(({ value }) => trimNode(value, 'ready'));
  const many = nodes.filter((node) => keeps(node, read.pod, hostNetworked(pod))).length;
  if (many > 0)
    return {
      template: {
        ...template,
        replicas: many,
        pods: Array.from({ length: Math.min(many, ONE_BY_ONE) }, () => pod),
      },
      notes: [],
    };
  const why = nodes.length === 0 ? 'no nodes are known here' : 'no node known here would keep it';
  return { template, notes: [`${why}; ${COUNTED_AS_ONE}`] };
}

/** Of a server nobody knows from here how many nodes it has. */
export const notOnNodes = (of: Pick<Expanded, 'object'>): string[] =>
  isDaemonSet(of) ? [`no nodes are known here; ${COUNTED_AS_ONE}`] : [];

const isDaemonSet = ({ object }: Pick<Expanded, 'object'>): boolean =>
  qualified(object) === 'DaemonSet.apps';

const hostNetworked = (pod: unknown): boolean => member(pod, 'spec')['hostNetwork'] === true;

/** Kubernetes pkg/controller/daemon: AddOrUpdateDaemonPodTolerations. */
const OWN: readonly Toleration[] = [
  ...['not-ready', 'unreachable'].map((name) => always(name, 'NoExecute')),
  ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map((name) =>
    always(name, 'NoSchedule'),
  ),
];
const OF_HOST_NETWORK: readonly Toleration[] = [always('network-unavailable', 'NoSchedule')];

function always(name: string, effect: string): Toleration {
  return { key: `node.kubernetes.io/${name}`, operator: 'Exists', effect };
}

function keeps({ metadata: { name }, labels, taints }: SeenNode, pod: Pod, ofHost: boolean) {
  const { nodeName = '', tolerations = [] } = pod.spec;
  if (nodeName !== '' && nodeName !== name) return false;
  const all = [...tolerations, ...OWN, ...(ofHost ? OF_HOST_NETWORK : [])];
  return admits(pod, { name, labels }) && untolerated(taints, all).length === 0;
}
