/**
 * Whether a node would take a pod, read from raw JSON in as few words as the scheduler's
 * documentation has for it. It shares no code with selector.ts, so that the two can disagree.
 */
import type { NodeFacts } from '../menu/node.ts';
import type { Affinity, MatchExpression, PodSpec, Taint, Toleration } from '../pod.ts';

type Placing = Pick<PodSpec, 'nodeSelector' | 'affinity' | 'tolerations'>;

export const labelsAdmit = (spec: Placing, node: NodeFacts): boolean =>
  Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => node.labels[key] === value) &&
  affinityAdmits(spec.affinity, node);

function affinityAdmits(affinity: Affinity | undefined, node: NodeFacts): boolean {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined) return true;
  return (required.nodeSelectorTerms ?? []).some((term) => {
    const fields = (term.matchFields ?? []).map((field) => holds(field, node.name));
    const labels = (term.matchExpressions ?? []).map((wanted) =>
      holds(wanted, new Map(Object.entries(node.labels)).get(wanted.key)),
    );
    const all = [...fields, ...labels];
    return all.length > 0 && !all.includes(false);
  });
}

export function holds({ operator, values }: MatchExpression, value: string | undefined): boolean {
  const listed = new Set(values).has(value ?? '\u0000');
  if (operator === 'In') return listed;
  if (operator === 'NotIn') return !listed;
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  const order = Number(value) - Number(values?.[0]);
  return operator === 'Gt' ? order > 0 : order < 0;
}

export const taintsAdmit = ({ tolerations = [] }: Placing, node: NodeFacts): boolean =>
  node.taints
    .filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
    .every((taint) => tolerations.some((toleration) => meets(toleration, taint)));

const meets = ({ key, operator, value, effect }: Toleration, taint: Taint): boolean =>
  (!effect || effect === taint.effect) &&
  (operator === 'Exists'
    ? !key || key === taint.key
    : key === taint.key && (value ?? '') === (taint.value ?? ''));

/** Whether the node would take the pod at this moment, of which it needs `wanted`. */
export const takesNow = (
  spec: Placing,
  node: NodeFacts,
  wanted: Readonly<Record<string, number>>,
) => !node.declared && wouldTake(spec, node, wanted);

/** Whether it would, once it is made. */
export const takesOnceMade = (
  spec: Placing,
  node: NodeFacts,
  wanted: Readonly<Record<string, number>>,
) => node.declared && wouldTake(spec, node, wanted);

const wouldTake = (
  spec: Placing,
  node: NodeFacts,
  wanted: Readonly<Record<string, number>>,
): boolean =>
  node.schedulable &&
  labelsAdmit(spec, node) &&
  taintsAdmit(spec, node) &&
  holdsAll(leftOf(node), wanted);

/** The node as if it had only what nobody has taken. */
export const leftOf = (node: NodeFacts): NodeFacts => ({
  ...node,
  allocatable: Object.fromEntries(
    Object.entries(node.allocatable).map(([name, all]) => [
      name,
      Math.max(0, all - (node.used[name] ?? 0)),
    ]),
  ),
});

/** Whether the empty node has all that is asked for. */
export const holdsAll = (node: NodeFacts, wanted: Readonly<Record<string, number>>): boolean =>
  Object.entries(wanted).every(([name, count]) => count <= (node.allocatable[name] ?? 0));
