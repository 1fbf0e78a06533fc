/** Asks the World, all of it, before anything is decided: identify → class → terms → profile. */
import { gpuAsks, type Ask } from './asks.ts';
import { classify, type Classified } from './classify.ts';
import type { Workload } from './decision.ts';
import { workloadOf } from './identity/fold.ts';
import { controllerHash } from './identity/rollout.ts';
import type { Pod } from './pod.ts';
import type { Profile } from './profile.ts';
import type { Question } from './question.ts';
import { revisionOf } from './identity/revision.ts';
import type { Subject } from './terms.ts';
import type { SiblingShape, World } from './world.ts';

const UNKNOWN: Classified = { class: 'unknown', by: 'no workload' };

export function gather(pod: Pod, namespace: string, world: World): Question {
  const asks = gpuAsks(pod);
  const facts = world.namespace(namespace);
  const namespaceLabels = facts === 'unknown' ? {} : facts.labels;
  const workload = workloadOf(pod.metadata, namespace, {
    ownerOf: (ns, owner) => world.ownerOf(ns, owner),
    foldings: (subject) => world.foldings(subject),
    namespaceLabels,
  });
  const subject: Subject = {
    namespace,
    namespaceLabels,
    podLabels: pod.metadata.labels ?? {},
    ownerKind: workload === 'unknown' ? '' : workload.kind,
    ownerName: workload === 'unknown' ? '' : workload.name,
  };
  const classified = workload === 'unknown' ? UNKNOWN : classify(pod, workload, subject, world);
  const revision = revisionOf(pod);
  return {
    pod,
    asks,
    workload,
    classified,
    namespace: facts,
    terms: world.terms(subject, classified.class),
    guards: world.guards(subject, classified.class),
    exemptions: world.exemptions(subject),
    quota: world.quota(namespace),
    revision,
    profiles: profilesOf(asks, workload, world),
    siblings: siblingsOf(pod, workload, revision, world),
    avoided: world.avoided(namespace, subject.podLabels),
    menu: world.menu,
    catalogue: world.catalogue,
    readAt: world.readAt,
    policyHash: world.policyHash,
  };
}

function profilesOf(
  asks: readonly Ask[],
  workload: Workload | 'unknown',
  world: World,
): ReadonlyMap<string, Profile | 'unknown'> {
  const profiles = new Map<string, Profile | 'unknown'>();
  if (workload === 'unknown') return profiles;
  const { namespace, kind, name } = workload;
  for (const { seat } of asks)
    profiles.set(seat.container.name, world.profile(namespace, kind, name, seat.container.name));
  return profiles;
}

function siblingsOf(
  pod: Pod,
  workload: Workload | 'unknown',
  revision: string,
  world: World,
): SiblingShape | 'none' {
  if (workload === 'unknown') return 'none';
  const { namespace, kind, name } = workload;
  return world.siblings({ namespace, kind, name, hash: controllerHash(pod, revision) });
}
