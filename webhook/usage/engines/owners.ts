/**
 * Whose engine a series is of. An engine knows no pod; the scrape says it, by labels that differ with
 * who set it up: those of a PodMonitor or ServiceMonitor, of annotations on pods, of a collector, or
 * `exported_*` where a Prometheus was read by another one. Where none is there, the address of the
 * target is that of a pod that still runs.
 */
import type { Labels } from '../../core/pod.ts';
import type { Owner } from '../sources/owners.ts';

/** What the cluster shows now of who could be meant. */
export interface Targets {
  /** Its containers that hold a device; `gone` where there is no such pod any more. */
  readonly holdersIn: (namespace: string, pod: string) => readonly string[] | 'gone';
  /** Whose address that is; pods on their node's network have none of their own. */
  readonly podAt: (address: string) => Omit<Owner, 'container'> | undefined;
}

export const NO_TARGETS: Targets = { holdersIn: () => 'gone', podAt: () => undefined };

/** In this order: a label of whoever passed a series on must not stand for the workload's. */
const LAYOUTS = [
  ['exported_namespace', 'exported_pod', 'exported_container'],
  ['namespace', 'pod', 'container'],
  ['kubernetes_namespace', 'kubernetes_pod_name', 'kubernetes_container_name'],
  ['k8s_namespace_name', 'k8s_pod_name', 'k8s_container_name'],
] as const;

export const NAMESPACES = LAYOUTS.map(([namespace]) => namespace);

export function ownerIn(labels: Labels, targets: Targets): Owner | undefined {
  const named = namedIn(labels) ?? addressed(labels, targets);
  if (named === undefined) return undefined;
  const { namespace, pod, container } = named;
  const holders = targets.holdersIn(namespace, pod);
  if (holders === 'gone') return container === '' ? undefined : named;
  if (holders.includes(container)) return named;
  // The label may be that of a proxy before it, or missing; a router holds no device at all.
  const [only, ...others] = holders;
  return only === undefined || others.length > 0 ? undefined : { namespace, pod, container: only };
}

function namedIn(labels: Labels): Owner | undefined {
  for (const [namespaceKey, podKey, containerKey] of LAYOUTS) {
    const { [namespaceKey]: namespace, [podKey]: pod, [containerKey]: container = '' } = labels;
    if (namespace && pod) return { namespace, pod, container };
  }
  return undefined;
}

function addressed({ instance = '' }: Labels, { podAt }: Targets): Owner | undefined {
  const address = /^(?:\[(.+)\]|([^:]+)):\d+$/.exec(instance);
  const pod = podAt(address?.[1] ?? address?.[2] ?? instance);
  return pod === undefined ? undefined : { ...pod, container: '' };
}
