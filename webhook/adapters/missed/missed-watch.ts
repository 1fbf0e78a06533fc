/**
 * Looks for pods that missed us and still wait, so that they are told of within a minute, by every
 * replica alike and after a restart too: an outage of both webhooks leaves nothing to remember, so
 * what is stored is looked at. What is done at one look is bounded, and reviews are let past in between.
 */
import { setImmediate as breath } from 'node:timers/promises';
import { bounded } from '../../core/bounded.ts';
import type { OwnerOf } from '../../core/identity/identify.ts';
import { missedBy } from '../../core/missed/missed.ts';
import type { WorldSource } from '../../ports.ts';
import type { SeenPod } from '../seen-pod.ts';
import { faultText, type Tell } from '../tell.ts';
import { byController, type Judged, type MissedPods } from './by-controller.ts';
import { lotsIn, type Lot } from './lots.ts';
import { lotReader, type KnownLots, type ReadPod } from './read-lots.ts';
import { toldOnce } from './told-once.ts';

export interface Missed {
  readonly found: readonly MissedPods[];
  /** Pods that wait without a decision of ours, and have not been looked at yet. */
  readonly unread: number;
}

export interface MissedWatch {
  /** Told the UID of each pod that `/validate` has seen come past `/mutate`. */
  sawPass(uid: string): void;
  missed(): Missed;
  look(): Promise<void>;
  start(): void;
  stop(): void;
}

export interface MissedWatchParts {
  readonly pods: () => Iterable<SeenPod>;
  readonly read: ReadPod;
  readonly source: WorldSource;
  /** Namespaces whose pods are never sent to us, so that they would come anew as they are. */
  readonly aside: ReadonlySet<string>;
  readonly tell: Tell;
  readonly everyMs?: number;
  readonly readsAtOnce?: number;
}

/** A pod is told of within a minute where no more than a thousand lots came at once. */
const EVERY_MS = 10_000;
const READS = 200;
/** A UID takes a hundred bytes. */
const MOST_REMEMBERED = 10_000;
/** A decision takes up to a tenth of a millisecond; reviews wait no longer than for these. */
const AT_ONE_GO = 20;

export function missedWatch(parts: MissedWatchParts): MissedWatch {
  const { pods, source, aside, tell, everyMs = EVERY_MS } = parts;
  const reader = lotReader(parts.read, parts.readsAtOnce ?? READS);
  const passed = bounded<true>(MOST_REMEMBERED);
  const announce = toldOnce(tell);
  let missed: Missed = { found: [], unread: 0 };
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  async function lookAt(): Promise<void> {
    const { waiting, running } = lotsIn(pods(), aside);
    await reader.readMore(waiting).catch(failed);
    const judged = await judgedOf(waiting, reader.known);
    const found = byController(judged, running, ownerOf);
    missed = { found, unread: unreadIn(waiting, reader.known) };
    announce(waiting, found);
  }

  async function judgedOf(waiting: ReadonlyMap<string, Lot>, known: KnownLots): Promise<Judged[]> {
    const judged: Judged[] = [];
    let asked = 0;
    for (const lot of waiting.values()) {
      const one = known.get(lot.key) ?? 'aside';
      if (one === 'aside') continue;
      const cameWhole = lot.pods.some(({ metadata }) => passed.get(metadata.uid) === true);
      const found = missedBy(one.review, source.current(), cameWhole);
      if (found !== 'nothing') judged.push({ lot, known: one, ...found });
      if (++asked % AT_ONE_GO === 0) await breath();
    }
    return judged;
  }

  const ownerOf: OwnerOf = (namespace, owner) => source.current().ownerOf(namespace, owner);
  const failed = (fault: unknown): void => tell('missed-pods-unread', { fault: faultText(fault) });

  async function look(): Promise<void> {
    // Before all views are read, a pod could be given what its siblings and nodes would not allow.
    if (looking || source.missing().length > 0) return;
    looking = true;
    await lookAt().catch(failed);
    looking = false;
  }

  return {
    sawPass: (uid) => passed.set(uid, true),
    missed: () => missed,
    look,
    start() {
      timer ??= setInterval(() => void look(), everyMs).unref();
    },
    stop: () => clearInterval(timer),
  };
}

function unreadIn(waiting: ReadonlyMap<string, Lot>, known: KnownLots): number {
  let unread = 0;
  for (const { key, pods } of waiting.values()) if (!known.has(key)) unread += pods.length;
  return unread;
}
