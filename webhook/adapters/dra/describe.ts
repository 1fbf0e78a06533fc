/** Names and the devices they stand for, in the words that core makes offers from. */
import type { Claimable } from '../../core/menu/node.ts';
import { interner } from '../intern.ts';
import { capacityIn, productOf, profileOf, typeOf, type DeviceKind } from './kinds.ts';
import type { Name } from './name.ts';

const shared = interner<readonly Claimable[]>();

/** What core makes offers from: an entry for each size that a name may give. */
export function describe(
  names: readonly { readonly name: Name; readonly kinds: Iterable<DeviceKind> }[],
): readonly Claimable[] {
  const found = new Map<string, Claimable>();
  for (const { name, kinds } of names)
    for (const kind of kinds) {
      const one = claimable(name, kind);
      found.set(JSON.stringify(one), one);
    }
  return shared([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one));
}

const MiB = 1024 ** 2;

function claimable({ resource, template }: Name, kind: DeviceKind): Claimable {
  const profile = profileOf(kind);
  return {
    resource,
    ...(template === undefined ? {} : { template }),
    type: typeOf(kind) ?? 'vfio',
    product: productOf(kind),
    ...(profile === '' ? {} : { profile }),
    memoryMiB: Math.floor(capacityIn(kind, 'memory') / MiB),
    sms: capacityIn(kind, 'multiprocessors'),
  };
}
