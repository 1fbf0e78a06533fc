/** Pods asked for without pause while something happens, and what became of each. */
import { sleep } from '../wait.ts';
import type { Answer, Created } from './api.ts';

export interface Load {
  readonly asked: number;
  /** Whatever was not stored, in the API server's words. */
  readonly refused: readonly string[];
}

export interface Pace {
  /** Asked for together. More than 25 make the API server open connections of its own for it. */
  readonly atOnce: number;
  readonly everyMs: number;
}

/** `ask` is told how many were asked for before; a connection that breaks is a refusal too. */
export async function underLoad(
  { atOnce, everyMs }: Pace,
  ask: (before: number) => Promise<Answer<Created>>,
  work: () => Promise<unknown>,
): Promise<Load> {
  const refused: string[] = [];
  const load = { asked: 0, over: false };

  const one = async (before: number): Promise<void> => {
    try {
      const { status, body } = await ask(before);
      if (status !== 201) refused.push(`${status} ${body.message}`);
    } catch (error) {
      refused.push(String(error));
    }
  };
  const ending = work().finally(() => (load.over = true));
  // Whatever it ends with is told below, once the last pod has had its answer.
  ending.catch(() => undefined);
  while (!load.over) {
    const round = Array.from({ length: atOnce }, () => one(load.asked++));
    await Promise.all([...round, sleep(everyMs)]);
  }
  await ending;
  return { asked: load.asked, refused };
}
