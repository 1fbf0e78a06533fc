/**
 * Pods of the view that wait for a node, ask for a GPU and carry no decision of ours, in lots: what
 * one of a lot would be given, all of it would. The view keeps too little of a pod to decide about
 * it, so one of each lot is read again as it is.
 */
import { DECISION, namesGpu } from '../../core/governed.ts';
import { controllerOf } from '../../core/pod.ts';
import type { SeenGpu, SeenPod } from '../seen-pod.ts';

export interface Lot {
  /** The same as long as nothing of the lot changes that a decision may depend on. */
  readonly key: string;
  readonly pods: readonly SeenPod[];
}

export interface Lots {
  readonly waiting: ReadonlyMap<string, Lot>;
  /** UIDs of controllers of which a pod has a node. */
  readonly running: ReadonlySet<string>;
}

/** `aside`: namespaces whose pods are never sent to us. */
export function lotsIn(pods: Iterable<SeenPod>, aside: ReadonlySet<string>): Lots {
  const waiting = new Map<string, { readonly key: string; readonly pods: SeenPod[] }>();
  const running = new Set<string>();
  for (const pod of pods) {
    const { gpu, node } = pod;
    if (gpu === undefined) continue;
    if (node !== '') {
      running.add(controllerOf(gpu.pod.metadata)?.uid ?? '');
      continue;
    }
    if (aside.has(pod.metadata.namespace) || !unseenByUs(pod, gpu)) continue;
    const key = keyOf(pod, gpu);
    const lot = waiting.get(key) ?? { key, pods: [] };
    lot.pods.push(pod);
    waiting.set(key, lot);
  }
  return { waiting, running };
}

const unseenByUs = ({ requests }: SeenPod, { pod }: SeenGpu): boolean =>
  pod.metadata.annotations?.[DECISION] === undefined && Object.keys(requests).some(namesGpu);

/** A controller makes its pods from one template; of what nobody made, each is its own. */
function keyOf({ metadata, labels }: SeenPod, gpu: SeenGpu): string {
  const { namespace, uid, resourceVersion } = metadata;
  return controllerOf(gpu.pod.metadata) === undefined
    ? `${uid}/${resourceVersion}`
    : `${namespace}/${numberOf(gpu)}/${numberOf(labels)}`;
}

/** What replicas share is one object for all of them. */
const numbers = new WeakMap<object, number>();
let last = 0;

function numberOf(shared: object): number {
  const known = numbers.get(shared) ?? ++last;
  numbers.set(shared, known);
  return known;
}
