/** Whether another writing of a pod is any news. */
import type { Labels } from '../core/pod.ts';
import type { SeenPod } from './seen-pod.ts';

/** Whatever replicas share is one object, so a comparison of references is enough; labels are each pod's own. */
export const sameEffect = (a: SeenPod, b: SeenPod): boolean =>
  a.metadata.uid === b.metadata.uid &&
  a.live === b.live &&
  a.node === b.node &&
  a.requests === b.requests &&
  a.avoids === b.avoids &&
  sameLabels(a.labels, b.labels) &&
  a.judged === b.judged &&
  a.gpu === b.gpu;

export const sameDeaths = ({ failing: a }: SeenPod, { failing: b }: SeenPod): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

const sameLabels = (a: Labels, b: Labels): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);
