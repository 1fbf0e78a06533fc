/** Deaths as the view has shown them, some thousand pods' worth, until somebody has made sense of them. */
import type { SeenPod } from '../seen-pod.ts';
import type { Death } from './deaths.ts';
import type { Died } from './sign.ts';

export interface DeadPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly group: string;
  /** Its pod has ended, and stands for a replica no more. */
  readonly gone: boolean;
  /** By container. */
  readonly containers: ReadonlyMap<string, readonly Counted[]>;
}

/** With the restart that it led to. */
interface Counted extends Died {
  readonly restart: number;
}

const MOST_PODS = 5_000;
/** A policy may ask for no more. */
const MOST_DEATHS = 16;

export class DeadPods {
  /** By uid; the oldest news first. */
  readonly #pods = new Map<string, DeadPod>();
  readonly #news = new Set<string>();

  saw({ metadata, live, failing }: SeenPod): void {
    if (failing === undefined) return;
    const { namespace, name, uid } = metadata;
    const before = this.#pods.get(uid);
    const containers = new Map(before?.containers);
    for (const death of failing.deaths)
      containers.set(death.container, withOne(containers.get(death.container) ?? [], death));
    if (before !== undefined && same(before.containers, containers)) return;
    this.#pods.delete(uid);
    this.#pods.set(uid, { namespace, name, uid, group: failing.group, gone: !live, containers });
    this.#news.add(uid);
    const [oldest] = this.#pods.keys();
    if (this.#pods.size > MOST_PODS && oldest !== undefined) this.#drop(oldest);
  }

  /** Those of which nobody has made sense yet. */
  news(): readonly DeadPod[] {
    return [...this.#news].flatMap((uid) => this.#pods.get(uid) ?? []);
  }

  /** Behind the others. */
  later({ uid }: DeadPod): void {
    if (this.#news.delete(uid)) this.#news.add(uid);
  }

  understood({ uid }: DeadPod): void {
    this.#news.delete(uid);
  }

  group(of: string): readonly DeadPod[] {
    return [...this.#pods.values()].filter(({ group }) => group === of);
  }

  #drop(uid: string): void {
    this.#pods.delete(uid);
    this.#news.delete(uid);
  }
}

const same = (a: DeadPod['containers'], b: DeadPod['containers']): boolean =>
  a.size === b.size && [...b].every(([name, all]) => a.get(name) === all);

/**
 * A status tells of one death, and of how many restarts there were. Whoever was shown the second and
 * not the first knows that it was just before the run that ended by the second.
 */
function withOne(
  known: readonly Counted[],
  { restart, begun, ended, how }: Death,
): readonly Counted[] {
  const last = known.at(-1);
  if (last?.ended === ended) return known;
  const unseen = restart > (last?.restart ?? 0) + 1;
  const before = unseen ? [{ restart: restart - 1, begun, ended: begun, how }] : [];
  return [...known, ...before, { restart, begun, ended, how }].slice(-MOST_DEATHS);
}
