/**
 * Pods that were admitted and that the view does not show yet. Without them a burst of creates
 * would all be sent to the one slice that was free when the first of them came.
 */
import type { Waiting } from './reserve.ts';

export interface Admitted extends Waiting {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

/** Longest that the API server may take to store what was admitted, and the view to show it. */
const LIFE_MS = 60_000;

export class Expected {
  readonly #pods = new Map<string, { readonly since: number; readonly waiting: Waiting }>();
  #changed = false;

  put({ uid, pod, requests }: Admitted, now: number): void {
    if (this.#pods.has(uid)) return;
    this.#pods.set(uid, { since: now, waiting: { pod, requests } });
    this.#changed = true;
  }

  drop(uid: string): void {
    if (this.#pods.delete(uid)) this.#changed = true;
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
