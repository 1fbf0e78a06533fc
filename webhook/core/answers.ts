/**
 * What policies ask of a pod in words of their own. They may ask about any field, and the pod that
 * stands for all alike has only those we read. So the pod that came answers itself, and pods alike
 * are given one Decision where their answers are the same, too.
 */
import { keptByWorld } from './alike.ts';
import type { Pod } from './pod.ts';
import type { Answer, Condition, Inquire, Subject } from './terms.ts';
import type { World } from './world.ts';

/** The pod as somebody takes it to have been submitted; the same function for the same view. */
export type View = (pod: Pod) => Pod;

interface Known {
  readonly object: Pod;
  readonly answers: Map<Condition, Answer>;
}

interface Asked {
  readonly condition: Condition;
  readonly view: View;
  readonly subject: Subject;
  readonly answer: Answer;
}

/** Of one pod as it came. Each question is put to it once. */
export class Answers {
  readonly #pod: Pod;
  readonly #known = new Map<View, Known>();
  readonly #asked: Asked[] = [];

  constructor(pod: Pod) {
    this.#pod = pod;
  }

  to(view: View): Inquire {
    return (condition, subject) => {
      const { object, answers } = this.#seen(view);
      const known = answers.get(condition);
      if (known !== undefined) return known;
      const answer = condition.answer(object, subject);
      answers.set(condition, answer);
      // Who asks leads to the pod itself, and this is kept long after the pod is gone.
      const { ask: _, ...who } = subject;
      this.#asked.push({ condition, view, subject: who, answer });
      return answer;
    };
  }

  #seen(view: View): Known {
    const known = this.#known.get(view) ?? { object: view(this.#pod), answers: new Map() };
    this.#known.set(view, known);
    return known;
  }

  /** What it was asked so far. */
  get asked(): readonly Asked[] {
    return this.#asked;
  }

  /** Whether it answers all this as another pod did. */
  agree(asked: readonly Asked[]): boolean {
    return asked.every(({ condition, view, subject, answer }) =>
      same(this.to(view)(condition, subject), answer),
    );
  }
}

export const askOf = (pod: Pod): Inquire => new Answers(pod).to(asItIs);

const asItIs: View = (pod) => pod;

const same = (a: Answer, b: Answer): boolean =>
  typeof a === 'string' || typeof b === 'string' ? a === b : a.error === b.error;

/** Pods alike that answer in more ways than this are decided one by one. */
const MOST_WAYS = 16;

/** As `keptByWorld`, of pods alike that answer the same. */
export function keptByAnswers<T>(): (world: World, pod: Pod, answers: Answers, find: () => T) => T {
  const kept = keptByWorld<{ readonly asked: readonly Asked[]; readonly made: T }[]>();
  return (world, pod, answers, find) => {
    const ways = kept(world, pod, () => []);
    const known = ways.find(({ asked }) => answers.agree(asked));
    if (known !== undefined) return known.made;
    const made = find();
    if (ways.length < MOST_WAYS) ways.push({ asked: answers.asked, made });
    return made;
  };
}
