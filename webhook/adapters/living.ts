/** Whose the live pods are that guardrails look at, as policies and exemptions are asked. */
import { workloadOf } from '../core/identity/fold.ts';
import { controllerOf, type Labels, type ObjectMeta } from '../core/pod.ts';
import type { Subject } from '../core/terms.ts';
import type { World } from '../core/world.ts';
import type { SeenPod } from './seen-pod.ts';

/**
 * `concerns`: only pods of these namespaces are looked at, and of replicas one, since who stands behind
 * a pod costs some microseconds, and a cluster may have a hundred thousand.
 */
export function* livingIn(
  pods: Iterable<SeenPod>,
  world: World,
  concerns: (namespace: string) => boolean,
): Generator<Subject> {
  const asked = new Map<string, Kin | 'of no concern'>();
  for (const pod of pods) {
    const { namespace } = pod.metadata;
    const kin = asked.get(namespace) ?? (concerns(namespace) ? new Map() : 'of no concern');
    asked.set(namespace, kin);
    const known = pod.gpu?.pod.metadata ?? pod.judged;
    if (kin === 'of no concern' || known === undefined) continue;
    if (controllerOf(known) === undefined || isFirst(kin, known, pod.labels))
      yield subjectOf(pod, known, world);
  }
}

/** What replicas share is one object for all of them. */
type Kin = Map<ObjectMeta, Set<Labels>>;

function isFirst(kin: Kin, known: ObjectMeta, labels: Labels): boolean {
  const seen = kin.get(known) ?? new Set();
  kin.set(known, seen);
  const first = !seen.has(labels);
  seen.add(labels);
  return first;
}

export function subjectOf({ metadata, labels }: SeenPod, known: ObjectMeta, world: World): Subject {
  const { name, namespace } = metadata;
  const facts = world.namespace(namespace);
  const namespaceLabels = facts === 'unknown' ? {} : facts.labels;
  const workload = workloadOf({ ...known, name, labels }, namespace, {
    ownerOf: (of, owner) => world.ownerOf(of, owner),
    foldings: (subject) => world.foldings(subject),
    namespaceLabels,
  });
  return {
    namespace,
    namespaceLabels,
    podLabels: labels,
    ownerKind: workload === 'unknown' ? '' : workload.kind,
    ownerName: workload === 'unknown' ? '' : workload.name,
  };
}
