/** A memory that forgets: what was not asked for while `size` other things were is gone. */
export interface Bounded<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/** What came from outside may be long; that is not worth remembering. */
const LONGEST_KEY = 2048;

/** Two generations, so that forgetting costs nothing at the moment it happens. */
export function bounded<T>(size: number, longestKey = LONGEST_KEY): Bounded<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  const set = (key: string, value: T): void => {
    if (key.length > longestKey) return;
    if (young.size >= size / 2) [old, young] = [young, new Map()];
    young.set(key, value);
  };
  return {
    set,
    get(key) {
      const known = young.get(key);
      if (known !== undefined) return known;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
  };
}
