/**
 * A map of maps that can be given away without being copied. `freeze` hands out what is there now;
 * whoever writes afterwards first copies the one shelf that changes. With a shelf for each
 * namespace, ten thousand entries cost a snapshot what one busy namespace costs.
 */
export type Frozen<V> = ReadonlyMap<string, ReadonlyMap<string, V>>;

export class Shelves<V> {
  readonly #shelves = new Map<string, Map<string, V>>();
  /** Shelves written since the last `freeze`: nobody else holds them. */
  readonly #own = new Set<string>();
  #frozen: Frozen<V> | undefined;

  get(shelf: string, key: string): V | undefined {
    return this.#shelves.get(shelf)?.get(key);
  }

  set(shelf: string, key: string, value: V): void {
    this.#writable(shelf).set(key, value);
  }

  delete(shelf: string, key: string): void {
    if (this.get(shelf, key) === undefined) return;
    const left = this.#writable(shelf);
    left.delete(key);
    if (left.size > 0) return;
    this.#shelves.delete(shelf);
    this.#own.delete(shelf);
  }

  /** The same reference until something is written. */
  freeze(): Frozen<V> {
    if (this.#frozen === undefined) {
      this.#frozen = new Map(this.#shelves);
      this.#own.clear();
    }
    return this.#frozen;
  }

  #writable(shelf: string): Map<string, V> {
    this.#frozen = undefined;
    const there = this.#shelves.get(shelf);
    if (there !== undefined && this.#own.has(shelf)) return there;
    const copy = new Map(there);
    this.#shelves.set(shelf, copy);
    this.#own.add(shelf);
    return copy;
  }
}
