/**
 * The live pods of what a review's manifests make: they go as the new ones come, so that whoever reviews
 * what runs already is not charged for it twice.
 */
import { workloadOf } from '../../core/identity/fold.ts';
import type { ObjectMeta, Pod } from '../../core/pod.ts';
import { readPod } from '../../core/read-pod.ts';
import type { World } from '../../core/world.ts';
import type { Raw } from '../../expand/raw.ts';
import { ofKind, type Document } from '../../policy/documents.ts';

/** `pods`: one of each template that is reviewed. */
export function ownPods(
  pods: readonly Raw[],
  world: World,
  documents: readonly Document[],
): ReadonlySet<string> {
  const own = new Set(pods.flatMap((pod) => keyOf(pod, world)));
  return new Set(
    ofKind(documents, 'Pod').flatMap(({ value, namespace = '', name }) =>
      keyOf(value, world).some((key) => own.has(key)) ? [`${namespace}/${name}`] : [],
    ),
  );
}

function keyOf(pod: unknown, world: World): string[] {
  const read = readPod(pod);
  if (!read.ok) return [];
  const { namespace = 'default' } = read.pod.metadata;
  const workload = identified(read.pod, namespace, world);
  if (workload === 'unknown') return [];
  const { kind, name } = workload;
  return [JSON.stringify([namespace, kind, name])];
}

function identified({ metadata }: Pod, namespace: string, world: World) {
  const facts = world.namespace(namespace);
  const meta: ObjectMeta = metadata;
  return workloadOf(meta, namespace, {
    ownerOf: (of, owner) => world.ownerOf(of, owner),
    foldings: (subject) => world.foldings(subject),
    namespaceLabels: facts === 'unknown' ? {} : facts.labels,
  });
}
