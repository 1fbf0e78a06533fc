/**
 * What would be decided of a pod that stands, were it made anew: the World and the ledger as they
 * would be without it. It holds quota and room, and is a sibling of its own, only while it stands.
 */
import { plus, times } from '../core/claim.ts';
import type { Foldings } from '../core/identity/fold.ts';
import type { Clock, QuotaLedger, WorldSource } from '../ports.ts';
import type { ClusterSnapshot, PodId } from './cluster-state.ts';
import type { InForce } from './policy-store.ts';
import { worldOf } from './world.ts';

export interface WithoutParts {
  readonly policies: { current(): InForce | 'none' };
  readonly cluster: {
    stands(pod: PodId): boolean;
    without(pod: PodId, now: number, foldings: Foldings): ClusterSnapshot;
  };
  readonly ledger: QuotaLedger;
  readonly clock: Clock;
}

export interface Without {
  readonly source: WorldSource;
  readonly ledger: QuotaLedger;
}

export function without({ policies, cluster, ledger, clock }: WithoutParts, pod: PodId): Without {
  const inForce = policies.current();
  if (inForce === 'none') throw new Error('no policies are in force yet');
  const now = clock.now();
  const snapshot = cluster.without(pod, now, inForce.set.foldings);
  const world = worldOf(inForce, snapshot, Math.floor(now / 1000));
  return {
    source: { current: () => world, missing: () => [] },
    ledger: cluster.stands(pod) ? leaving(ledger, pod.uid) : asked(ledger),
  };
}

/** Nothing is charged by whoever only asks. */
const asked = (ledger: QuotaLedger): QuotaLedger => ({
  charge: () => Promise.reject(new Error('a ledger without a pod is only asked')),
  peek: (account) => ledger.peek(account),
  release: () => undefined,
  entries: () => ledger.entries(),
});

/** Whoever asks may name any uid: without looking whose it is, that would lend them another's quota. */
const leaving = (ledger: QuotaLedger, uid: string): QuotaLedger => ({
  ...asked(ledger),
  peek: (account) => lessOne(ledger, account, uid),
});

function lessOne(ledger: QuotaLedger, account: string, uid: string) {
  const used = ledger.peek(account);
  const own = ledger.entries().find((entry) => entry.podUid === uid && entry.account === account);
  return used === 'unknown' || own === undefined ? used : plus(used, times(own.claim, -1));
}
