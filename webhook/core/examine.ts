/**
 * The second visit, as far as it is pure: what stands there is judged as it will be stored, never
 * whether it could have been smaller. Quota comes after, in admit.ts, because a ledger must answer.
 */
import { Answers, keptByAnswers } from './answers.ts';
import { gpuAsks } from './asks.ts';
import { claimOf } from './claim/claim-of.ts';
import type { Claim } from './claim.ts';
import type { Decision, Reason, RuleOutcome } from './decision.ts';
import { gather } from './gather.ts';
import { DECISION } from './governed.ts';
import { guards } from './guards/all.ts';
import { found, outcomesOf, type Finding } from './guards/exempt.ts';
import type { Guard, Occasion, Scene } from './guards/rule.ts';
import { readOriginal } from './edits/original.ts';
import { standing, stillWanted } from './missing/standing.ts';
import { overQuota, type OverQuota } from './claim/quota.ts';
import { decide } from './propose.ts';
import { everyContainer, type Container, type Pod } from './pod.ts';
import type { Question } from './question.ts';
import type { Review } from './review.ts';
import { readSentence } from './sentence.ts';
import type { GuardInForce, Quota, Severity } from './terms.ts';
import { submitted } from './edits/undo.ts';
import type { World } from './world.ts';

export interface Examined {
  readonly decision: Decision;
  readonly quota: Quota | 'unassigned';
  readonly claim: Claim;
}

const creations = keptByAnswers<Examined>();

export function examine(review: Review, world: World): Examined {
  const answers = new Answers(review.pod);
  // A kubelet's own pods are few, and who asks is no part of a pod.
  return review.operation === 'CREATE' && review.subResource === '' && review.node === undefined
    ? creations(world, review.alike, answers, () => examined(review, world, answers))
    : examined(review, world, answers);
}

function examined(review: Review, world: World, answers: Answers): Examined {
  const { alike: pod, namespace } = review;
  const question = gather(submitted(pod), namespace, world, answers.to(submitted));
  const said = readSentence(pod.metadata.annotations?.[DECISION]);
  const proposed = decide(question);
  const claim = claimOf(pod, world.menu, world.catalogue);
  const outcomes = guarded(review, question, proposed);
  const missed = said === 'none' && proposed.inForce && occasionOf(review) === 'create';
  const because: Reason = missed
    ? { rule: 'visit/not-rewritten', says: `it missed /mutate; ${proposed.because.says}` }
    : proposed.because;
  const rules: RuleOutcome[] = missed
    ? [...outcomes, { id: because.rule, outcome: 'skip', reason: because.says }]
    : outcomes;
  const { apart: _, supplied: __, ...rest } = proposed;
  const decision: Decision = {
    ...rest,
    ...suppliedTo(pod, question),
    visit: 'validate',
    claimFinal: claim,
    // Where the annotation tells of the very proposal, its slices say more than resource names do.
    containers:
      said !== 'none' && said.id === proposed.id ? proposed.containers : held(proposed, pod),
    edits: [],
    ...(said === 'none' ? {} : { id: said.id }),
    ...verdictOf(rules, because),
  };
  return { decision, quota: question.quota, claim };
}

/** Requests of ours that stand there, as far as our annotation tells of them and a policy would have them. */
function suppliedTo(pod: Pod, question: Question): Pick<Decision, 'supplied'> {
  const original = readOriginal(pod);
  const sets = original === 'none' ? [] : standing(pod, original);
  if (sets.length === 0 || !stillWanted(question, sets)) return {};
  return {
    supplied: sets.map(({ container, resource, quantity }) => ({
      container,
      resource,
      quantity,
      mode: 'enforce',
    })),
  };
}

/** The containers with what they have now; the first of several resources. */
function held({ containers }: Decision, pod: Pod): Decision['containers'] {
  const holds = new Map<string, string>();
  for (const { seat, resource, count } of gpuAsks(pod))
    if (!holds.has(seat.container.name)) holds.set(seat.container.name, `${resource}: ${count}`);
  return containers.map((container) => ({
    ...container,
    chosen: holds.get(container.name) ?? 'nothing',
  }));
}

function occasionOf({ operation, subResource }: Review): Occasion {
  if (subResource === 'binding') return 'bind';
  return operation === 'UPDATE' ? 'update' : 'create';
}

const CREATE_ALONE: readonly Occasion[] = ['create'];

/** Each guard a policy names here, at the effect it has; a guard nobody names does not look. */
function guarded(review: Review, question: Question, proposed: Decision): RuleOutcome[] {
  const findings: Finding[] = [];
  const occasion = occasionOf(review);
  const oldPod = occasion === 'update' ? review.oldPod : undefined;
  const scene: Scene = {
    occasion,
    pod: review.alike,
    containers: occasion === 'update' ? joined(review.alike, oldPod) : everyContainer(review.alike),
    asks: gpuAsks(review.alike),
    oldPod,
    node: review.node,
    menu: question.menu,
    catalogue: question.catalogue,
    question,
    proposed,
  };
  for (const guard of guards) {
    const named = question.guards.get(guard.id);
    if (named === undefined || !(guard.occasions ?? CREATE_ALONE).includes(occasion)) continue;
    findings.push(strictest(guard, named, scene));
  }
  return outcomesOf(findings, question);
}

/** The first word of the strictest that object. */
function strictest(guard: Guard, named: readonly GuardInForce[], scene: Scene): Finding {
  const { id } = guard;
  for (const severity of STRICTEST_FIRST)
    for (const inForce of named) {
      const says =
        inForce.severity === severity ? guard.check(scene, inForce.parameters) : undefined;
      if (says !== undefined)
        return { id, severity, says, written: writtenOf(inForce), policy: inForce.policy };
    }
  return { id, severity: 'none', says: '' };

  /** Another policy may refuse for it once it enforces, at a figure of its own. */
  function writtenOf(spoke: GuardInForce): Severity {
    const denies = named.some(
      (one) =>
        one.written === 'deny' &&
        (one === spoke || guard.check(scene, one.parameters) !== undefined),
    );
    return denies ? 'deny' : spoke.written;
  }
}

const STRICTEST_FIRST: readonly Severity[] = ['deny', 'warn', 'audit'];

/** Only a container that debugs can join a pod, and none can change. */
function joined({ spec }: Pod, oldPod: Pod | undefined): readonly Container[] {
  const before = new Set(oldPod?.spec.ephemeralContainers?.map(({ name }) => name));
  return (spec.ephemeralContainers ?? []).filter(({ name }) => !before.has(name));
}

/**
 * A refusal has effect where a rule fails; where one would once its policy enforces, it is a refusal
 * without force. What its policy only warns of or has noted leaves the pod, and is told first.
 */
function verdictOf(
  rules: readonly RuleOutcome[],
  otherwise: Reason,
): Pick<Decision, 'verdict' | 'inForce' | 'because' | 'rules'> {
  const failed = rules.find(({ outcome }) => outcome === 'fail');
  const refuses = failed ?? rules.find(({ enforced }) => enforced === 'fail');
  const spoke = refuses ?? rules.find(objects);
  return {
    verdict: refuses === undefined ? 'leave' : 'refuse',
    inForce: failed !== undefined,
    because: spoke === undefined ? otherwise : { rule: spoke.id, says: spoke.reason },
    rules,
  };
}

const objects = ({ id, outcome, exemption }: RuleOutcome): boolean =>
  outcome !== 'pass' && exemption === undefined && id !== 'visit/not-rewritten';

/** The decision once the ledger has answered that the team is over. */
export function withOverQuota(decision: Decision, quota: Quota, over: OverQuota): Decision {
  const { rule, says } = overQuota(quota.team, over);
  const severity: Severity =
    quota.mode === 'enforce' ? 'deny' : quota.mode === 'warn' ? 'warn' : 'audit';
  const rules = [...decision.rules, found(rule, severity, says, 'deny')];
  return { ...decision, ...verdictOf(rules, decision.because) };
}

/** The ledger did not answer in time: nothing is admitted on a guess, and the caller may try again. */
export function withUnknownQuota(decision: Decision, quota: Quota): Decision {
  const says = `what team ${quota.team} holds is not known yet; try again in a second`;
  const rules: RuleOutcome[] = [
    ...decision.rules,
    { id: 'quota/unknown', outcome: 'error', reason: says },
  ];
  return {
    ...decision,
    verdict: 'refuse',
    inForce: true,
    because: { rule: 'quota/unknown', says },
    rules,
  };
}
