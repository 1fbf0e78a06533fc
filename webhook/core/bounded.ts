/** A memory that forgets: what was not asked for while `size` other things were is gone. */
export interface Bounded<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

export interface Bounds {
  /** What came from outside may be long; that is not worth remembering. In characters. */
  readonly longestKey?: number;
  /** All keys together, where what is kept grows with them. In characters. */
  readonly allKeys?: number;
}

/** Two generations, so that forgetting costs nothing at the moment it happens. */
export function bounded<T>(
  size: number,
  { longestKey = 2048, allKeys = Infinity }: Bounds = {},
): Bounded<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  let characters = 0;
  const set = (key: string, value: T): void => {
    if (key.length > longestKey) return;
    if (young.size >= size / 2 || characters >= allKeys / 2) {
      [old, young] = [young, new Map()];
      characters = 0;
    }
    characters += key.length;
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
