/**
 * The object a person would look at: whoever owns the pod, and the owner's owner, as far up as the
 * informers see. They may be a moment behind the pod that has just come, so the first look is not
 * the last one.
 */
import { MOST_LINKS, type OwnerOf } from '../core/identity/identify.ts';
import { controllerOf, type ObjectMeta, type OwnerReference } from '../core/pod.ts';
import { isInformed } from './families.ts';

const PATIENCE_MS = 2_000;
const STEP_MS = 100;

export async function topOwner(
  meta: ObjectMeta,
  namespace: string,
  ownerOf: OwnerOf,
  patienceMs = PATIENCE_MS,
): Promise<OwnerReference | 'none'> {
  const first = controllerOf(meta);
  if (first === undefined) return 'none';
  for (let waited = 0; ; waited += STEP_MS) {
    const { top, sure } = climb(first, namespace, ownerOf);
    if (sure || waited >= patienceMs) return top;
    await new Promise((next) => setTimeout(next, STEP_MS));
  }
}

/** Not sure where a kind that is watched has not been seen: its owner may still come. */
function climb(
  first: OwnerReference,
  namespace: string,
  ownerOf: OwnerOf,
): { top: OwnerReference; sure: boolean } {
  let top = first;
  for (let link = 0; link < MOST_LINKS; link++) {
    const above = ownerOf(namespace, top);
    if (above === 'unseen') return { top, sure: !isInformed(top) };
    if (above === 'none') break;
    top = above;
  }
  return { top, sure: true };
}
