/** What somebody else answered, for some seconds: asked once however many wait, and a failure is no answer. */
import { bounded } from '../../core/bounded.ts';
import type { Clock } from '../../ports.ts';

export interface Remembering {
  readonly clock: Clock;
  /** How many answers at most. */
  readonly size: number;
  readonly milliseconds: number;
}

interface Known<T> {
  readonly answer: Promise<T>;
  until: number;
}

export function remembered<T>({ clock, size, milliseconds }: Remembering) {
  const known = bounded<Known<T>>(size);
  return (key: string, ask: () => Promise<T>): Promise<T> => {
    const before = known.get(key);
    if (before !== undefined && clock.now() < before.until) return before.answer;
    const now: Known<T> = { answer: ask(), until: clock.now() + milliseconds };
    known.set(key, now);
    // Whoever waits is told of the failure; the next one asks again.
    now.answer.catch(() => (now.until = 0));
    return now.answer;
  };
}
