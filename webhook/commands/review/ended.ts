/** Pods that have run their course: what they held is there for whatever comes after them. */
import { reviewOf } from '../../rehearse.ts';
import type { Stage } from '../standing.ts';
import { isRefused, type Turn } from '../turn.ts';
import type { Judged } from './outcome.ts';

export function endAll({ each }: Judged, stage: Stage): void {
  for (const pod of each)
    if (pod.crowd !== undefined) stage.dispersed(pod.crowd);
    else if (!isRefused(pod)) endOne(pod, stage);
}

function endOne({ admitted }: Turn, stage: Stage): void {
  const read = reviewOf(admitted, { dryRun: false });
  if (read.ok) stage.ended(read.review);
}
