/** Labels of namespaces, and which of them have handed their GPUs to a native ResourceQuota. */
import type { Labels } from '../core/pod.ts';
import type { NamespaceFacts } from '../core/world.ts';
import type { SeenMeta, SeenNamespace, SeenQuota } from './seen.ts';

export class Namespaces {
  readonly #seen = new Map<string, SeenNamespace>();
  /** Quotas that name GPUs: namespace to quota name to uid. */
  readonly #quotas = new Map<string, Map<string, string>>();
  #frozen: ReadonlyMap<string, NamespaceFacts> | undefined;

  /** Whether its labels are others now. */
  put(namespace: SeenNamespace): boolean {
    const { name } = namespace.metadata;
    const before = this.#seen.get(name);
    this.#seen.set(name, namespace);
    const same = JSON.stringify(before?.labels) === JSON.stringify(namespace.labels);
    if (!same) this.#frozen = undefined;
    return !same;
  }

  drop(name: string, uid: string): boolean {
    if (this.#seen.get(name)?.metadata.uid !== uid) return false;
    this.#seen.delete(name);
    this.#frozen = undefined;
    return true;
  }

  /** None of a namespace that was not seen, as for a pod that comes. */
  labels(name: string): Labels {
    return this.#seen.get(name)?.labels ?? {};
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
