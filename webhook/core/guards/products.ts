import type { Catalogue } from '../products/catalogue.ts';
import { vendors } from '../vendor.ts';
import { productsFor } from './landing.ts';
import { heldTo, type Scene } from './rule.ts';

export const products = heldTo({
  id: 'guard/products',
  about:
    'Some cards are bought for some work: a pod without a word about products may take the dearest card there is.',
  parameters: {
    products: {
      kind: 'products',
      about: 'Products of the catalogue that pods may run on.',
      needed: true,
    },
    strict: {
      kind: 'flag',
      about:
        'true: refuse as well what could land on another product, because it does not say which it wants.',
    },
  },
  notInCel: 'on which cards a pod could land is known from the nodes',

  check(scene, { products: allowed, strict = false }) {
    const open = [...productsFor(scene)];
    const outside = open.filter((name) => !allowed.includes(name)).toSorted();
    const all = outside.length === open.length;
    if (outside.length === 0 || (!all && !strict)) return undefined;
    const where = all ? 'can run on no other card than' : 'could land on';
    return `the pod ${where} ${outside.join(', ')}, and this policy allows ${allowed.join(', ')}; ${help(scene, allowed)}`;
  },
});

interface Label {
  readonly key: string;
  readonly value: string;
}

/** As the labels of live nodes spell them; where there is none, as those of the catalogue. */
function help({ menu, catalogue }: Scene, allowed: readonly string[]): string {
  const live = menu.pools.flatMap(({ offers }) =>
    offers
      .filter(({ product }) => allowed.includes(product))
      .flatMap(({ pins: [pin] }) =>
        (pin?.values ?? []).map((value) => ({ key: pin?.key ?? '', value })),
      ),
  );
  const labels = live.length > 0 ? live : labelsOf(allowed, catalogue);
  const key = labels[0]?.key ?? '';
  const values = [...new Set(labels.filter((one) => one.key === key).map(({ value }) => value))];
  return values.length === 1
    ? `write the nodeSelector ${key}: ${values.join('')}`
    : `require ${key} In [${values.join(', ')}] by node affinity`;
}

const labelsOf = (allowed: readonly string[], { products: known }: Catalogue): readonly Label[] =>
  known
    .filter(({ name }) => allowed.includes(name))
    .flatMap(({ vendor, labels }) =>
      labels.map((value) => ({ key: vendors[vendor].productLabels[0] ?? '', value })),
    );
