/**
 * Replicas beyond those that are judged one by one: placed as the last of these, and judged by what
 * quota and guardrails say of them. The more a team holds the stricter these are and never milder, so
 * that the first pod of which they say something else is found by halving, however many there are.
 */
import { member, text, type Raw } from '../expand/raw.ts';
import { outcome } from '../report/explain.ts';
import { rehearse, type Rehearsal, type Unreadable } from '../rehearse.ts';
import type { Stage } from './standing.ts';
import { isRefused, type Turn } from './turn.ts';

export interface Crowded {
  /** Stands for all of them. */
  readonly pod: Raw;
  readonly pods: number;
  /** Of the first of them. */
  readonly ordinal: number;
  readonly node?: string;
}

type Judge = () => Promise<Rehearsal | Unreadable>;

/** In turn, those alike together. What is let in holds what it asks for from then on. */
export async function inBulk(
  { pod, pods, ordinal, node }: Crowded,
  stage: Stage,
): Promise<readonly Turn[] | Unreadable> {
  const asked = { admit: stage.admit, dryRun: true, ordinal };
  const judge: Judge = () => rehearse(pod, node === undefined ? asked : { ...asked, node });
  const turns: Turn[] = [];
  for (let rest = pods; rest > 0; rest -= turns.at(-1)?.pods ?? rest) {
    const first = await judge();
    if ('faults' in first) return first;
    const uid = uidOf(first, turns.length);
    const enter = (letIn: number) => stage.crowd({ uid, judged: first.judged, pods: letIn });
    const many = isRefused(first) ? rest : await alikeIn(rest, first, { judge, enter });
    turns.push({ ...first, pods: many, crowd: uid });
  }
  return turns;
}

interface Door {
  readonly judge: Judge;
  /** So many of them are let in. */
  readonly enter: (pods: number) => Promise<void>;
}

/** How many of them in turn come out as the first; these are let in. */
async function alikeIn(rest: number, first: Rehearsal, { judge, enter }: Door): Promise<number> {
  const wanted = signOf(first);
  const sameAfter = async (pods: number): Promise<boolean> => {
    await enter(pods);
    const next = await judge();
    return !('faults' in next) && signOf(next) === wanted;
  };
  const many = (await sameAfter(rest - 1)) ? rest : await halved(rest - 1, sameAfter);
  await enter(many);
  return many;
}

/** The least for which it does not hold, where that is no more than `other`. */
async function halved(other: number, holds: (pods: number) => Promise<boolean>): Promise<number> {
  let [same, not] = [0, other];
  while (not - same > 1) {
    const middle = same + Math.floor((not - same) / 2);
    if (await holds(middle)) same = middle;
    else not = middle;
  }
  return not;
}

/** All that is told of a pod but figures. */
const signOf = ({ proposed, judged }: Rehearsal): string =>
  JSON.stringify([
    outcome(proposed, judged),
    proposed.containers.map(({ chosen }) => chosen),
    judged.because.rule,
    judged.rules.map(({ id, outcome: how, enforced }) => [id, how, enforced]),
  ]);

const uidOf = ({ admitted }: Rehearsal, nth: number): string =>
  `${text(member(admitted, 'metadata')['uid']) ?? ''}/crowd-${nth}`;
