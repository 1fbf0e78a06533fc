/**
 * A batch of pods asked about in turn, of a server that goes on answering reviews meanwhile: in the cluster
 * as it is, and as it would be with nothing running in it.
 */
import { setImmediate } from 'node:timers/promises';
import { drawnOn } from '../adapters/drawn-ledger.ts';
import { atRest, ledgerAtRest } from '../adapters/resting-world.ts';
import { admit, type Admit } from '../admit.ts';
import type { World } from '../core/world.ts';
import type { Clock, QuotaLedger, WorldSource } from '../ports.ts';
import { rehearse } from '../rehearse.ts';

export interface BatchParts {
  readonly source: Pick<WorldSource, 'current'>;
  readonly ledger: Pick<QuotaLedger, 'peek'>;
  readonly clock: Clock;
}

type Pod = Readonly<Record<string, unknown>>;

export const batchBy =
  ({ source, ledger, clock }: BatchParts) =>
  async (pods: readonly Pod[]) => {
    const world = source.current();
    const asked = {
      today: asking(world, drawnOn(ledger, clock)),
      atRest: asking(atRest(world), drawnOn(ledgerAtRest(ledger), clock)),
    };
    const rehearsed = [];
    for (const [ordinal, pod] of pods.entries()) {
      rehearsed.push({
        today: await rehearsedBy(asked.today, pod, ordinal),
        atRest: await rehearsedBy(asked.atRest, pod, ordinal),
      });
      await setImmediate();
    }
    return { policyHash: world.policyHash, rehearsed };
  };

/** One World for all of them, whatever changes while they are asked about. */
const asking = (world: World, drawn: QuotaLedger): Admit =>
  admit({ current: () => world, missing: () => [] }, drawn);

/** What is charged is the ledger in thought. */
const rehearsedBy = (by: Admit, pod: Pod, ordinal: number) =>
  rehearse({ ...pod }, { admit: by, dryRun: false, ordinal });
