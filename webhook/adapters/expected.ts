/**
 * Pods that were admitted and that the view does not show yet. Without them a burst of creates
 * would all be sent to the one slice that was free when the first of them came.
 */
import type { Waiting } from './reserve.ts';
import type { SeenPod } from './seen-pod.ts';

export interface Admitted extends Waiting {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** As the view will show it. */
  readonly seen: SeenPod;
}

/** Longest that the API server may take to store what was admitted, and the view to show it. */
const LIFE_MS = 60_000;

interface Kept {
  readonly since: number;
  readonly waiting: Waiting;
  readonly seen: SeenPod;
}

export class Expected {
  readonly #pods = new Map<string, Kept>();
  readonly #dropped: (pod: SeenPod) => void;
  #changed = false;

  /** Told of each that is expected no longer, seen or not. */
  constructor(dropped: (pod: SeenPod) => void) {
    this.#dropped = dropped;
  }

  /** Whether it is expected only now. */
  put({ uid, pod, requests, seen }: Admitted, now: number): boolean {
    if (this.#pods.has(uid)) return false;
    this.#pods.set(uid, { since: now, waiting: { pod, requests }, seen });
    this.#changed = true;
    return true;
  }

  drop(uid: string): void {
    const kept = this.#pods.get(uid);
    if (kept === undefined) return;
    this.#pods.delete(uid);
    this.#changed = true;
    this.#dropped(kept.seen);
  }

  /** Forgets what is too old, and says whether anything changed since it was last asked. */
  lapse(now: number): boolean {
    for (const [uid, { since }] of this.#pods) {
      if (now - since < LIFE_MS) break;
      this.drop(uid);
    }
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  *waiting(): Iterable<Waiting> {
    for (const { waiting } of this.#pods.values()) yield waiting;
  }
}
