/** Whose figures are nobody's for sure, and for which causes, over all windows of a run. */
import type { Doubt } from '../sources/doubt.ts';
import type { Key, Told } from './learned.ts';

export interface Doubtful extends Key {
  readonly revision: string;
  readonly doubts: readonly Doubt[];
}

export class Doubting {
  readonly #all = new Map<string, { of: Omit<Doubtful, 'doubts'>; causes: Map<string, Doubt> }>();

  note(told: readonly Told[]): void {
    for (const { member, measured } of told) {
      if (measured.doubt === undefined) continue;
      const { namespace, kind, name } = member.workload;
      const of = { namespace, kind, name, container: member.container, revision: member.revision };
      const key = JSON.stringify(of);
      const known = this.#all.get(key) ?? { of, causes: new Map<string, Doubt>() };
      // Of one cause the latest: who is silent on a node changes from window to window.
      known.causes.set(causeOf(measured.doubt), measured.doubt);
      this.#all.set(key, known);
    }
  }

  all(): Doubtful[] {
    return [...this.#all.values()].map(({ of, causes }) => ({
      ...of,
      doubts: [...causes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, doubt]) => doubt),
    }));
  }
}

/** Where it is to be looked for: one node, or one container of a pod. */
function causeOf(doubt: Doubt): string {
  if (doubt.of === 'nodes') return doubt.of;
  return doubt.of === 'surplus'
    ? `surplus ${doubt.namespace}/${doubt.pod} ${doubt.container}`
    : `${doubt.of} ${doubt.node}`;
}
