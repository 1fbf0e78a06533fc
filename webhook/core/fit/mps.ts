/**
 * Where Multi-Process Service is known to go wrong. An MPS server serves the clients of one user, and
 * those of another wait until the last of them has gone (nvidia-cuda-mps-control(1)); the device
 * plugin does not share MIG instances by MPS (k8s-device-plugin cmd/mps-control-daemon/mps).
 */
import type { Reason } from '../decision.ts';
import type { Offer } from '../menu.ts';
import type { Seat } from '../pod.ts';
import type { Slot } from './slots.ts';
import type { Terms } from '../terms.ts';

export function badForMps(offer: Offer, slot: Slot, { mps }: Terms): Reason | undefined {
  if (offer.profile !== undefined)
    return { rule: 'fit/mps-refused', says: 'the device plugin shares no MIG instance by MPS' };
  const other = slot.seats.find(({ runsAs }) => !isUser(runsAs, mps.runAsUser));
  return other === undefined
    ? undefined
    : {
        rule: 'fit/mps-refused',
        says: `${other.container.name} runs ${typeof other.runsAs === 'number' ? `as user ${other.runsAs}` : other.runsAs}, the MPS clients of this policy as ${mps.runAsUser}; a server waits for one user to leave before it serves another`,
      };
}

/** An image that is told nothing runs as root, unless its builder said otherwise; as any other user it hardly would. */
const isUser = (runsAs: Seat['runsAs'], user: number): boolean =>
  runsAs === user || (user === 0 && runsAs === 'as its image says');
