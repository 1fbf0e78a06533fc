/**
 * Who a pod belongs to, from memory and at once: the controller, upwards. Informers go first, as
 * far as they have seen; from there on signs.ts tells what the owner's name and the pod's labels
 * give away. An owner kind nobody has heard of is itself the workload.
 */
import type { Workload } from '../decision.ts';
import { controllerOf, type ObjectMeta, type OwnerReference } from '../pod.ts';
import { above, type Link } from './above.ts';

export type OwnerOf = (
  namespace: string,
  owner: OwnerReference,
) => OwnerReference | 'none' | 'unseen';

/** Owner chains in the wild end after six links; a cycle must end too. */
export const MOST_LINKS = 8;

export function identify(
  meta: ObjectMeta,
  namespace: string,
  ownerOf: OwnerOf,
): Workload | 'unknown' {
  const controller = controllerOf(meta);
  if (controller === undefined) return barePod(meta, namespace);
  let owner = controller;
  let by = 'owner';
  for (let link = 0; link < MOST_LINKS; link++) {
    const found = ownerOf(namespace, owner);
    // Seen to stand alone, whatever a label says.
    if (found === 'none') return { namespace, kind: owner.kind, name: owner.name, by };
    if (found === 'unseen') break;
    owner = found;
    by = 'informer';
  }
  const top = told({ ...owner, group: groupOf(owner), by }, meta);
  return { namespace, kind: top.kind, name: top.name, by: top.by };
}

function told(first: Link, { labels = {} }: ObjectMeta): Link {
  let top = first;
  for (let link = 0; link < MOST_LINKS; link++) {
    const next = above(top, labels);
    if (next === undefined) break;
    top = next;
  }
  return top;
}

/** Kinds of one name in two groups have nothing else in common: `Job` of batch and of Volcano. */
export const groupOf = ({ apiVersion }: OwnerReference): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** The API server cuts the stem here to make room for five more characters. */
const LONGEST_STEM = 58;

/** A generated name exists on the second visit only, so what it was generated from goes first. */
function barePod({ name, generateName = '' }: ObjectMeta, namespace: string): Workload | 'unknown' {
  const stem = withoutDashes(generateName);
  if (stem !== '' && (!name || name.startsWith(generateName.slice(0, LONGEST_STEM))))
    return { namespace, kind: 'Pod', name: stem, by: 'generate-name' };
  return name ? { namespace, kind: 'Pod', name, by: 'bare-pod' } : 'unknown';
}

function withoutDashes(stem: string): string {
  let end = stem.length;
  while (stem[end - 1] === '-') end--;
  return stem.slice(0, end);
}
