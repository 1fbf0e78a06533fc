/**
 * Pods that were let in but not one by one: they hold what one of them holds, as many times as there are
 * of them, in the ledger and in what a World tells of its live pods. No node is told of them.
 */
import { nothing, plus, times, type Claim } from '../core/claim.ts';
import type { Decision } from '../core/decision.ts';
import type { World } from '../core/world.ts';
import type { QuotaLedger } from '../ports.ts';

export interface Crowd {
  /** The crowd's own. */
  readonly uid: string;
  /** Of one of them. */
  readonly judged: Pick<Decision, 'workload' | 'team' | 'claimFinal'>;
  readonly pods: number;
}

export interface Crowds {
  /** In place of what was said of that crowd before. */
  put(crowd: Crowd): Promise<void>;
  /** What they held is there for others. */
  drop(uid: string): void;
  beside(world: World): World;
}

interface Held {
  readonly workload: Crowd['judged']['workload'];
  readonly claim: Claim;
}

/** Offline a deadline never comes. */
const NEVER = Number.MAX_SAFE_INTEGER;

export function crowdsOn(ledger: QuotaLedger): Crowds {
  const held = new Map<string, Held>();
  let told: { readonly of: World; readonly world: World } | undefined;
  const drop = (uid: string): void => {
    ledger.release(uid);
    held.delete(uid);
    told = undefined;
  };
  return {
    drop,
    async put({ uid: podUid, judged: { workload, team: account, claimFinal }, pods }) {
      const claim = times(claimFinal, pods);
      drop(podUid);
      held.set(podUid, { workload, claim });
      await ledger.charge({ podUid, account, claim, limits: {}, deadline: NEVER });
    },
    beside(world) {
      if (held.size === 0) return world;
      if (told?.of !== world) told = { of: world, world: withAll([...held.values()], world) };
      return told.world;
    },
  };
}

const withAll = (all: readonly Held[], world: World): World => ({
  ...world,
  heldByWorkload: (of) =>
    sumOf(world.heldByWorkload(of), all, ({ workload }) => keyOf(workload) === keyOf(of)),
  heldByTeam(namespace) {
    const account = accountOf(namespace, world);
    return sumOf(
      world.heldByTeam(namespace),
      all,
      ({ workload }) => accountOf(workload.namespace, world) === account,
    );
  },
});

const keyOf = ({ namespace, kind, name }: Pick<Held['workload'], 'namespace' | 'kind' | 'name'>) =>
  JSON.stringify([namespace, kind, name]);

/** A namespace that is of no team stands for itself. */
function accountOf(namespace: string, world: World): string {
  const quota = world.quota(namespace);
  return JSON.stringify(quota === 'unassigned' ? { namespace } : { team: quota.team });
}

const sumOf = (own: Claim, all: readonly Held[], counts: (one: Held) => boolean): Claim =>
  plus(
    own,
    all.filter(counts).reduce((sum, { claim }) => plus(sum, claim), nothing),
  );
