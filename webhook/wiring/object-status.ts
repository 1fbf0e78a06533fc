/** The status of the cluster's policies, quotas and profiles: who writes it, when and what. */
import type { Api } from '../adapters/cluster/api.ts';
import { leaseOf } from '../adapters/cluster/lease.ts';
import type { SeenObject } from '../adapters/cluster/seen-object.ts';
import type { Settled } from '../adapters/policy-store.ts';
import { statusWriter } from '../adapters/status/status-writer.ts';
import type { Tell } from '../adapters/tell.ts';

export interface ObjectStatus {
  /** What there is, before it is held against everything else. */
  put(objects: readonly SeenObject[]): void;
  saw(object: SeenObject): void;
  settled(outcome: Settled): void;
  /** Whether this replica does what only one should. */
  leads(): boolean;
  start(): void;
  stop(): Promise<void>;
}

/** One lease for all that only one replica should do. */
const LEASE = 'tranche';

export function objectStatus(api: Api, namespace: string, tell: Tell): ObjectStatus {
  const lease = leaseOf({ api, namespace, name: LEASE, tell });
  const writer = statusWriter({ api, leads: () => lease.held(), tell });
  let objects: readonly SeenObject[] = [];
  return {
    put: (all) => (objects = all),
    leads: () => lease.held(),
    saw: (object) => writer.saw(object),
    settled: (outcome) => writer.settled(objects, outcome),
    start() {
      lease.start();
      writer.start();
    },
    async stop() {
      writer.stop();
      await lease.stop();
    },
  };
}

/** Where nobody is to be told. */
export const untold: ObjectStatus = {
  put: () => undefined,
  saw: () => undefined,
  leads: () => false,
  settled: () => undefined,
  start: () => undefined,
  stop: async () => undefined,
};
