/**
 * A ledger drawn on in thought: what is charged here comes on top of what the true one holds, and is
 * forgotten with it. So a batch of pods can be asked about in turn, and nothing is written anywhere.
 */
import { fits, nothing, plus, type Claim } from '../core/claim.ts';
import type { Charge, LedgerEntry, QuotaLedger } from '../ports.ts';

export function drawnOn(
  ledger: Pick<QuotaLedger, 'peek'>,
  clock: { readonly now: () => number },
): QuotaLedger {
  const entries = new Map<string, LedgerEntry>();
  const drawn = (account: string): Claim =>
    [...entries.values()]
      .filter((entry) => entry.account === account)
      .reduce((sum, { claim }) => plus(sum, claim), nothing);
  const peek = (account: string): Claim | 'unknown' => {
    const held = ledger.peek(account);
    return held === 'unknown' ? held : plus(held, drawn(account));
  };
  const charged = ({ podUid, account, claim, limits }: Charge) => {
    if (entries.has(podUid)) return 'held';
    const used = peek(account);
    if (used === 'unknown') return used;
    if (!fits(used, claim, limits)) return { over: { used, limit: limits, asked: claim } };
    entries.set(podUid, { podUid, account, claim, chargedAt: clock.now() });
    return 'held';
  };
  return {
    charge: (charge) => Promise.resolve(charged(charge)),
    peek,
    release: (podUid) => void entries.delete(podUid),
    entries: () => [...entries.values()],
  };
}
