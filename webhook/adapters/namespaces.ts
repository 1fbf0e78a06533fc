/** Labels of namespaces, and which of them have handed their GPUs to a native ResourceQuota. */
import type { NamespaceFacts } from '../core/world.ts';
import type { SeenMeta, SeenNamespace, SeenQuota } from './seen.ts';

export class Namespaces {
  readonly #seen = new Map<string, SeenNamespace>();
  /** Quotas that name GPUs: namespace to quota name to uid. */
  readonly #quotas = new Map<string, Map<string, string>>();
  #frozen: ReadonlyMap<string, NamespaceFacts> | undefined;

  put(namespace: SeenNamespace): void {
    const { name } = namespace.metadata;
    const before = this.#seen.get(name);
    this.#seen.set(name, namespace);
    if (JSON.stringify(before?.labels) !== JSON.stringify(namespace.labels))
      this.#frozen = undefined;
  }

  drop(name: string, uid: string): void {
    if (this.#seen.get(name)?.metadata.uid !== uid) return;
    this.#seen.delete(name);
    this.#frozen = undefined;
  }

  /** A quota's status changes with each pod; only whether it names GPUs matters. */
  putQuota({ metadata: { namespace, name, uid }, namesGpu }: SeenQuota): void {
    const there = this.#quotas.get(namespace)?.has(name) ?? false;
    const quotas = this.#quotas.get(namespace) ?? new Map<string, string>();
    if (namesGpu) this.#quotas.set(namespace, quotas.set(name, uid));
    else this.#forget(namespace, name);
    if (there !== namesGpu) this.#frozen = undefined;
  }

  dropQuota({ namespace, name, uid }: SeenMeta): void {
    if (this.#quotas.get(namespace)?.get(name) !== uid) return;
    this.#forget(namespace, name);
    this.#frozen = undefined;
  }

  freeze(): ReadonlyMap<string, NamespaceFacts> {
    this.#frozen ??= new Map(
      [...this.#seen].map(([name, { labels }]) => [
        name,
        { labels, nativeGpuQuota: this.#quotas.has(name) },
      ]),
    );
    return this.#frozen;
  }

  #forget(namespace: string, name: string): void {
    const quotas = this.#quotas.get(namespace);
    quotas?.delete(name);
    if (quotas?.size === 0) this.#quotas.delete(namespace);
  }
}
