/** Sets that were in force, kept on disk: the last one for a bad start, and all of them for whoever asks. */
import { changesBetween, type ByTitle, type Changes } from '../adapters/changes.ts';
import { writtenIn } from '../adapters/kept/as-written.ts';
import { besideIn } from '../adapters/kept/beside.ts';
import { historyIn, type History } from '../adapters/kept/history.ts';
import { keptOf, saidBy } from '../adapters/kept/kept-set.ts';
import type { Fallback, Heard, InForce } from '../adapters/policy-store.ts';
import { faultText, type Tell } from '../adapters/tell.ts';
import { titleOf } from '../policy/documents.ts';

export interface KeptPolicies {
  /** Keeps what came into force. */
  heard(outcome: Heard): void;
  fallback(): Fallback | 'none';
  /** For whoever asks the server what it keeps. */
  readonly pages: { entries(): Promise<unknown>; text(hash: string): Promise<string | undefined> };
  idle(): Promise<void>;
}

/** A folder that cannot be used costs the history, not the start. */
export function keptPolicies(folder: string, tell: Tell): KeptPolicies {
  try {
    return keeping(historyIn(folder, tell), (fault) =>
      tell('kept-set-not-made', { folder, fault: faultText(fault) }),
    );
  } catch (fault) {
    tell('kept-sets-unusable', { folder, fault: faultText(fault) });
    return unkept;
  }
}

function keeping(history: History, failed: (fault: unknown) => void): KeptPolicies {
  const latest = history.latest();
  // From one life to the next: after a start not everything is new.
  let before: ByTitle =
    latest === 'none'
      ? new Map()
      : new Map(latest.documents.map((document) => [titleOf(document), document]));
  function keep({ byTitle }: InForce, hash: string): void {
    const now = keptOf(byTitle);
    const changes = changesBetween(before, now);
    history.keep({
      hash,
      at: new Date().toISOString(),
      changes,
      sources: sourcesOf(changes, before, now),
      said: saidBy(now),
      written: writtenIn(now),
      beside: besideIn(byTitle),
    });
    before = now;
  }
  return {
    heard({ inForce, faults, hash }) {
      if (inForce === 'none' || faults.length > 0) return;
      // It is told from a timer, where whatever is thrown ends the server; the set is in force by then.
      try {
        keep(inForce, hash);
      } catch (fault) {
        failed(fault);
      }
    },
    fallback() {
      const kept = history.latest();
      if (kept === 'none') return kept;
      return { hash: kept.set.hash, at: kept.set.at, documents: kept.documents };
    },
    pages: history,
    idle: () => history.idle(),
  };
}

/** Of what is gone, where it was. */
function sourcesOf(changes: Changes, before: ByTitle, now: ByTitle): Record<string, string> {
  const titles = [...changes.added, ...changes.changed, ...changes.removed];
  return Object.fromEntries(
    titles.flatMap((title) => {
      const document = now.get(title) ?? before.get(title);
      return document === undefined ? [] : [[title, document.at('').file] as const];
    }),
  );
}

/** Where nothing is kept. */
export const unkept: KeptPolicies = {
  heard: () => undefined,
  fallback: () => 'none',
  pages: { entries: async () => [], text: async () => undefined },
  idle: async () => undefined,
};
