/** Why a pod is left as it is before any slice is looked for. */
import type { Reason, Workload } from '../decision.ts';
import { placedByEngine } from './fraction.ts';
import { neverSlice } from '../never-slice/all.ts';
import { namesGpu } from '../governed.ts';
import { rung } from './legal.ts';
import type { Labels, Pod } from '../pod.ts';
import { parseQuantity } from '../quantity.ts';
import type { Question } from '../question.ts';
import { unprovable } from './room.ts';
import type { Terms } from '../terms.ts';
import { deviceNamed } from '../vendor.ts';

export interface Blocked {
  readonly because: Reason;
  /** Whether the pod must still be kept off nodes whose `nvidia.com/gpu` is a slice. */
  readonly whole: boolean;
}

export const KEEP = 'tranche.dev/keep';
export const REWRITE = 'tranche.dev/rewrite';

/** These leave the pod to its user or to another engine: not even placement is touched. */
const UNTOUCHED = [
  'never/invalid-count',
  'never/resource-claims',
  'never/other-engine',
  'never/already-slice',
  'never/placed-by-hand',
  'never/other-scheduler',
];

export function blocked(question: Question, terms: Terms): Blocked | undefined {
  return (
    tooMany(question) ??
    refusedAnyway(question) ??
    byOverhead(question) ??
    handedOver(question, terms) ??
    seen(question, terms) ??
    undecidable(question, terms)
  );
}

/** Nobody's pod has more; what is written about each would not fit the annotations either. */
const MOST_ASKS = 32;

export const tooMany = ({ asks }: Question): Blocked | undefined =>
  asks.length > MOST_ASKS
    ? left('visit/too-large', `it asks for GPUs in ${asks.length} places, more than ${MOST_ASKS}`)
    : undefined;

/** What we write has a limit equal to its request, so that we would let in what is refused without us. */
export function refusedAnyway({ asks }: Question): Blocked | undefined {
  for (const { seat, resource } of asks) {
    const { name, resources } = seat.container;
    const request = resources?.requests?.[resource];
    const limit = resources?.limits?.[resource];
    if (
      request === undefined ||
      (limit !== undefined && parseQuantity(request) === parseQuantity(limit))
    )
      continue;
    return left(
      'visit/unequal',
      `container ${name} requests ${resource}: ${request} and ${limit === undefined ? 'has no limit' : `its limit is ${limit}`}, which the API server refuses`,
    );
  }
  return undefined;
}

/** What its runtime takes besides is of the same name, and nobody has measured whether a slice would do. */
function byOverhead({ pod }: Question): Blocked | undefined {
  const name = Object.keys(pod.spec.overhead ?? {}).find(namesGpu);
  return name === undefined
    ? undefined
    : left('visit/overhead', `its runtime class takes ${name} for itself`);
}

/** What people have said: about this namespace, this pod, this queue. */
const handedOver = (question: Question, terms: Terms): Blocked | undefined =>
  toldToLeave(question, terms.optOut) ??
  otherVendor(question, terms) ??
  countedElsewhere(question, terms);

export function toldToLeave(
  { pod, namespace }: Question,
  optOut: Terms['optOut'],
): Blocked | undefined {
  if (namespace === 'unknown')
    return left(
      'identity/namespace-unseen',
      'nothing is known of its namespace: it was made a moment ago, or is not in the World',
    );
  if (namespace.labels[REWRITE] === 'off')
    return left('asked/namespace', `its namespace carries ${REWRITE}: "off"`);
  return pod.metadata.annotations?.[KEEP] === 'original' && optOut === 'allowed'
    ? left('asked/keep', `it carries ${KEEP}: original`)
    : undefined;
}

/** A vendor the policy does not name: its pods are nobody's to size. */
function otherVendor({ asks }: Question, terms: Terms): Blocked | undefined {
  for (const { resource } of asks) {
    const name = deviceNamed(resource)?.vendor.name;
    if (name !== undefined && !terms.vendors.includes(name))
      return left(
        'policy/vendor',
        `it asks for ${resource}, and the policy sizes only GPUs of ${terms.vendors.join(', ') || 'nobody'}`,
      );
  }
  return undefined;
}

function countedElsewhere({ pod, quota, namespace }: Question, terms: Terms): Blocked | undefined {
  if (namespace !== 'unknown' && namespace.nativeGpuQuota && quota === 'unassigned')
    return left(
      'neighbour/native-quota',
      'a ResourceQuota of its namespace counts requests.nvidia.com/gpu, which a slice would escape',
    );
  return queued(pod, terms.kueue);
}

export function queued(pod: Pod, kueue: Terms['kueue']): Blocked | undefined {
  const queue = queuedBy(pod);
  return queue !== undefined && kueue === 'leave'
    ? left('neighbour/kueue', `it is queued by Kueue (${queue}), which counts what it asked for`)
    : undefined;
}

/** Kueue marks a pod by its queue, and the pods of a job it manages by their pod set. */
function queuedBy({ metadata }: Pod): string | undefined {
  return kueueMark(metadata.annotations) ?? kueueMark(metadata.labels);
}

function kueueMark(marks: Labels | undefined): string | undefined {
  for (const name in marks) if (name.startsWith('kueue.x-k8s.io/')) return `${name}=${marks[name]}`;
  return undefined;
}

const left = (rule: Reason['rule'], says: string): Blocked => ({
  because: { rule, says },
  whole: false,
});

export const NOBODY: Workload = { namespace: '', kind: '', name: '', by: '' };

function seen({ pod, asks, workload, catalogue }: Question, terms: Terms): Blocked | undefined {
  const sight = { pod, asks, workload: workload === 'unknown' ? NOBODY : workload, catalogue };
  for (const { id, check } of neverSlice) {
    if (id === 'never/other-scheduler' && placedByEngine(pod, terms)) continue;
    const says = check(sight);
    if (says !== undefined) return { because: { rule: id, says }, whole: !UNTOUCHED.includes(id) };
  }
  return workload === 'unknown'
    ? {
        because: { rule: 'identity/unknown', says: 'it has no owner and no name to know it by' },
        whole: true,
      }
    : undefined;
}

const AVOIDED =
  'a live pod requires that it does not stand beside it, which may close the nodes of another pool';

/** A word such as ladder is known to who writes policies, and this is read by who wrote the pod. */
const wholeAlone = ({ class: kind, by }: Question['classified']): string =>
  kind === 'unknown'
    ? `its class is unknown (${by}), and to such pods its policy offers whole cards alone`
    : `to class ${kind} (${by}) its policy offers whole cards alone`;

function undecidable({ pod, classified, avoided }: Question, terms: Terms): Blocked | undefined {
  const slices = terms.ladder.some(
    (mechanism) => mechanism !== 'whole' && rung(terms.ladder, mechanism) >= 0,
  );
  if (!slices)
    return {
      because: {
        rule: 'policy/whole',
        says: wholeAlone(classified),
      },
      whole: true,
    };
  const why = unprovable(pod) ?? (avoided ? AVOIDED : undefined);
  return why === undefined
    ? undefined
    : { because: { rule: 'placement/unprovable', says: why }, whole: false };
}
