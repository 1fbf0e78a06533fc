/**
 * What belongs to a key, in no order: most keys have one or two dozen. A Set of one weighs more than a pod,
 * so one stands for itself, and few are a list.
 */
const FEW = 32;

export class Gathered<T extends object> {
  readonly #all = new Map<string, T | T[] | Set<T>>();

  add(key: string, item: T): void {
    const there = this.#all.get(key);
    if (there === undefined || there === item) this.#all.set(key, item);
    else if (there instanceof Set) there.add(item);
    else if (!Array.isArray(there)) this.#all.set(key, [there, item]);
    else if (there.includes(item)) return;
    else if (there.length < FEW) there.push(item);
    else this.#all.set(key, new Set([...there, item]));
  }

  remove(key: string, item: T): void {
    const there = this.#all.get(key);
    if (there === item) this.#all.delete(key);
    else if (there instanceof Set) {
      there.delete(item);
      if (there.size <= FEW / 2) this.#all.set(key, [...there]);
    } else if (Array.isArray(there)) {
      const at = there.indexOf(item);
      if (at >= 0) there.splice(at, 1);
      if (there.length === 0) this.#all.delete(key);
    }
  }

  /** All of them, who belong to it no longer. */
  take(key: string): readonly T[] {
    const there = this.#all.get(key);
    this.#all.delete(key);
    if (there === undefined) return [];
    return there instanceof Set ? [...there] : Array.isArray(there) ? there : [there];
  }
}
