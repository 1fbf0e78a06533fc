/**
 * One object for many that are equal. Replicas of a workload differ in name and uid only, so what
 * they share is kept once, for as long as anybody holds it: nothing but a number and a weak reference is
 * kept here, since the words of a hundred thousand values would weigh more than the values. Sharing
 * saves memory, nothing depends on it.
 */
export function interner<T extends object>(): (value: T) => T {
  const known = new Map<number, WeakRef<T>>();
  let most = FEWEST;
  return (value) => {
    const words = JSON.stringify(value);
    const mark = markOf(words);
    const found = known.get(mark)?.deref();
    // Of two with one mark the later one is known; that takes memory at worst.
    if (found !== undefined && JSON.stringify(found) === words) return found;
    if (known.size >= most) most = Math.max(FEWEST, 2 * swept(known));
    known.set(mark, new WeakRef(value));
    return value;
  };
}

/** So many are known before those are looked for that nobody holds any more; then twice as many as are left. */
const FEWEST = 1_000;

function swept(known: Map<number, WeakRef<object>>): number {
  for (const [mark, one] of known) if (one.deref() === undefined) known.delete(mark);
  return known.size;
}

/** FNV-1a. */
function markOf(words: string): number {
  let mark = -2_128_831_035;
  for (let i = 0; i < words.length; i++) mark = Math.imul(mark ^ words.charCodeAt(i), 16_777_619);
  return mark;
}

/**
 * Short texts recur by the thousand, and JSON.parse makes each anew. Two halves: a full one becomes the older one, and what is asked for meanwhile moves over.
 */
export function textInterner(most: number): (text: string) => string {
  let young = new Map<string, string>();
  let old = new Map<string, string>();
  return (text) => {
    const same = young.get(text);
    if (same !== undefined) return same;
    const found = old.get(text) ?? text;
    if (young.size >= most) {
      old = young;
      young = new Map();
    }
    young.set(found, found);
    return found;
  };
}

/** Names of nodes, namespaces and products, values of labels. */
export const oneText = textInterner(10_000);

/** The same texts with the same keys, each text kept once; `known` is one that is kept beside them anyhow. */
export function oneOfEach(
  texts: Readonly<Record<string, string>>,
  known = '',
): Record<string, string> {
  // A copy has room for as many as there are, and one that grows for some more.
  const shared: Record<string, string> = { ...texts };
  for (const key in texts) {
    const text = texts[key] ?? '';
    shared[key] = text === known ? known : oneText(text);
  }
  return shared;
}
