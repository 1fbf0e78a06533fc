/**
 * How deep an object may be. JSON.parse goes down as far as there are letters; whoever then clones,
 * compares or writes what it found calls itself a level at a time, and ends with the stack. Whatever
 * somebody else has written is asked here first, level by level and without calling itself.
 */

/** Several times what a pod template goes down to. */
export const MOST_LEVELS = 100;

export const TOO_DEEP = 'is nested too deeply to be read';

export function isTooDeep(value: unknown, most = MOST_LEVELS): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
  }
  return false;
}
