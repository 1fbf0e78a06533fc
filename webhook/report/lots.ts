/**
 * The pods of one template by what each was given: replicas are judged in turn, so the last slice
 * may go to the first of them, and the quota may hold only two of three. A lot is those that were
 * given the same for the same reason.
 */
import { nothing, plus, times, type Claim } from '../core/claim.ts';
import { setIn, type Decision } from '../core/decision.ts';
import { gpus } from '../core/text.ts';
import { slices } from './lines.ts';
import { outcome, type Outcome } from './explain.ts';

export interface Judged {
  readonly proposed: Decision;
  readonly judged: Decision;
  /** How many it stands for; one where that is not said. */
  readonly pods?: number;
}

export interface Lot<T extends Judged> {
  readonly pods: number;
  readonly outcome: Outcome;
  /** Stands for all of them. */
  readonly first: T;
}

export interface Claims {
  readonly asked: Claim;
  readonly final: Claim;
}

/** In the order in which the first of each came. */
export function lotsOf<T extends Judged>(all: readonly T[]): Lot<T>[] {
  const lots = new Map<string, Lot<T>>();
  for (const one of all) {
    const key = given(one).join(' ');
    const { pods, first } = lots.get(key) ?? { pods: 0, first: one };
    lots.set(key, {
      pods: pods + (one.pods ?? 1),
      outcome: outcome(first.proposed, first.judged),
      first,
    });
  }
  return [...lots.values()];
}

/** What all of them asked for, and what those take together that were let in. */
export function claimOfAll(all: readonly Judged[]): Claims {
  const letIn = all.filter(({ proposed, judged }) => outcome(proposed, judged) !== 'refused');
  return {
    asked: sum(all.map(({ judged, pods = 1 }) => times(judged.claimAsked, pods))),
    final: sum(letIn.map(({ judged, pods = 1 }) => times(judged.claimFinal, pods))),
  };
}

/** E.g. `3 pods: 1 takes …, 2 keep what they asked for (fit/sold-out); claim 3 -> 2.142 GPU in all`. */
export function lotsLine(lots: readonly Lot<Judged>[], { asked, final }: Claims): string {
  const all = lots.reduce((sum, { pods }) => sum + pods, 0);
  const told = lots.map(({ pods, first }) => `${pods} ${given(first, pods).join(' ')}`).join(', ');
  const claim = `claim ${gpus(asked.milliGPU)} -> ${gpus(final.milliGPU)} GPU in all`;
  return lots.length > 1 ? `${all} pods: ${told}; ${claim}` : `${all} pods alike, ${claim}`;
}

/** Of one pod, and of several. */
const VERBS: Readonly<Record<Outcome, readonly [string, string]>> = {
  refused: ['is refused', 'are refused'],
  rewritten: ['takes', 'take'],
  'would rewrite': ['would take', 'would take'],
  'requests set': ['keeps what it asked for, with', 'keep what they asked for, with'],
  'kept whole': ['keeps what it asked for', 'keep what they asked for'],
  left: ['keeps what it asked for', 'keep what they asked for'],
};

/** A verb, what it is about, and the rule behind it. */
function given({ proposed, judged }: Judged, pods = 1): string[] {
  const word = outcome(proposed, judged);
  const verb = VERBS[word][pods === 1 ? 0 : 1];
  if (word === 'refused') return [verb, `(${judged.because.rule})`];
  return [
    verb,
    ...takenBy(proposed, word),
    `(${proposed.because.rule})`,
    ...(judged.verdict === 'refuse' ? [`and would be refused (${judged.because.rule})`] : []),
  ];
}

function takenBy(proposed: Decision, word: Outcome): string[] {
  if (word === 'requests set') return [`requests set: ${setIn(proposed)}`];
  const chosen = [...new Set(proposed.containers.map((container) => container.chosen))];
  return slices(proposed) === '' ? [] : [chosen.join(' and ')];
}

const sum = (claims: readonly Claim[]): Claim => claims.reduce(plus, nothing);
