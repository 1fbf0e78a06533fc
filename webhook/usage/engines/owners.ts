/**
 * Whose engine a series is of. An engine speaks of itself and knows no pod; the scrape says it, by labels
 * that differ with who set it up: those of a PodMonitor or ServiceMonitor, of annotations on pods, of a
 * collector. Where none is there, the address of the target is that of a pod that still runs.
 *
 * Whoever is scraped may write any label, of any pod, and would size another one's server by that. What
 * Prometheus found out about the target is not theirs to write: it renames theirs to `exported_*`, and
 * `instance` is where it asked. So these win, and what contradicts itself is nobody's.
 */
import type { Labels } from '../../core/pod.ts';
import type { Owner } from '../sources/owners.ts';

/** What the cluster shows now of who could be meant. */
export interface Targets {
  /** Its containers that hold a device; `gone` where there is no such pod any more. */
  readonly holdersIn: (namespace: string, pod: string) => readonly string[] | 'gone';
  /** Whose address that is; pods on their node's network have none of their own. */
  readonly podAt: (address: string) => Addressed | undefined;
  /** Seconds since the epoch; `gone` where there is no such pod any more. */
  readonly createdAt: (namespace: string, pod: string) => number | 'gone';
}

interface Addressed extends Omit<Owner, 'container'> {
  /** Before it was made, the address was another one's. */
  readonly since: number;
}

export const NO_TARGETS: Targets = {
  holdersIn: () => 'gone',
  podAt: () => undefined,
  createdAt: () => 'gone',
};

const EXPORTED = ['exported_namespace', 'exported_pod', 'exported_container'] as const;
const LAYOUTS = [
  ['namespace', 'pod', 'container'],
  ['kubernetes_namespace', 'kubernetes_pod_name', 'kubernetes_container_name'],
  ['k8s_namespace_name', 'k8s_pod_name', 'k8s_container_name'],
] as const;

export const NAMESPACES = [EXPORTED, ...LAYOUTS].map(([namespace]) => namespace);

/** `last`: of its points, in seconds since the epoch. */
export function ownerIn(labels: Labels, targets: Targets, last = Infinity): Owner | undefined {
  const named = believedIn(labels, targets, last);
  if (named === undefined) return undefined;
  const { namespace, pod, container } = named;
  const holders = targets.holdersIn(namespace, pod);
  if (holders === 'gone') return container === '' ? undefined : named;
  if (holders.includes(container)) return named;
  // The label may be that of a proxy before it, or missing; a router holds no device at all.
  const [only, ...others] = holders;
  return only === undefined || others.length > 0 ? undefined : { namespace, pod, container: only };
}

/** Who is named, unless another one is at that address. */
function believedIn(labels: Labels, targets: Targets, last: number): Owner | undefined {
  const named = namedIn(labels);
  if (named === 'contradicted') return undefined;
  const at = addressed(labels, targets);
  if (at === undefined) return named;
  const { namespace, pod, since } = at;
  if (named === undefined) return { namespace, pod, container: '' };
  return last > since && !isSame(named, at) ? undefined : named;
}

function namedIn(labels: Labels): Owner | 'contradicted' | undefined {
  // Those that were renamed name whoever the target speaks of, which is believed of nobody's target alone.
  const found = LAYOUTS.flatMap((layout) => ownerBy(layout, labels));
  const [first, ...others] = found.length > 0 ? found : ownerBy(EXPORTED, labels);
  return first !== undefined && others.some((other) => !isSame(first, other))
    ? 'contradicted'
    : first;
}

type Layout = typeof EXPORTED | (typeof LAYOUTS)[number];

function ownerBy([namespaceKey, podKey, containerKey]: Layout, labels: Labels): Owner[] {
  const { [namespaceKey]: namespace, [podKey]: pod, [containerKey]: container = '' } = labels;
  return namespace && pod ? [{ namespace, pod, container }] : [];
}

type Pod = Omit<Owner, 'container'>;

const isSame = (a: Pod, b: Pod): boolean => a.namespace === b.namespace && a.pod === b.pod;

function addressed({ instance = '' }: Labels, { podAt }: Targets): Addressed | undefined {
  const address = /^(?:\[(.+)\]|([^:]+)):\d+$/.exec(instance);
  return podAt(address?.[1] ?? address?.[2] ?? instance);
}
