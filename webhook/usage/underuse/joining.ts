/**
 * Owners that no evidence ever reaches, because their names do not last: bare pods, and jobs that
 * somebody makes anew each time. What they have in common is a label, as a rule, and by that a policy
 * makes one workload of them (core/identity/fold.ts).
 */
import type { Held } from './held.ts';

export interface Best {
  readonly label: string;
  readonly workloads: number;
}

export interface Joining {
  readonly namespace: string;
  readonly kind: string;
  /** How many names there are now that each are taken for a workload of their own. */
  readonly names: number;
  /** What joins the most of them, and how many workloads come of those; absent where they have nothing in common. */
  readonly by?: Best;
}

/** Kinds that a controller makes no second time under the same name. */
const PASSING: readonly string[] = ['Pod', 'Job', 'Workflow', 'TaskRun', 'PipelineRun'];

export function joiningsOf(held: readonly Held[]): Joining[] {
  const groups = new Map<string, Held[]>();
  for (const one of held) {
    if (!PASSING.includes(one.kind)) continue;
    const key = `${one.namespace}/${one.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].toSorted(byKey).flatMap(([, group]) => {
    const [{ namespace, kind } = { namespace: '', kind: '' }] = group;
    const names = new Set(group.map(({ name }) => name)).size;
    if (names < 2) return [];
    const by = best(group);
    return [{ namespace, kind, names, ...(by === undefined ? {} : { by }) }];
  });
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

/** Said by somebody who names workloads, the usual first. */
const USUAL: readonly string[] = ['app.kubernetes.io/name', 'app', 'dag_id', 'task_id', 'name'];

/** Theirs who make the pod, and new with each of them; and ours. */
const OF_MAKERS =
  /^((batch\.|controller\.|statefulset\.|pod-template|.*-hash$|job-name$|controller-uid$).*|.*tranche\.dev\/.*|.*uid)$/;

function best(group: readonly Held[]): Best | undefined {
  const keys = new Set(group.flatMap(({ labels }) => Object.keys(labels)));
  const found = [...keys]
    .filter((key) => !OF_MAKERS.test(key))
    .map((key) => ({ key, ...joinedBy(key, group) }))
    // One that is new for each joins nobody, and one workload of a single pod is no gain.
    .filter(({ joined }) => joined > 0)
    .toSorted(
      (a, b) =>
        b.joined - a.joined ||
        rankOf(a.key) - rankOf(b.key) ||
        b.values - a.values ||
        byKey([a.key, a], [b.key, b]),
    );
  const [first] = found;
  return first && { label: first.key, workloads: first.values };
}

const rankOf = (key: string): number => (USUAL.includes(key) ? USUAL.indexOf(key) : USUAL.length);

/** How many names share its value with another name, and how many values those are. */
function joinedBy(key: string, group: readonly Held[]): { joined: number; values: number } {
  const byValue = new Map<string, Set<string>>();
  for (const { labels, name } of group) {
    const value = labels[key] ?? '';
    if (value !== '') byValue.set(value, (byValue.get(value) ?? new Set()).add(name));
  }
  const shared = [...byValue.values()].filter(({ size }) => size > 1);
  return { joined: shared.reduce((sum, { size }) => sum + size, 0), values: shared.length };
}

/** The policy that joins them, or what to write first. */
export function joiningPolicy({ namespace, kind, by }: Joining): object {
  return {
    apiVersion: 'tranche.dev/v1alpha1',
    kind: 'GpuPolicy',
    metadata: { name: `identity-${namespace}-${kind.toLowerCase()}` },
    spec: {
      match: { namespaces: [namespace], ownerKinds: [kind] },
      identity: [by?.label ?? 'app.kubernetes.io/name'],
    },
  };
}
