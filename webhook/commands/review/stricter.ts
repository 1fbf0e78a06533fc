/** What today brings and rest does not: another rule, or the same to a stricter end. */
import { levels } from '../../review/report.ts';
import type { Sighting } from './found.ts';

/**
 * Of what is found at rest, in its words and figures, nothing is told twice. Only that it is worse today
 * is news: a pod that rest is merely warned of may be refused beside what runs.
 */
export function newToday(resting: readonly Sighting[]): (one: Sighting) => boolean {
  const strictest = new Map<string, number>();
  for (const one of resting) {
    const key = keyOf(one);
    strictest.set(key, Math.min(strictest.get(key) ?? levels.length, rankOf(one)));
  }
  return (one) => rankOf(one) < (strictest.get(keyOf(one)) ?? levels.length);
}

const rankOf = ({ level }: Sighting): number => levels.indexOf(level);

const keyOf = ({ rule, container = '' }: Sighting): string => JSON.stringify([rule, container]);
