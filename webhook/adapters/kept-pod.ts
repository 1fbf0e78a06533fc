/**
 * A pod as the view of a whole cluster keeps it: one object where a trimmed one is two, and without room for
 * what few pods have. A hundred thousand of them save four megabytes. It is read like any other.
 */
import type { Avoidance } from '../core/fit/avoided.ts';
import type { Amounts } from '../core/fit/room.ts';
import type { Labels, ObjectMeta } from '../core/pod.ts';
import type { Failing } from './back-off/deaths.ts';
import type { SeenMeta } from './seen.ts';
import type { SeenGpu, SeenPod } from './seen-pod.ts';

/** One that has ended is not kept, and one that fails is one of few. */
export const toKeep = (pod: SeenPod): SeenPod =>
  pod.live && pod.failing === undefined ? new KeptPod(pod) : pod;

class KeptPod implements SeenPod, SeenMeta {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  resourceVersion: string | number;
  readonly node: string;
  readonly requests: Amounts;
  readonly gpu: SeenGpu | undefined;
  readonly judged: ObjectMeta | undefined;
  readonly labels: Labels;
  readonly avoids: readonly Avoidance[];
  declare failing?: Failing | undefined;

  constructor({ metadata, node, requests, gpu, judged, labels, avoids }: SeenPod) {
    this.name = metadata.name;
    this.namespace = metadata.namespace;
    this.uid = metadata.uid;
    this.resourceVersion = metadata.resourceVersion;
    this.node = node;
    this.requests = requests;
    this.gpu = gpu;
    this.judged = judged;
    this.labels = labels;
    this.avoids = avoids;
  }

  get metadata(): SeenMeta {
    return this;
  }

  get live(): boolean {
    return true;
  }
}
