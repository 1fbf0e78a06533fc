import { foreignOf, partsNamed, type Catalogue } from '../products/catalogue.ts';
import { namesWhole, unshared } from '../vendor.ts';
import type { Guard } from './rule.ts';

export const unknownResource: Guard = {
  id: 'guard/unknown-resource',
  about:
    'A name under a prefix of GPUs that neither the catalogue nor any node knows cannot be counted, and a pod that asks for it would wait for ever.',
  notInCel: 'which names anybody serves is known from the nodes',

  check({ asks, menu, catalogue }) {
    const unknown = asks.find(
      ({ resource }) =>
        !known(resource, catalogue) &&
        foreignOf(resource, catalogue) === undefined &&
        !menu.advertised.has(resource),
    );
    return (
      unknown &&
      `container ${unknown.seat.container.name} asks for ${unknown.resource}, which no node offers and the catalogue ` +
        'does not know; correct the name, or describe it in a GpuCatalogue'
    );
  },
};

const known = (resource: string, catalogue: Catalogue): boolean =>
  namesWhole(unshared(resource)) || partsNamed(unshared(resource), catalogue).length > 0;
