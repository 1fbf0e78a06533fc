/** Asks the World, all of it, before anything is decided: identify → class → terms → profile. */
import { askOf } from './answers.ts';
import { gpuAsks, type Ask } from './asks.ts';
import { besides, stagedFor, type Replica } from './fit/rollout-share.ts';
import { nothing } from './claim.ts';
import { classify, type Classified } from './classify.ts';
import type { Workload } from './decision.ts';
import { workloadOf } from './identity/fold.ts';
import { numberedIn } from './identity/numbered.ts';
import { controllerHash } from './identity/rollout.ts';
import { seats, type Pod } from './pod.ts';
import type { Profile } from './profile.ts';
import type { Question, Unanswered } from './question.ts';
import { revisionOf } from './identity/revision.ts';
import type { Answer, Condition, Inquire, Subject } from './terms.ts';
import type { NamespaceFacts, SiblingQuestion, SiblingShape, World } from './world.ts';

const UNKNOWN: Classified = { class: 'unknown', by: 'no workload' };

interface Known {
  readonly facts: NamespaceFacts | 'unknown';
  readonly workload: Workload | 'unknown';
  readonly subject: Subject;
}

/** `ask` puts what policies ask in words of their own to the pod that came. */
export function gather(
  pod: Pod,
  namespace: string,
  world: World,
  ask: Inquire = askOf(pod),
): Question {
  const asks = gpuAsks(pod);
  const heard: Heard = new Map();
  const { facts, workload, subject } = known(pod, namespace, world, hearing(ask, heard));
  const classified = workload === 'unknown' ? UNKNOWN : classify(pod, workload, subject, world);
  const revision = revisionOf(pod);
  const granted = world.terms(subject, classified.class);
  const replica: Replica = {
    workload,
    numbered: numberedIn(pod.metadata, workload),
    scaleOf: (of) => world.scale(namespace, of),
  };
  const guards = world.guards(subject, classified.class);
  return {
    pod,
    asks,
    workload,
    classified,
    namespace: facts,
    terms: stagedFor(granted, replica),
    guards,
    exemptions: world.exemptions(subject),
    quota: world.quota(namespace),
    revision,
    profiles: profilesOf(asks, workload, world),
    newestFigures: world.newestFigures,
    models: world.models,
    backedOff:
      workload === 'unknown'
        ? []
        : world.backedOff(workload.namespace, workload.kind, workload.name),
    siblings: siblingsOf(pod, workload, { revision, among: besides(granted, replica) }, world),
    held: {
      byWorkload: () => (workload === 'unknown' ? nothing : world.heldByWorkload(workload)),
      byTeam: () => world.heldByTeam(namespace),
    },
    avoided: world.avoided(namespace, subject.podLabels),
    menu: world.menu,
    catalogue: world.catalogue,
    readAt: world.readAt,
    unanswered: unansweredIn(heard),
    policyHash: world.policyHash,
  };
}

/** Whose pod it is, and all that a policy may match it by. */
export function known(pod: Pod, namespace: string, world: World, ask: Inquire): Known {
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
    images: imagesOf(pod),
    ask,
  };
  return { facts, workload, subject };
}

const imagesOf = (pod: Pod): readonly string[] =>
  seats(pod).flatMap(({ container: { image } }) => image ?? []);

type Heard = Map<Condition, Answer>;

const hearing =
  (ask: Inquire, heard: Heard): Inquire =>
  (condition, subject) => {
    const answer = ask(condition, subject);
    heard.set(condition, answer);
    return answer;
  };

/** Where another condition of the policy fails, it does not matter that this one has no answer. */
function unansweredIn(heard: Heard): readonly Unanswered[] {
  if (heard.size === 0) return [];
  const all = [...heard];
  const settled = new Set(
    all.flatMap(([{ policy }, answer]) => (answer === 'fails' ? policy : [])),
  );
  return all.flatMap(([{ policy, name }, answer]) =>
    typeof answer === 'string' || settled.has(policy)
      ? []
      : [{ policy, condition: name, says: answer.error }],
  );
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

interface Alongside {
  readonly revision: string;
  readonly among: SiblingQuestion['among'] | undefined;
}

function siblingsOf(
  pod: Pod,
  workload: Workload | 'unknown',
  { revision, among }: Alongside,
  world: World,
): SiblingShape | 'none' {
  if (workload === 'unknown') return 'none';
  const { namespace, kind, name } = workload;
  const asked = { namespace, kind, name, hash: controllerHash(pod, revision) };
  return world.siblings(among === undefined ? asked : { ...asked, among });
}
