/**
 * Where Multi-Process Service is known to go wrong. An MPS server serves the clients of one user, and
 * those of another wait until the last of them has gone (nvidia-cuda-mps-control(1)); the device
 * plugin does not share MIG instances by MPS (k8s-device-plugin cmd/mps-control-daemon/mps).
 */
import type { Reason } from './decision.ts';
import type { Offer } from './menu.ts';
import type { Slot } from './slots.ts';
import type { Terms } from './terms.ts';

export function badForMps(offer: Offer, slot: Slot, { mps }: Terms): Reason | undefined {
  if (offer.profile !== undefined)
    return { rule: 'fit/mps-refused', says: 'the device plugin shares no MIG instance by MPS' };
  const other = slot.seats.find(({ runsAs }) => runsAs !== undefined && runsAs !== mps.runAsUser);
  return other === undefined
    ? undefined
    : {
        rule: 'fit/mps-refused',
        says: `${other.container.name} runs as user ${other.runsAs}, the MPS clients of this policy as ${mps.runAsUser}; a server waits for one user to leave before it serves another`,
      };
}
