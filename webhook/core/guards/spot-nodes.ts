/** Nodes that their cloud takes back at short notice, and whether a pod lets itself be put there. */
import type { MatchExpression, Pod, Taint } from '../pod.ts';
import { expressionHolds, requiredTerms, untolerated } from '../selector.ts';

interface Mark {
  readonly key: string;
  readonly value: string;
}

/** Labels as the clouds write them; where they, or their manuals, taint such nodes it is by the same key and value. */
const MARKS: readonly Mark[] = [
  { key: 'cloud.google.com/gke-spot', value: 'true' },
  { key: 'cloud.google.com/gke-preemptible', value: 'true' },
  { key: 'cloud.google.com/gke-provisioning', value: 'spot' },
  { key: 'cloud.google.com/gke-provisioning', value: 'preemptible' },
  { key: 'eks.amazonaws.com/capacityType', value: 'SPOT' },
  { key: 'karpenter.sh/capacity-type', value: 'spot' },
  { key: 'kubernetes.azure.com/scalesetpriority', value: 'spot' },
];

/** How it gets there, in words. A toleration alone does, unless the pod keeps itself off by a label. */
export function wayToSpot(pod: Pod): string | undefined {
  const selected = MARKS.find((mark) => selects(pod, mark));
  if (selected !== undefined) return `selects nodes with ${nameOf(selected)}`;
  if (MARKS.some((mark) => keepsOff(pod, mark))) return undefined;
  const tolerated = MARKS.find(
    (mark) => untolerated([taintOf(mark)], pod.spec.tolerations ?? []).length === 0,
  );
  return tolerated && `tolerates the taint ${nameOf(tolerated)}`;
}

const nameOf = ({ key, value }: Mark): string => `${key}=${value}`;
const taintOf = (mark: Mark): Taint => ({ ...mark, effect: 'NoSchedule' });

/** Terms are joined by or: one that leads there is enough. */
const selects = (pod: Pod, { key, value }: Mark): boolean =>
  pod.spec.nodeSelector?.[key] === value ||
  expressionsOf(pod).some((term) =>
    term.some(
      (one) =>
        one.key === key &&
        (one.operator === 'In' || one.operator === 'Exists') &&
        expressionHolds(one, value),
    ),
  );

function keepsOff(pod: Pod, { key, value }: Mark): boolean {
  const wanted = pod.spec.nodeSelector?.[key];
  if (wanted !== undefined && wanted !== value) return true;
  const terms = expressionsOf(pod);
  return (
    terms.length > 0 &&
    terms.every((term) => term.some((one) => one.key === key && !expressionHolds(one, value)))
  );
}

const expressionsOf = (pod: Pod): readonly (readonly MatchExpression[])[] =>
  (requiredTerms(pod) ?? []).map(({ matchExpressions = [] }) => matchExpressions);
