/**
 * The two visits over ports: `propose` reads the World and writes nothing; `judge` examines the pod
 * as it will be stored and charges its team by UID. A refusal is a value; an outage is an exception,
 * and http/ says what becomes of it.
 */
import { fits, type Claim } from './core/claim.ts';
import type { Decision } from './core/decision.ts';
import { examine, withOverQuota, withUnknownQuota, type Examined } from './core/examine.ts';
import { propose } from './core/propose.ts';
import type { Review } from './core/review.ts';
import type { Quota } from './core/terms.ts';
import type { QuotaLedger, WorldSource } from './ports.ts';

export interface Admit {
  propose(review: Review): Decision;
  judge(review: Review, deadline: number): Promise<Decision>;
}

export const admit = (source: WorldSource, ledger: QuotaLedger): Admit => ({
  propose: (review) => propose(review, source.current()),
  async judge(review, deadline) {
    const examined = examine(review, source.current());
    const { decision, quota, claim } = examined;
    // Only a new pod takes anything: GPUs of a stored one cannot change.
    const takes = review.operation === 'CREATE' && (claim.milliGPU > 0 || claim.MiB > 0);
    if (!takes || (decision.verdict === 'refuse' && decision.inForce)) return decision;
    if (quota === 'unassigned') return charged(review, examined, ledger, deadline);
    return review.dryRun
      ? foreseen(examined, quota, ledger)
      : withinQuota(review, examined, quota, { ledger, deadline });
  },
});

/** Pods of no team are charged as well, to nobody's limit, so that they can be counted. */
async function charged(
  review: Review,
  { decision, claim }: Examined,
  ledger: QuotaLedger,
  deadline: number,
): Promise<Decision> {
  const podUid = review.pod.metadata.uid ?? '';
  if (!review.dryRun && podUid !== '')
    await ledger.charge({ podUid, account: 'unassigned', claim, limits: {}, deadline });
  return decision;
}

/** Under dry-run the ledger is asked, never written. */
function foreseen({ decision, claim }: Examined, quota: Quota, ledger: QuotaLedger): Decision {
  const used = ledger.peek(quota.team);
  if (used === 'unknown')
    return quota.mode === 'enforce' ? withUnknownQuota(decision, quota) : decision;
  return compared(decision, quota, used, claim);
}

const compared = (decision: Decision, quota: Quota, used: Claim, asked: Claim): Decision =>
  fits(used, asked, quota.limits)
    ? decision
    : withOverQuota(decision, quota, { used, asked, limit: quota.limits });

interface Till {
  readonly ledger: QuotaLedger;
  readonly deadline: number;
}

async function withinQuota(
  review: Review,
  examined: Examined,
  quota: Quota,
  { ledger, deadline }: Till,
): Promise<Decision> {
  const { decision, claim } = examined;
  const podUid = review.pod.metadata.uid ?? '';
  const enforced = quota.mode === 'enforce';
  // What is not enforced is admitted and held all the same; only then is it compared.
  const used = enforced ? 'unknown' : ledger.peek(quota.team);
  const limits = enforced ? quota.limits : {};
  const answer = await ledger.charge({ podUid, account: quota.team, claim, limits, deadline });
  if (answer === 'unknown') return enforced ? withUnknownQuota(decision, quota) : decision;
  if (answer !== 'held') return withOverQuota(decision, quota, answer.over);
  return used === 'unknown' ? decision : compared(decision, quota, used, claim);
}
