/** A pod as the first visit leaves it and the API server stores it, with a name and a UID. */
import { inEffect, type Decision, type Edit } from '../decision.ts';
import { edited } from '../edits/edited.ts';
import type { Pod } from '../pod.ts';
import { propose } from '../propose.ts';
import type { World } from '../world.ts';
import { reviewOf } from './pods.ts';

/** Without tolerations, which neither Claim nor guardrail reads. */
export function withEdits(pod: Pod, decision: Decision): Pod {
  const edits = inEffect(decision);
  if (edits.length === 0) return pod;
  const annotations = { ...pod.metadata.annotations };
  for (const edit of edits)
    if (edit.kind === 'annotate') annotations[edit.key] = edit.value;
    else if (edit.kind === 'unannotate') delete annotations[edit.key];
    else if (edit.kind === 'mark' && edit.on === 'annotations') annotations[edit.key] = edit.value;
  const { spec } = edited(pod, edits);
  return { spec: { ...spec, ...scheduled(edits) }, metadata: { ...pod.metadata, annotations } };
}

const scheduled = (edits: readonly Edit[]) =>
  edits.flatMap((edit) => (edit.kind === 'scheduler' ? [{ schedulerName: edit.name }] : []))[0];

export function stored(pod: Pod, world: World): Pod {
  const { metadata, spec } = withEdits(pod, propose(reviewOf(pod), world));
  const name = metadata.name ?? `${metadata.generateName}x7k2q`;
  return { spec, metadata: { ...metadata, name, uid: 'pod-1' } };
}
