/**
 * Whether a node could take a pod, read as kube-scheduler reads it: nodeSelector and required node
 * affinity (terms joined by or, expressions within one by and), taints and tolerations.
 */
import type { Labels, MatchExpression, NodeSelectorTerm, Pod, Taint, Toleration } from './pod.ts';

export const requiredTerms = (pod: Pod): readonly NodeSelectorTerm[] | undefined =>
  pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms;

/** Whether the pod says anything about labels; most do not, and then every node is admitted. */
export const constrained = (pod: Pod): boolean =>
  pod.spec.nodeSelector !== undefined || requiredTerms(pod) !== undefined;

export function admits(
  pod: Pod,
  node: { readonly name: string; readonly labels: Labels },
): boolean {
  if (!holdsAll(node.labels, pod.spec.nodeSelector ?? {})) return false;
  const terms = requiredTerms(pod);
  return terms === undefined || terms.some((term) => termHolds(term, node));
}

/** Every label of `wanted` has that value. */
export function holdsAll(labels: Labels, wanted: Labels): boolean {
  for (const key in wanted) if (labels[key] !== wanted[key]) return false;
  return true;
}

/** An empty term selects nothing, not everything. */
export const selects = ({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm): boolean =>
  matchExpressions.length > 0 || matchFields.length > 0;

function termHolds(term: NodeSelectorTerm, node: { name: string; labels: Labels }): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (!selects(term)) return false;
  return (
    expressionsHold(expressions, node.labels) &&
    fields.every((field) => field.key === 'metadata.name' && expressionHolds(field, node.name))
  );
}

/** A label may be called `constructor`, so only the node's own are looked at. */
export const expressionsHold = (expressions: readonly MatchExpression[], labels: Labels): boolean =>
  expressions.every((expression) =>
    expressionHolds(
      expression,
      Object.hasOwn(labels, expression.key) ? labels[expression.key] : undefined,
    ),
  );

export function expressionHolds(
  { operator, values = [] }: MatchExpression,
  value: string | undefined,
): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return compares(value, values[0], (a, b) => a > b);
    case 'Lt':
      return compares(value, values[0], (a, b) => a < b);
    default:
      return operator satisfies never;
  }
}

function compares(
  value: string | undefined,
  bound: string | undefined,
  holds: (a: number, b: number) => boolean,
): boolean {
  if (
    value === undefined ||
    bound === undefined ||
    !/^-?\d+$/.test(value) ||
    !/^-?\d+$/.test(bound)
  )
    return false;
  return holds(Number(value), Number(bound));
}

/** The taints that would keep the pod off the node. */
export const untolerated = (
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
): Taint[] =>
  taints.filter(
    (taint) =>
      taint.effect !== 'PreferNoSchedule' &&
      !tolerations.some((toleration) => tolerates(toleration, taint)),
  );

function tolerates(toleration: Toleration, taint: Taint): boolean {
  const { key = '', operator = '', effect = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (operator === 'Exists') return key === '' || key === taint.key;
  return ['', 'Equal'].includes(operator) && key === taint.key && sameValue(toleration, taint);
}

const sameValue = (toleration: Toleration, taint: Taint): boolean =>
  (toleration.value ?? '') === (taint.value ?? '');
