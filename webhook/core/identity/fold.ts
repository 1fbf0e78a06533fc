/**
 * Names that carry a hash, a date or a user are one workload only where an operator's policy says
 * so: `identity` lists the labels whose values then name it. Namespace and kind stay, so that a
 * label that anybody may write chooses among the workloads of its own namespace and kind at most;
 * policies/README.md says what that can gain.
 */
import type { Workload } from '../decision.ts';
import type { Labels, ObjectMeta } from '../pod.ts';
import type { Subject } from '../terms.ts';
import { identify, type OwnerOf } from './identify.ts';

export interface Folding {
  /** Name of the GpuPolicy. */
  readonly policy: string;
  /** Keys of the labels whose values make the name. */
  readonly labels: readonly string[];
}

/** What the policies say of identity. */
export interface Foldings {
  /** Equal where the same is said, so that nobody is filed again for nothing; '' where nothing is. */
  readonly key: string;
  /** Of the policies that match, in the order they win. */
  readonly of: (subject: Subject) => readonly Folding[];
}

export const NO_FOLDINGS: Foldings = { key: '', of: () => [] };

export interface Known {
  readonly ownerOf: OwnerOf;
  readonly foldings: Foldings['of'];
  readonly namespaceLabels: Labels;
}

/** The one way to a pod's Workload, for a pod that comes and for its siblings that are there. */
export function workloadOf(
  meta: ObjectMeta,
  namespace: string,
  { ownerOf, foldings, namespaceLabels }: Known,
): Workload | 'unknown' {
  const found = identify(meta, namespace, ownerOf);
  if (found === 'unknown') return found;
  const podLabels = meta.labels ?? {};
  const subject = { namespace, namespaceLabels, podLabels, ownerKind: found.kind, ownerName: '' };
  return folded(found, podLabels, foldings(subject));
}

/** No value of a label and no name holds it, so values cannot be shifted from one label to the next. */
const JOINT = '/';

/** By the first whose labels are all there. */
function folded(found: Workload, labels: Labels, foldings: readonly Folding[]): Workload {
  for (const { policy, labels: keys } of foldings) {
    const values = keys.map((key) => (Object.hasOwn(labels, key) ? (labels[key] ?? '') : ''));
    if (values.includes('')) continue;
    return { ...found, name: values.join(JOINT), by: `policy ${policy}` };
  }
  return found;
}
