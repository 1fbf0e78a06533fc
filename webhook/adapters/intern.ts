/**
 * One object for many that are equal. Replicas of a workload differ in name and uid only, so what
 * they share is kept once. The table is dropped whole when it is full: sharing saves memory,
 * nothing depends on it.
 */
const MOST = 5_000;

export function interner<T extends object>(): (value: T) => T {
  const known = new Map<string, T>();
  return (value) => {
    const key = JSON.stringify(value);
    const same = known.get(key);
    if (same !== undefined) return same;
    if (known.size >= MOST) known.clear();
    known.set(key, value);
    return value;
  };
}
