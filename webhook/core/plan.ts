/** The road for one pod: left untouched, kept whole, or given slices; with every option that was legal. */
import { backedOffFrom } from './fit/backed-off.ts';
import { blocked } from './fit/blocked.ts';
import { choose, wantedBy, type Wanted } from './fit/choose.ts';
import type { Candidate, Edit, Reason } from './decision.ts';
import { editsFor } from './edits/edits.ts';
import { guest } from './fit/guest.ts';
import type { Option } from './fit/options.ts';
import { packed } from './fit/packing.ts';
import { supplyFor, type Supply } from './missing/supply.ts';
import type { Question } from './question.ts';
import type { Slot } from './fit/slots.ts';
import type { Terms } from './terms.ts';
import { keepWhole } from './fit/whole.ts';

export interface Plan {
  readonly because: Reason;
  /** What became of what the pod says it needs. */
  readonly heard?: Reason;
  /** What else a reader should know. */
  readonly note?: Reason;
  readonly take: Option | 'whole' | 'untouched';
  readonly edits: readonly Edit[];
  readonly slots: readonly Slot[];
  readonly candidates: readonly (readonly Candidate[])[];
  readonly legal: readonly Option[];
  /** Requests that were missing. */
  readonly supply?: Supply;
}

const NOTHING = { edits: [], slots: [], candidates: [], legal: [] };

export function planFor(question: Question): Plan {
  const plan = roadFor(question);
  const { terms } = question;
  // What is only told of changes neither where the pod may go nor what it takes there.
  const inForce = terms !== 'none' && terms.mode === 'enforce';
  return { ...plan, supply: supplyFor(question, inForce ? plan : AS_SUBMITTED) };
}

const AS_SUBMITTED = { take: 'untouched', edits: [] } as const;

/** What becomes of its GPUs. */
function roadFor(question: Question): Plan {
  const { terms, asks } = question;
  if (asks.length === 0) return withoutGpu(question);
  if (terms === 'none') return NO_POLICY;
  const block = blocked(question, terms);
  if (block === undefined) return planned(question, terms, wantedBy(question, terms));
  return block.whole
    ? whole(question, { ...NOTHING, because: block.because })
    : untouched(block.because);
}

/** The road of a pod that nothing keeps from being sliced. */
export function planned(question: Question, terms: Terms, wanted: Wanted): Plan {
  const { option, ...chosen } = choose(question, terms, wanted);
  // The shape of its siblings is theirs, whatever it says.
  const unasked = wanted.heard === undefined || chosen.because.rule === 'fit/sibling';
  const choice = unasked ? chosen : { ...chosen, heard: wanted.heard };
  if (option === 'whole') return whole(question, choice);
  const edits = [
    ...editsFor(question.pod, choice.slots, option, terms),
    ...packed(question.pod, option, terms),
  ];
  const because = withSettings(larger(choice), edits);
  return { ...choice, because, take: option, edits };
}

/** Whoever wonders at the size is told what was passed over, where the pod itself says it. */
function larger({
  because: { rule, says },
  candidates,
}: Pick<Plan, 'because' | 'candidates'>): Reason {
  const failed = backedOffFrom(candidates);
  return failed === undefined
    ? { rule, says }
    : { rule, says: `${says}; a smaller one failed (evidence/backed-off)` };
}

/** Whoever runs an engine is told that it is told something. */
function withSettings({ rule, says }: Reason, edits: readonly Edit[]): Reason {
  const told = edits.flatMap((edit) => {
    if (edit.kind === 'env') return [`${edit.container} gets ${edit.name}=${edit.value}`];
    return edit.kind === 'arg' ? [`${edit.container} gets ${edit.value}`] : [];
  });
  return { rule, says: [says, ...told].join('; ') };
}

function withoutGpu(question: Question): Plan {
  const note = guest(question);
  const plan = untouched({ rule: 'visit/no-gpu', says: 'it asks for no GPU' });
  return note === undefined ? plan : { ...plan, note };
}

const untouched = (because: Reason): Plan => ({ ...NOTHING, because, take: 'untouched' });

const NO_POLICY = untouched({
  rule: 'policy/none',
  says: 'no policy with sharing terms matches it',
});

const whole = (question: Question, choice: Omit<Plan, 'take' | 'edits'>): Plan => ({
  ...choice,
  take: 'whole',
  ...keepWhole(question.pod, question.menu),
});

/** The offer a container is given, if it is given one. */
export function pickFor(plan: Plan, pointer: string) {
  if (typeof plan.take === 'string') return undefined;
  const slot = plan.slots.findIndex(({ seats }) => seats.some((seat) => seat.pointer === pointer));
  return plan.take.picks[slot];
}

export const candidatesFor = (plan: Plan, pointer: string): readonly Candidate[] =>
  plan.candidates[
    plan.slots.findIndex(({ seats }) => seats.some((seat) => seat.pointer === pointer))
  ] ?? [];
