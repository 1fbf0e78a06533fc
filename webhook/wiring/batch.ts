/** A batch of pods asked about in turn, of a server that goes on answering reviews meanwhile. */
import { setImmediate } from 'node:timers/promises';
import { drawnOn } from '../adapters/drawn-ledger.ts';
import { admit } from '../admit.ts';
import type { Clock, QuotaLedger, WorldSource } from '../ports.ts';
import { rehearse, type Rehearsal, type Unreadable } from '../rehearse.ts';

export interface BatchParts {
  readonly source: Pick<WorldSource, 'current'>;
  readonly ledger: Pick<QuotaLedger, 'peek'>;
  readonly clock: Clock;
}

export const batchBy =
  ({ source, ledger, clock }: BatchParts) =>
  async (pods: readonly Readonly<Record<string, unknown>>[]) => {
    const world = source.current();
    const drawn = drawnOn(ledger, clock);
    // One World for all of them, whatever changes while they are asked about.
    const asked = admit({ current: () => world, missing: () => [] }, drawn);
    const rehearsed: (Rehearsal | Unreadable)[] = [];
    for (const [ordinal, pod] of pods.entries()) {
      // What is charged is the ledger in thought.
      rehearsed.push(await rehearse({ ...pod }, { admit: asked, dryRun: false, ordinal }));
      await setImmediate();
    }
    return { policyHash: world.policyHash, rehearsed };
  };
