/** A World from files that stands still but for the pods let in, with a ledger that knows what its live pods hold. */
import { ClusterState } from '../adapters/cluster-state.ts';
import { expectAdmitted } from '../adapters/expectations.ts';
import { memoryLedger, type Held } from '../adapters/memory-ledger.ts';
import { heldBy } from '../adapters/held-by.ts';
import { inForceOf } from '../adapters/policy-store.ts';
import { readFiles, SNAPSHOT_BYTES, type FilesRead } from '../adapters/read-files.ts';
import { feed, staticWorld } from '../adapters/static-world.ts';
import { livingIn } from '../adapters/living.ts';
import type { SeenScale } from '../adapters/scales.ts';
import { worldOf } from '../adapters/world.ts';
import { admit, type Admit } from '../admit.ts';
import { nothing, plus, type Claim } from '../core/claim.ts';
import type { Living } from '../core/exemption.ts';
import type { Review } from '../core/review.ts';
import type { Expanded } from '../expand/expand.ts';
import type { Consider } from '../policy/considered.ts';
import { ofKind, type Document, type Fault } from '../policy/documents.ts';
import { renderFaults } from '../policy/render.ts';
import type { Clock, QuotaLedger, WorldSource } from '../ports.ts';
import { crowdsOn, type Crowd, type Crowds } from './crowds.ts';

export interface Stage {
  readonly ok: true;
  readonly admit: Admit;
  readonly source: WorldSource;
  readonly ledger: QuotaLedger;
  /** What its live pods hold, by team, before any other is let in. */
  readonly heldAtFirst: ReadonlyMap<string, Claim>;
  readonly documents: readonly Document[];
  /** Every policy, and what becomes of it. */
  readonly considered: Consider;
  readonly living: Living;
  /** Whoever numbers the pods that come next, as its manifest says. */
  numbered(numbers: NonNullable<Expanded['numbers']>): void;
  /** A pod that was let in takes the place it was given from those that come after it. */
  admitted(review: Review): void;
  /** So many alike hold what one of them does, whom no node is told of. */
  crowd(of: Crowd): Promise<void>;
  dispersed(uid: string): void;
  /** One that was let in has run its course, and what it held is there for others. */
  ended(review: Review): void;
}

export type Standing = Stage | { readonly ok: false; readonly rendered: string };

/** Throws where a path that was named cannot be read. */
export const standing = (
  paths: readonly string[],
  clock: Clock,
  gone: ReadonlySet<string> = new Set(),
): Standing => standingIn(readFiles(paths, SNAPSHOT_BYTES), clock, gone);

/**
 * `gone`: live pods, by namespace and name, that are not to stand in it, because they are about to
 * come anew.
 */
export function standingIn(
  read: FilesRead,
  clock: Clock,
  gone: ReadonlySet<string> = new Set(),
): Standing {
  const documents = staying(read.documents, gone);
  const text = (file: string) => read.texts.get(file);
  if (read.faults.length > 0) return { ok: false, rendered: renderFaults(read.faults, text) };
  const made = standingOn(documents, clock);
  return 'faults' in made ? { ok: false, rendered: renderFaults(made.faults, text) } : made;
}

/** Without those live pods, by namespace and name. */
export const staying = (documents: readonly Document[], gone: ReadonlySet<string>): Document[] =>
  documents.filter(
    ({ kind, namespace = '', name }) => kind !== 'Pod' || !gone.has(`${namespace}/${name}`),
  );

/** For whoever has the documents already, and may want each of many worlds to stand anew. */
export function standingOn(
  documents: readonly Document[],
  clock: Clock,
): Stage | { readonly faults: readonly Fault[] } {
  const readAt = Math.floor(clock.now() / 1000);
  const checked = staticWorld(documents, readAt);
  if (!checked.ok) return { faults: checked.faults };
  const ledger = memoryLedger(clock);
  const crowds = crowdsOn(ledger);
  const { state, source, considered } = moving(documents, readAt, crowds);
  const hold = heldBy(source.current(), clock);
  const live = ofKind(documents, 'Pod').flatMap(({ value }) => {
    const held = hold(value);
    return held === 'nothing' ? [] : [[held.uid, held] as const];
  });
  ledger.settle({ begunAt: clock.now(), live: new Map(live) });
  return {
    ok: true,
    admit: admit(source, ledger),
    source,
    ledger,
    heldAtFirst: byAccount(live.map(([, held]) => held)),
    documents,
    considered,
    living: (concerns) => livingIn(state.pods(), source.current(), concerns),
    numbered: numbering(state),
    admitted: (review) => expectAdmitted(state, review, NO_TIME),
    crowd: (of) => crowds.put(of),
    dispersed: (uid) => crowds.drop(uid),
    ended({ pod: { metadata }, namespace }) {
      const { uid = '', name = '' } = metadata;
      ledger.release(uid);
      state.deletePod({ metadata: { uid, name, namespace, resourceVersion: '' } });
    },
  };
}

function byAccount(all: readonly Held[]): ReadonlyMap<string, Claim> {
  const held = new Map<string, Claim>();
  for (const { account, claim } of all)
    held.set(account, plus(held.get(account) ?? nothing, claim));
  return held;
}

/** Only its own pods are asked about it, so it is forgotten behind them: with each that is kept a snapshot takes longer. */
function numbering(state: ClusterState): Stage['numbered'] {
  let last: SeenScale | undefined;
  return ({ namespace, name, ...scale }) => {
    if (last !== undefined) state.deleteScale(last);
    last = { ...scale, metadata: { name, namespace, uid: '', resourceVersion: '' } };
    state.applyScale(last);
  };
}

/** Nothing expected here lapses: no view will ever show it. */
const NO_TIME = 0;

function moving(documents: readonly Document[], readAt: number, crowds: Crowds) {
  const made = inForceOf(documents);
  if (!made.ok) throw new Error('documents without a fault must make a set');
  const { inForce } = made;
  const state = new ClusterState();
  feed(state, documents);
  const { foldings, considered } = inForce.set;
  let cluster = state.current(NO_TIME, foldings);
  const world = () => worldOf(inForce, cluster, inForce.set.readAt ?? readAt);
  let latest = world();
  const source: WorldSource = {
    current() {
      const now = state.current(NO_TIME, foldings);
      if (now !== cluster) {
        cluster = now;
        latest = world();
      }
      return crowds.beside(latest);
    },
    missing: () => [],
  };
  return { state, source, considered };
}
