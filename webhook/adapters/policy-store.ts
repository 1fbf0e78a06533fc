/**
 * The set in force. Each source hands in all its documents whenever they change; they are compiled
 * together, since two files, or a file and an object of the cluster, can contradict each other. A
 * source that has a fault takes nothing down: the last good set stays, and whoever is told of the
 * faults can say so. What a namespace's own users write and that is at fault is left out by itself.
 */
import type { NodeFacts } from '../core/menu/node.ts';
import { compileApart } from '../policy/apart.ts';
import { compile, type Compiled, type PolicySet } from '../policy/compile.ts';
import { ofKind, titleOf, type Document, type Fault } from '../policy/documents.ts';
import { byPlace, type Reading } from '../policy/read.ts';
import { renderFaults } from '../policy/render.ts';
import { changesBetween, some, type ByTitle, type Changes } from './changes.ts';
import { declaredNodes } from './declared-nodes.ts';
import type { Texts } from './read-files.ts';

export interface InForce {
  readonly set: PolicySet;
  readonly declared: readonly NodeFacts[];
  /** What it was made of. */
  readonly byTitle: ByTitle;
}

/** What came of reading everything once more. */
export interface Settled {
  readonly faults: readonly Fault[];
  /** Of GpuProfiles of the cluster, which are not believed; they keep nothing else from being in force. */
  readonly apart: readonly Fault[];
  /** All could be read, so that they were held against each other. */
  readonly compared: boolean;
  readonly inForce: InForce | 'none';
  /** Hash of the set in force, or `none`. */
  readonly hash: string;
}

/** Whether the set in force was read by this process or is one of an earlier life, and of when. */
export type Origin = 'read' | { readonly keptAt: string };

export interface Heard extends Settled {
  /** As a compiler shows them; '' where all is well again. */
  readonly rendered: string;
  /** Hash of the set that was in force before this reading. */
  readonly before: string;
  /** How many sets have been put in force, this one included. */
  readonly generation: number;
  /** What the set in force has that the one before had not; nothing where that one stayed. */
  readonly changes: Changes;
  readonly origin: Origin;
}

/** A set of an earlier life, for a start at which what is there has faults. */
export interface Fallback {
  readonly hash: string;
  readonly at: string;
  readonly documents: readonly Document[];
}

/** With the texts of its files a fault can show its line. */
export type Put = Reading & {
  readonly texts?: Texts;
  /** Faults of objects that stop nobody but whoever wrote them. */
  readonly apart?: readonly Fault[];
};

export interface PolicyStore {
  /** Everything the source says now. */
  put(source: string, reading: Put): void;
  current(): InForce | 'none';
  faults(): readonly Fault[];
  missing(): readonly string[];
}

/**
 * `sources` must all have been heard before the first set; `heard` is told of each outcome;
 * `fallback` is asked for a set where none is in force and none can be made.
 */
export function policyStore(
  sources: readonly string[],
  heard: (outcome: Heard) => void = () => undefined,
  fallback: () => Fallback | 'none' = () => 'none',
): PolicyStore {
  const readings = new Map<string, Put>();
  let inForce: InForce | 'none' = 'none';
  let faults: readonly Fault[] = [];
  let generation = 0;
  let origin: Origin = 'read';

  const silent = () => sources.filter((source) => !readings.has(source));

  function settle(): void {
    const all = inOrder(readings);
    const { made, apart, compared } = madeOf(all);
    faults = made.ok ? [] : made.faults.toSorted(byPlace);
    const before = inForce;
    if (made.ok) [inForce, origin] = [made.inForce, 'read'];
    else if (inForce === 'none') [inForce, origin] = restored(fallback(), all);
    const changes = changesBetween(titlesOf(before), titlesOf(inForce));
    if (inForce !== 'none' && (generation === 0 || some(changes))) generation++;
    heard({
      rendered: renderFaults(faults, textsIn(all)),
      faults,
      apart,
      compared,
      inForce,
      hash: hashOf(inForce),
      before: hashOf(before),
      generation,
      changes,
      origin,
    });
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

const inOrder = (readings: ReadonlyMap<string, Put>): readonly Put[] =>
  [...readings].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, reading]) => reading);

/** A fault that takes two to make is looked for only where all could be read. */
function madeOf(all: readonly Put[]): { made: Made; compared: boolean; apart: readonly Fault[] } {
  const unread = all.flatMap((reading) => reading.faults);
  const aside = all.flatMap((reading) => reading.apart ?? []);
  if (unread.length > 0)
    return { made: { ok: false, faults: unread }, apart: aside, compared: false };
  const { compiled, apart, believed } = compileApart(all.flatMap((reading) => reading.documents));
  return {
    made: madeFrom(compiled, believed),
    apart: [...aside, ...apart].toSorted(byPlace),
    compared: true,
  };
}

/** With the profiles that can be read now, if they agree with it: those were not kept. */
function restored(kept: Fallback | 'none', all: readonly Put[]): [InForce | 'none', Origin] {
  if (kept === 'none') return ['none', 'read'];
  const profiles = all.flatMap(({ documents }) => ofKind(documents, 'GpuProfile'));
  const beside = compileApart([...kept.documents, ...profiles]);
  const tries = [madeFrom(beside.compiled, beside.believed), inForceOf(kept.documents)];
  const made = tries.find((one) => one.ok && one.inForce.set.hash === kept.hash);
  return made?.ok === true ? [made.inForce, { keptAt: kept.at }] : ['none', 'read'];
}

const textsIn =
  (all: readonly Put[]) =>
  (file: string): string | undefined =>
    all.map(({ texts }) => texts?.get(file)).find((text) => text !== undefined);

const hashOf = (inForce: InForce | 'none'): string =>
  inForce === 'none' ? inForce : inForce.set.hash;

const titlesOf = (inForce: InForce | 'none'): ByTitle =>
  inForce === 'none' ? new Map() : inForce.byTitle;

export type Made =
  | { readonly ok: true; readonly inForce: InForce }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export const inForceOf = (documents: readonly Document[]): Made =>
  madeFrom(compile(documents), documents);

export function madeFrom(compiled: Compiled, documents: readonly Document[]): Made {
  if (!compiled.ok) return compiled;
  const byTitle = new Map(documents.map((document) => [titleOf(document), document]));
  return {
    ok: true,
    inForce: { set: compiled.set, declared: declaredNodes(documents), byTitle },
  };
}
