/** Sets that were in force, kept on disk: the last one for a bad start, and all of them for whoever asks. */
import { historyIn, type History } from '../adapters/kept/history.ts';
import { saidBy } from '../adapters/kept/kept-set.ts';
import type { Fallback, Heard } from '../adapters/policy-store.ts';
import { faultText, type Tell } from '../adapters/tell.ts';

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
    return keeping(historyIn(folder, tell));
  } catch (fault) {
    tell('kept-sets-unusable', { folder, fault: faultText(fault) });
    return unkept;
  }
}

const keeping = (history: History): KeptPolicies => ({
  heard({ inForce, faults, hash, changes }) {
    if (inForce === 'none' || faults.length > 0) return;
    const said = saidBy(inForce.byTitle);
    history.keep({ hash, at: new Date().toISOString(), changes, said });
  },
  fallback() {
    const latest = history.latest();
    if (latest === 'none') return latest;
    return { hash: latest.set.hash, at: latest.set.at, documents: latest.documents };
  },
  pages: history,
  idle: () => history.idle(),
});

/** Where nothing is kept. */
export const unkept: KeptPolicies = {
  heard: () => undefined,
  fallback: () => 'none',
  pages: { entries: async () => [], text: async () => undefined },
  idle: async () => undefined,
};
