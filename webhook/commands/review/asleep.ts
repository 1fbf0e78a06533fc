/**
 * Templates that are scaled to none. What they would be is told by one pod of each, judged before any other of the
 * review and gone again at once: whoever scales it up will want to know, and until then it takes nothing from anybody.
 */
import type { Found } from '../../review/fingerprint.ts';
import type { Asked } from './clusters.ts';
import { judge, type Judgement } from './judge.ts';
import type { Made } from './made.ts';
import { FROM, isAsleep, ofNone } from './none-yet.ts';
import type { Written } from './read.ts';

export interface Early {
  /** Of each object with such a template all that is made of it, so that it is made once. */
  readonly made: ReadonlyMap<Written, readonly Made[]>;
  readonly judged: ReadonlyMap<Made, Judgement>;
}

export async function asleepFirst(
  sleeping: Iterable<Written>,
  madeOf: (written: Written) => readonly Made[],
  asked: readonly Asked[],
): Promise<Early> {
  const [made, judged] = [new Map<Written, readonly Made[]>(), new Map<Made, Judgement>()];
  // A server has answered already, for all pods in the order in which they were written.
  const inTurn = asked.some((one) => 'answers' in one);
  for (const one of sleeping) {
    const all = madeOf(one);
    made.set(one, all);
    for (const each of inTurn ? [] : all.filter(isAsleep))
      judged.set(each, await judgedAsleep(each, asked, FROM + judged.size));
  }
  return { made, judged };
}

/** As any other, or of one that is asleep what counts nowhere. */
export const judgedInTurn = (
  made: Made,
  asked: readonly Asked[],
  from: number,
): Promise<Judgement> =>
  isAsleep(made) ? judgedAsleep(made, asked, from) : judge(made, asked, from);

async function judgedAsleep(made: Made, asked: readonly Asked[], from: number): Promise<Judgement> {
  const { reviewed, found, unread, waiting, end } = await judge(made, asked, from);
  end();
  const seen = asked.every((one) => 'today' in one);
  return {
    found: seen ? found : found.map(foretold),
    unread,
    waiting,
    costed: [],
    end: () => undefined,
    ...(reviewed === undefined
      ? {}
      : { reviewed: { ...reviewed, outcomes: reviewed.outcomes.map(ofNone) } }),
  };
}

/** It was asked about behind all others, and so would have come after them. */
const foretold = (one: Found): Found =>
  one.rule === 'quota/team' ? { ...one, level: 'note' } : one;
