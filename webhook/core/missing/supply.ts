/** What is written where nothing was said, and what is told of it. */
import type { RuleOutcome, Supplied } from '../decision.ts';
import type { RequestEdit } from '../edit.ts';
import type { Pod } from '../pod.ts';
import type { Question } from '../question.ts';
import { leftAlone } from './left-alone.ts';
import { findsRoom, type Road } from './room.ts';
import { whyClosed } from './closed.ts';
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
      reason: `${lack(wish)}, and the ${amounts(wish)} of policy "${policy}" ${unset(question, road)}`,
    });
  const acts = mode === 'enforce';
  const verb = acts ? 'sets' : 'would set';
  const reason = `${lack(wish)}, and policy "${policy}" ${verb} ${amounts(wish)}${classChange(wish, before, question.pod)}`;
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

/** Room is blamed only where room is what is short. */
function unset(question: Question, road: Road): string {
  const closed = whyClosed(question, road);
  return closed === undefined
    ? 'is not set: with it no node that could take the pod now would have room'
    : `is not set, since nobody can tell whether a node would have room: ${closed}`;
}

function lack({ edits, resource }: Wish): string {
  const names = edits.map(({ container }) => container).join(', ');
  return edits.length === 1
    ? `container ${names} requests no ${resource}`
    : `containers ${names} request no ${resource}`;
}

/** Those of several containers in their order; once where all are alike. */
function amounts({ edits, because }: Wish): string {
  const all = edits.map(({ container, quantity }) => {
    const why = because.get(container);
    return why === undefined ? quantity : `${quantity} (${why})`;
  });
  return new Set(all).size === 1 ? (all[0] ?? '') : all.join(', ');
}

/** Whoever relies on being the first to be evicted, or the last, should hear of it. */
function classChange({ resource, mode }: Wish, before: Supply, pod: Pod): string {
  const acts = mode === 'enforce';
  // What is in force is told once, and what would be is told once if nothing in force has told it.
  const told = acts ? before.sets : before.supplied;
  const bestEffort = resource !== DISK && told.every(isDisk) && saysNothing(pod);
  return bestEffort
    ? `; its QoS class ${acts ? 'becomes' : 'would become'} Burstable, it was BestEffort`
    : '';
}

const DISK = 'ephemeral-storage';
const isDisk = ({ resource }: Pick<RequestEdit, 'resource'>): boolean => resource === DISK;

const COUNTED = ['cpu', 'memory'];

const saysNothing = ({ spec }: Pod): boolean =>
  [...(spec.initContainers ?? []), ...spec.containers, spec].every(({ resources }) =>
    COUNTED.every(
      (name) =>
        resources?.requests?.[name] === undefined && resources?.limits?.[name] === undefined,
    ),
  );
