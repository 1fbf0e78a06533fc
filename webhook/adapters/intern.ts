/**
 * One object for many that are equal. Replicas of a workload differ in name and uid only, so what
 * they share is kept once. What has not been asked for while thousands of others were is forgotten:
 * sharing saves memory, nothing depends on it.
 */
const MOST = 5_000;

export function interner<T extends object>(): (value: T) => T {
  const known = recent<T>(MOST);
  return (value) => known(JSON.stringify(value), value);
}

/** Short texts recur by the thousand, and JSON.parse makes each anew. */
export function textInterner(most: number): (text: string) => string {
  const known = recent<string>(most);
  return (text) => known(text, text);
}

/** Names of nodes, namespaces and products, values of labels. */
export const oneText = textInterner(10_000);

/** Two halves: a full one becomes the older one, and what is asked for meanwhile moves over. */
function recent<T>(most: number): (key: string, value: T) => T {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (key, value) => {
    const same = young.get(key);
    if (same !== undefined) return same;
    const found = old.get(key) ?? value;
    if (young.size >= most) {
      old = young;
      young = new Map();
    }
    young.set(key, found);
    return found;
  };
}

/** The same texts with the same keys, each text kept once. */
export function oneOfEach(texts: Readonly<Record<string, string>>): Record<string, string> {
  const shared: Record<string, string> = {};
  for (const key in texts) shared[key] = oneText(texts[key] ?? '');
  return shared;
}
