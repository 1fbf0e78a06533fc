import type { Ask } from '../asks.ts';
import { nodesFor } from '../fit/room.ts';
import type { Guard, Scene } from './rule.ts';

export const oneSharedUnit: Guard = {
  id: 'guard/one-shared-unit',
  about:
    'Two units of a shared GPU may be the same card, and the device plugin may fail the pod after it is bound; a container asks for one at most.',
  notInCel: 'which names stand for shared cards is known from the nodes',

  check(scene) {
    const over = scene.asks.find(
      (ask) => ask.count !== 'invalid' && ask.count > 1 && onlyShared(ask, scene),
    );
    return (
      over &&
      `container ${over.seat.container.name} asks for ${over.count} ${over.resource}, which is shared; ` +
        'ask for 1, or for whole GPUs'
    );
  },
};

/** By its name, or because every node that could take the pod shares what the name means there. */
function onlyShared({ resource }: Ask, { pod, menu }: Scene): boolean {
  if (resource.endsWith('.shared')) return true;
  // Which pools offer it is soon known; which nodes of theirs would take the pod is not.
  const offers = menu.pools
    .map((pool) => ({ pool, offers: pool.offers.filter((offer) => offer.resource === resource) }))
    .filter((one) => one.offers.length > 0 && nodesFor(pod, one.pool).length > 0)
    .flatMap((one) => one.offers);
  return offers.length > 0 && offers.every(({ replicas }) => replicas > 1);
}
