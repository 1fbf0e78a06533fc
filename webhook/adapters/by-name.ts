/** Objects by namespace and name, without a third text made of both: a hundred thousand of those weigh as much as uids. */
import type { Seen, SeenMeta } from './seen.ts';

type Name = Pick<SeenMeta, 'namespace' | 'name'>;

export class ByName<T extends Seen> {
  readonly #all = new Map<string, Map<string, T>>();

  get({ namespace, name }: Name): T | undefined {
    return this.#all.get(namespace)?.get(name);
  }

  set(item: T): void {
    const { namespace, name } = item.metadata;
    const there = this.#all.get(namespace) ?? new Map<string, T>();
    this.#all.set(namespace, there);
    // An entry keeps the text that it was made with, and another writing of the name is another text.
    if (there.get(name) !== item) there.delete(name);
    there.set(name, item);
  }

  delete({ metadata: { namespace, name } }: Seen): void {
    const there = this.#all.get(namespace);
    there?.delete(name);
    if (there?.size === 0) this.#all.delete(namespace);
  }

  *values(): Iterable<T> {
    for (const there of this.#all.values()) yield* there.values();
  }
}
