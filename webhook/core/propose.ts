/**
 * The first visit: what we would make of a pod. Writes nothing, refuses nothing. Our own output
 * gives an empty patch: the original-annotation rebuilds the pod as submitted, and where one of our
 * legal options leads from there to the pod received, it is settled.
 */
import { Answers, keptByAnswers } from './answers.ts';
import { asksIn } from './asks.ts';
import { claimOf } from './claim/claim-of.ts';
import type { Decision, Edit, Reason } from './decision.ts';
import { decidedOf } from './annotations.ts';
import { decisionOf } from './draft.ts';
import { edited } from './edits/edited.ts';
import { applied } from './edits/applied.ts';
import { gather } from './gather.ts';
import { DECISION, ORIGINAL } from './governed.ts';
import { readOriginal, type Original } from './edits/original.ts';
import { claimsIn } from './fit/dra.ts';
import { editsFor } from './edits/edits.ts';
import { onlySets, standing, stillWanted } from './missing/standing.ts';
import { NOTHING } from './missing/supply.ts';
import { isSetHere } from './missing/wishes.ts';
import { planFor, type Plan } from './plan.ts';
import type { Option } from './fit/options.ts';
import type { Pod } from './pod.ts';
import type { Question } from './question.ts';
import type { Review } from './review.ts';
import { bornOut } from './edits/restore.ts';
import { readSentence } from './sentence.ts';
import type { Terms } from './terms.ts';
import { stripped, submitted, undo } from './edits/undo.ts';
import { keepWhole } from './fit/whole.ts';
import type { World } from './world.ts';

const proposals = keptByAnswers<Decision>();

/**
 * Pods that are alike are given the same Decision, the very object, as long as the World stands, and
 * others never, so that what is made of a Decision can be kept by it.
 */
export function propose({ pod: came, alike: pod, namespace }: Review, world: World): Decision {
  const answers = new Answers(came);
  return proposals(world, pod, answers, () => ({ ...proposed(pod, namespace, world, answers) }));
}

function proposed(pod: Pod, namespace: string, world: World, answers: Answers): Decision {
  const original = readOriginal(pod);
  const said = readSentence(pod.metadata.annotations?.[DECISION]);
  if (original !== 'none' && said !== 'none') {
    const question = gather(undo(pod, original), namespace, world, answers.to(submitted));
    const claimFinal = claimOf(pod, world.menu, world.catalogue);
    const plan = settled(pod, original, question);
    if (plan !== undefined)
      return { ...decisionOf(question, plan), verdict: 'leave', id: said.id, claimFinal };
    const supplied = suppliedAlone(pod, original, question);
    if (supplied !== undefined) return { ...supplied, id: said.id, claimFinal };
    if (stillOurs(pod, original, question)) return redone(original, question);
    if (onlySets(original) && isSetHere(question)) return setAnew(original, question);
  }
  return afresh(pod, namespace, world, answers);
}

const stillOurs = (pod: Pod, original: Original, { terms, menu }: Question): boolean =>
  terms !== 'none' && terms.mode === 'enforce' && bornOut(pod, original, terms, menu);

/** What an earlier visit made of it is taken back, and it is decided as if we had never seen it. */
function redone(original: Original, question: Question): Decision {
  const { apart = [], ...decision } = decide(question);
  const edits: Edit[] = [{ kind: 'restore', original }, ...decision.edits, ...apart];
  return { ...decision, inForce: true, edits };
}

/** The same of a pod in which requests alone are ours, wherever sharing is not enforced. */
function setAnew(original: Original, question: Question): Decision {
  const decision = decide(question);
  return { ...decision, apart: [{ kind: 'restore', original }, ...(decision.apart ?? [])] };
}

/** A pod whose GPUs are not ours, and whose requests are as we set them. */
function suppliedAlone(pod: Pod, original: Original, question: Question): Decision | undefined {
  const sets = standing(pod, original);
  if (!onlySets(original) || sets.length === 0 || !stillWanted(question, sets)) return undefined;
  const decision = decisionOf(question, { ...planFor(question), supply: NOTHING });
  return decision.inForce ? undefined : decision;
}

/** What is decided of a pod that carries nothing of ours. */
export const decide = (question: Question): Decision => decisionOf(question, planFor(question));

/** Keys of ours that tell of something else are taken off, and the pod is its user's. */
function afresh(pod: Pod, namespace: string, world: World, answers: Answers): Decision {
  const ours = [DECISION, ORIGINAL].filter((key) => pod.metadata.annotations?.[key] !== undefined);
  const seen = ours.length > 0 ? stripped(pod) : pod;
  const question = gather(seen, namespace, world, answers.to(stripped));
  const decision = decide(question);
  // Then its own stand in their place.
  if (decision.apart !== undefined) return decision;
  const written = new Set(
    decision.edits.flatMap((edit) => (edit.kind === 'annotate' ? [edit.key] : [])),
  );
  const strip = ours
    .filter((key) => !written.has(key))
    .map((key): Edit => ({ kind: 'unannotate', key }));
  if (strip.length === 0) return decision;
  return {
    ...decision,
    inForce: decision.mode === 'enforce',
    edits: [...strip, ...decision.edits],
  };
}

/** The plan that leads from the pod as submitted to the pod received; `undefined` if none of ours does. */
function settled(received: Pod, original: Original, question: Question): Plan | undefined {
  const { terms } = question;
  if (terms === 'none' || terms.mode !== 'enforce') return undefined;
  if (!stillWanted(question, standing(received, original))) return undefined;
  const plan = planFor(question);
  if (plan.take === 'untouched') return undefined;
  // Replicas may have come up since the first visit; what fitted then is still ours.
  const before = question.siblings === 'none' ? plan : planFor({ ...question, siblings: 'none' });
  const legal = [...plan.legal, ...before.legal];
  const taken = legal.find((option) =>
    leadsTo(received, question.pod, editsFor(question.pod, plan.slots, option, terms)),
  );
  if (taken !== undefined) return stands(plan, taken);
  const { edits } = keepWhole(question.pod, question.menu);
  const stays = edits.length > 0 && mayStayWhole(plan, original, question, terms);
  return stays && leadsTo(received, question.pod, edits) ? stands(plan, 'whole') : undefined;
}

/** Whoever may not keep the original may not say either that we had kept it. */
function mayStayWhole(
  plan: Plan,
  original: Original,
  question: Question,
  { optOut }: Terms,
): boolean {
  if (plan.take === 'whole') return true;
  // A neighbour may have named another image since, and there may be evidence of that one.
  return optOut === 'allowed' && original.of === decidedOf(question);
}

/** What an earlier visit has made of it; for another reason than the plan's, where that is another. */
const stands = (plan: Plan, take: Option | 'whole'): Plan => ({
  ...plan,
  ...(take === plan.take ? {} : { because: SETTLED }),
  take,
  edits: [],
  supply: NOTHING,
});

const SETTLED: Reason = { rule: 'visit/settled', says: 'it stands as an earlier visit made it' };

/** Nor may there be a GPU or a claim in the pod received that the annotation left out of the one submitted. */
function leadsTo(received: Pod, before: Pod, edits: readonly Edit[]): boolean {
  if (!applied(received, edits)) return false;
  const made = edited(before, edits);
  return claimsIn(received) === claimsIn(made) && asksIn(received) === asksIn(made);
}
