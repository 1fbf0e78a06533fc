/** Plans as Decisions: the same members in the same order, so that equal questions give equal bytes. */
import { annotations, type Annotate } from './annotations.ts';
import { amountOf } from './asks.ts';
import { KEEP } from './fit/blocked.ts';
import { SHARE, VRAM } from './fit/declared.ts';
import { estimatesFor } from './fit/estimated.ts';
import { reservedFor } from './fit/handed-back.ts';
import { claimOf } from './claim/claim-of.ts';
import { nothing, plus, type Claim } from './claim.ts';
import type { ContainerDecision, Decision, Reason, RuleOutcome } from './decision.ts';
import { edited } from './edits/edited.ts';
import { ORIGINAL } from './governed.ts';
import { NOTHING, type Supply } from './missing/supply.ts';
import { LONGEST_ORIGINAL } from './edits/original.ts';
import { candidatesFor, pickFor, type Plan } from './plan.ts';
import type { Pod } from './pod.ts';
import type { Question, Unanswered } from './question.ts';
import type { Terms } from './terms.ts';
import { nameOf, oneLine, utf8Length } from './text.ts';

export function decisionOf(question: Question, plan: Plan): Decision {
  const { terms, quota, workload, pod } = question;
  const asked = claimOf(pod, question.menu, question.catalogue);
  const changes = plan.edits.length > 0;
  const { rules, sets } = supplyOf(plan);
  const because = told(plan.because);
  const unnamed = {
    version: 1 as const,
    visit: 'mutate' as const,
    verdict: changes ? ('rewrite' as const) : ('leave' as const),
    mode: terms === 'none' ? ('observe' as const) : terms.mode,
    inForce: changes && terms !== 'none' && terms.mode === 'enforce',
    workload:
      workload === 'unknown'
        ? { namespace: '', kind: 'Pod', name: 'unknown', by: 'unknown' }
        : workload,
    class: question.classified.class,
    classBy: question.classified.by,
    team: quota === 'unassigned' ? 'unassigned' : quota.team,
    policy: terms === 'none' ? 'none' : terms.policy,
    revision: question.revision,
    claimAsked: asked,
    claimFinal: changes ? claimMade(question, plan) : asked,
    because,
    containers: containersOf(question, plan, because),
    rules: [
      ...rulesOf(plan, because, question),
      ...believed(question),
      ...rules,
      ...laterOn(question),
    ],
    edits: plan.edits,
    ...suppliedIn(plan),
    policyHash: question.policyHash,
  };
  const decision = { ...unnamed, id: idOf(unnamed) };
  return plan.edits.length + sets.length > 0 ? noted(question, plan, decision) : decision;
}

const supplyOf = ({ supply = NOTHING }: Plan): Supply => supply;

function suppliedIn(plan: Plan): Pick<Decision, 'supplied'> {
  const { supplied } = supplyOf(plan);
  return supplied.length === 0 ? {} : { supplied };
}

/** With our two annotations, or left as it is where there is no room for them. */
function noted(question: Question, plan: Plan, decision: Decision): Decision {
  const { inForce, edits, policy, id } = decision;
  const { sets, policy: setter } = supplyOf(plan);
  const alone = !inForce && sets.length > 0;
  const told = alone ? { ...plan, supply: NOTHING } : plan;
  const notes = edits.length === 0 ? [] : annotations(question, told, policy, id);
  const without: Plan = { ...plan, because: whySet(plan), take: 'untouched', edits: [] };
  const apart = alone ? annotations(question, without, setter, id) : [];
  const full = noRoomFor(notes, question.pod) ?? noRoomFor(apart, question.pod);
  if (full !== undefined)
    return decisionOf(question, { ...without, because: full, supply: NOTHING });
  const all = [...edits, ...(alone ? [] : sets), ...notes];
  return { ...decision, edits: all, ...(alone ? { apart: [...sets, ...apart] } : {}) };
}

/** Of a pod in which nothing else is changed. */
function whySet({ supply = NOTHING, because }: Plan): Reason {
  const told = supply.rules.find(({ id }) => id === 'request/set');
  return told === undefined ? because : { rule: told.id, says: told.reason };
}

/** The API server refuses a pod whose annotations, keys and values, take more bytes than this. */
const MOST_ANNOTATED = 262_144;
/** Of one UTF-16 unit in UTF-8. */
const BYTES_AT_MOST = 3;

function noRoomFor(notes: readonly Annotate[], { metadata }: Pod): Reason | undefined {
  const all: [string, string][] = Object.entries(metadata.annotations ?? {});
  for (const { key, value } of notes) all.push([key, value]);
  const original = notes.find(({ key }) => key === ORIGINAL)?.value ?? '';
  if (original.length <= LONGEST_ORIGINAL && fits(all)) return undefined;
  const bytes = sum(all, utf8Length);
  const says = `its annotations take so much room that ours would not fit (${bytes} bytes)`;
  return { rule: 'visit/too-large', says };
}

/** Bytes are counted one by one only where it may be close. */
const fits = (all: readonly (readonly [string, string])[]): boolean =>
  sum(all, ({ length }) => length * BYTES_AT_MOST) <= MOST_ANNOTATED ||
  sum(all, utf8Length) <= MOST_ANNOTATED;

const sum = (all: readonly (readonly [string, string])[], of: (text: string) => number): number =>
  all.reduce((total, [key, value]) => total + of(key) + of(value), 0);

/** Slices are pinned, so each costs what its offer says; a card that is kept off slices is counted anew. */
const claimMade = ({ pod, menu, catalogue }: Question, { take, edits }: Plan): Claim =>
  typeof take === 'string'
    ? claimOf(edited(pod, edits), menu, catalogue)
    : take.picks.reduce((total, { claim }) => plus(total, claim), nothing);

/** Long enough for two revisions; what stands in a reason may be a user's own text. */
const LONGEST_REASON = 512;

const told = ({ rule, says }: Reason): Reason => ({ rule, says: oneLine(says, LONGEST_REASON) });

function rulesOf({ note, heard, take }: Plan, because: Reason, question: Question): RuleOutcome[] {
  const outcome = typeof take === 'string' ? 'skip' : 'pass';
  const rules: RuleOutcome[] = [{ id: because.rule, outcome, reason: because.says }];
  const { pod, terms } = question;
  const notes = [
    note,
    heard,
    unheard(pod),
    ignored(pod, terms),
    ...question.unanswered.map(unanswered),
  ];
  for (const { rule, says } of notes.flatMap((one) => one ?? []).map(told))
    rules.push({ id: rule, outcome: 'warn', reason: says });
  return rules;
}

/** Told where it is explained, of whatever nobody has measured. */
const believed = (question: Question): RuleOutcome[] =>
  [...estimatesFor(question), ...reservedFor(question)]
    .map(told)
    .map(({ rule, says }) => ({ id: rule, outcome: 'skip', reason: says }));

const laterOn = ({ terms, asks }: Question): RuleOutcome[] => {
  if (terms === 'none' || terms.beyondRollout === undefined || asks.length === 0) return [];
  const { rule, says } = terms.beyondRollout;
  return [{ id: rule, outcome: 'skip', reason: says }];
};

/** Whoever runs the policy sees it counted, whoever runs the pod sees it where it is explained. */
const unanswered = ({ policy, condition, says }: Unanswered): Reason => ({
  rule: 'policy/condition',
  says: `condition ${condition} of policy ${policy} cannot be answered: ${says}; of that policy only the guardrails hold`,
});

/** Whoever wrote it believes that the card is kept. */
function unheard({ metadata }: Pod): Reason | undefined {
  const asked = metadata.annotations?.[KEEP];
  return asked === undefined || asked === 'original'
    ? undefined
    : {
        rule: 'asked/keep-unheard',
        says: `its annotation ${KEEP} must be "original", got ${JSON.stringify(asked)}; it is not heard`,
      };
}

/** Whoever wrote it believes that it is sized by it. */
function ignored({ metadata }: Pod, terms: Terms | 'none'): Reason | undefined {
  const key = [VRAM, SHARE].find((one) => metadata.annotations?.[one] !== undefined);
  if (key === undefined || terms === 'none' || terms.declared === 'accept') return undefined;
  return {
    rule: 'asked/declared-unheard',
    says: `its annotation ${key} is not heard: policy ${terms.policy} does not say declared: accept`,
  };
}

const containersOf = ({ asks }: Question, plan: Plan, because: Reason): ContainerDecision[] =>
  asks.map((ask) => {
    const { seat, resource } = ask;
    const pick = pickFor(plan, seat.pointer);
    const asked = `${resource}: ${amountOf(ask)}`;
    return {
      name: seat.container.name,
      pointer: seat.pointer,
      asked,
      chosen: pick?.key ?? asked,
      mechanism: pick?.mechanism ?? 'whole',
      candidates: candidatesFor(plan, seat.pointer),
      reasons: [because],
    };
  });

/** Leaves out quota, guardrails and our own annotations: both visits must arrive at one id. */
function idOf({
  workload,
  claimAsked,
  claimFinal,
  because,
  containers,
  supplied = [],
  ...rest
}: Omit<Decision, 'id'>): string {
  const { mode, policy, policyHash, revision } = rest;
  const { namespace, kind, name: owner } = workload;
  let text = `${mode}\n${rest.class}\n${policy}\n${policyHash}\n${revision}\n${namespace}\n${kind}\n${owner}`;
  text += `\n${because.rule}\n${because.says}\n${claimAsked.milliGPU}\n${claimAsked.MiB}`;
  text += `\n${claimFinal.milliGPU}\n${claimFinal.MiB}`;
  for (const { name, asked, chosen, candidates } of containers) {
    text += `\n${name}\n${asked}\n${chosen}`;
    for (const { slice, rejectedBy } of candidates)
      text += `\n${slice}\n${rejectedBy?.rule ?? 'open'}`;
  }
  for (const { container, resource, quantity, mode: setBy } of supplied)
    if (setBy === 'enforce') text += `\n${container}\n${resource}\n${quantity}`;
  return nameOf(text);
}
