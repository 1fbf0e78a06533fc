/**
 * The set in force. Each source hands in all its documents whenever they change; they are compiled
 * together, since two files, or a file and an object of the cluster, can contradict each other. A
 * source that has a fault takes nothing down: the last good set stays, and whoever is told of the
 * faults can say so.
 */
import type { NodeFacts } from '../core/menu/node.ts';
import { compile, type PolicySet } from '../policy/compile.ts';
import type { Document, Fault } from '../policy/documents.ts';
import { byPlace, type Reading } from '../policy/read.ts';
import { renderFaults } from '../policy/render.ts';
import { declaredNodes } from './declared-nodes.ts';
import type { Texts } from './read-files.ts';

export interface InForce {
  readonly set: PolicySet;
  readonly declared: readonly NodeFacts[];
}

export interface Heard {
  /** As a compiler shows them; '' where all is well again. */
  readonly rendered: string;
  readonly faults: readonly Fault[];
  /** Hash of the set in force, or `none`. */
  readonly hash: string;
}

export interface PolicyStore {
  /** Everything the source says now; with the texts of its files a fault can show its line. */
  put(source: string, reading: Reading & { readonly texts?: Texts }): void;
  current(): InForce | 'none';
  faults(): readonly Fault[];
  missing(): readonly string[];
}

/** `sources` must all have been heard before the first set; `heard` is told of each outcome. */
export function policyStore(
  sources: readonly string[],
  heard: (outcome: Heard) => void = () => undefined,
): PolicyStore {
  const readings = new Map<string, Reading & { readonly texts?: Texts }>();
  let inForce: InForce | 'none' = 'none';
  let faults: readonly Fault[] = [];

  const silent = () => sources.filter((source) => !readings.has(source));

  function settle(): void {
    const all = [...readings]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, reading]) => reading);
    const documents = all.flatMap((reading) => reading.documents);
    const unread = all.flatMap((reading) => reading.faults);
    const made = unread.length > 0 ? { ok: false as const, faults: unread } : inForceOf(documents);
    faults = made.ok ? [] : made.faults.toSorted(byPlace);
    if (made.ok) inForce = made.inForce;
    const textOf = (file: string) =>
      all.map(({ texts }) => texts?.get(file)).find((text) => text !== undefined);
    const hash = inForce === 'none' ? inForce : inForce.set.hash;
    heard({ rendered: renderFaults(faults, textOf), faults, hash });
  }

  return {
    put(source, reading) {
      readings.set(source, reading);
      if (silent().length === 0) settle();
    },
    current: () => inForce,
    faults: () => faults,
    missing() {
      if (inForce !== 'none') return [];
      const waiting = silent();
      return waiting.length > 0
        ? waiting.map((source) => `policies of ${source}`)
        : ['a set of policies without faults'];
    },
  };
}

export type Made =
  | { readonly ok: true; readonly inForce: InForce }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export function inForceOf(documents: readonly Document[]): Made {
  const compiled = compile(documents);
  return compiled.ok
    ? { ok: true, inForce: { set: compiled.set, declared: declaredNodes(documents) } }
    : compiled;
}
