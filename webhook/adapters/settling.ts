/**
 * Holds the ledger against the cluster: every half minute one consistent read of all pods. The
 * read is a list of its own and not the informer's memory, because a watch event that was lost
 * would silently lower what a team holds.
 */
import type { Clock } from '../ports.ts';
import type { Held, Settlement } from './memory-ledger.ts';
import type { Tell } from './tell.ts';

const EVERY_MS = 30_000;
/** At the start, and after a read that failed, nobody is served until one succeeds. */
const SOON_MS = 1_000;

export interface SettlingParts {
  /** Pages of a read that shows every write finished before it was begun. */
  readonly read: () => AsyncIterable<readonly unknown[]>;
  /** What a pod holds; `nothing` for one that is finished or takes no GPU. */
  readonly heldBy: (pod: unknown) => (Held & { readonly uid: string }) | 'nothing';
  readonly settle: (read: Settlement) => void;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly everyMs?: number;
}

export interface Settling {
  start(): void;
  stop(): void;
  /** One read now. Resolves to false where it failed; nothing lapses then. */
  once(): Promise<boolean>;
  /** Milliseconds since a read succeeded was begun; Infinity before the first. */
  ageMs(): number;
}

export function settling(parts: SettlingParts): Settling {
  const { clock, tell, everyMs = EVERY_MS } = parts;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<boolean> | undefined;
  let settledAt = -Infinity;
  let stopped = true;

  async function read(): Promise<boolean> {
    const begunAt = clock.now();
    try {
      parts.settle({ begunAt, live: await liveIn(parts) });
      settledAt = begunAt;
      return true;
    } catch (fault) {
      tell('ledger-read-failed', { fault });
      return false;
    }
  }

  /** Two reads at once would tell nothing more than one. */
  function once(): Promise<boolean> {
    running ??= read().finally(() => (running = undefined));
    return running;
  }

  async function turn(): Promise<void> {
    const done = await once();
    if (!stopped)
      timer = setTimeout(() => void turn(), done ? everyMs : Math.min(SOON_MS, everyMs));
  }

  return {
    once,
    start() {
      if (!stopped) return;
      stopped = false;
      void turn();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    ageMs: () => clock.now() - settledAt,
  };
}

async function liveIn({ read, heldBy }: SettlingParts): Promise<Settlement['live']> {
  const live = new Map<string, Held>();
  for await (const page of read())
    for (const pod of page) {
      const held = heldBy(pod);
      if (held !== 'nothing') live.set(held.uid, { account: held.account, claim: held.claim });
    }
  return live;
}
