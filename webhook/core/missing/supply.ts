/** What is written where nothing was said, and what is told of it. */
import type { RuleOutcome, Supplied } from '../decision.ts';
import type { RequestEdit } from '../edit.ts';
import type { Pod } from '../pod.ts';
import type { Question } from '../question.ts';
import { leftAlone } from './left-alone.ts';
import { findsRoom, type Road } from './room.ts';
import { wishesOf, type Wish } from './wishes.ts';

export interface Supply {
  /** In force: of policies that enforce. */
  readonly sets: readonly RequestEdit[];
  readonly supplied: readonly Supplied[];
  readonly rules: readonly RuleOutcome[];
  /** The first policy that sets something, for whoever asks who did. */
  readonly policy: string;
}

export const NOTHING: Supply = { sets: [], supplied: [], rules: [], policy: 'none' };

/** One after the other, since each takes of the room that is left to the next. */
export function supplyFor(question: Question, road: Road): Supply {
  const wishes = wishesOf(question);
  if (wishes.length === 0) return NOTHING;
  let supply = NOTHING;
  for (const wish of wishes) supply = withOne(supply, wish, question, road);
  return supply;
}

function withOne(before: Supply, wish: Wish, question: Question, road: Road): Supply {
  const { mode, policy, edits } = wish;
  const alone = leftAlone(question, wish);
  const told = (rule: RuleOutcome): Supply => ({ ...before, rules: [...before.rules, rule] });
  if (alone !== undefined)
    return told({
      id: 'request/left-alone',
      outcome: 'skip',
      reason: `${lack(wish)}, and stays so: ${alone.says} (${alone.rule})`,
    });
  const outcome = mode === 'observe' ? 'skip' : 'warn';
  if (!findsRoom(question, road, [...before.sets, ...edits]))
    return told({
      id: 'request/no-room',
      outcome,
      reason: `${lack(wish)}; with the ${amounts(wish)} of policy ${policy} no node that could take it now would have room, so it is not set`,
    });
  const verb = mode === 'enforce' ? 'sets' : 'would set';
  const reason = `${lack(wish)}, and policy ${policy} ${verb} ${amounts(wish)}${classChange(wish, before, question.pod)}`;
  const acts = mode === 'enforce';
  return {
    policy: acts && before.policy === NOTHING.policy ? policy : before.policy,
    sets: acts ? [...before.sets, ...edits] : before.sets,
    supplied: [
      ...before.supplied,
      ...edits.map(({ container, resource, quantity }) => ({
        container,
        resource,
        quantity,
        mode,
      })),
    ],
    rules: [...before.rules, { id: 'request/set', outcome, reason }],
  };
}

function lack({ edits, resource }: Wish): string {
  const names = edits.map(({ container }) => container).join(', ');
  return edits.length === 1
    ? `container ${names} requests no ${resource}`
    : `containers ${names} request no ${resource}`;
}

/** Those of several containers in their order; once where all are alike. */
function amounts({ edits }: Wish): string {
  const all = edits.map(({ quantity }) => quantity);
  return new Set(all).size === 1 ? (all[0] ?? '') : all.join(', ');
}

/** Whoever relies on being the first to be evicted, or the last, should hear of it. */
function classChange({ resource }: Wish, { sets }: Supply, pod: Pod): string {
  const bestEffort = resource !== 'ephemeral-storage' && sets.every(isDisk) && saysNothing(pod);
  return bestEffort ? '; its QoS class becomes Burstable, it was BestEffort' : '';
}

const isDisk = ({ resource }: RequestEdit): boolean => resource === 'ephemeral-storage';

const COUNTED = ['cpu', 'memory'];

const saysNothing = ({ spec }: Pod): boolean =>
  [...(spec.initContainers ?? []), ...spec.containers, spec].every(({ resources }) =>
    COUNTED.every(
      (name) =>
        resources?.requests?.[name] === undefined && resources?.limits?.[name] === undefined,
    ),
  );
