/** A card that nobody has heard of, in a document of its own: no line of code knows it. */
import { describe, expect, test } from '@jest/globals';
import { claimOf } from '../core/claim/claim-of.ts';
import { menuOf } from '../core/menu/menu-of.ts';
import { nodeOf } from '../core/testing/nodes.ts';
import { asking, served } from '../core/testing/pods.ts';
import { faultLines, read, setOf } from './example.ts';

const ours = `apiVersion: tranche.dev/v1alpha1
kind: GpuCatalogue
metadata: {name: ours}
spec:
  geometries:
    - name: three-thirds
      computeSlices: 3
      memorySlices: 3
      partitions:
        - {kind: third, computeSlices: 1, memorySlices: 1, starts: [0, 1, 2], size: 1}
        - {kind: two, computeSlices: 2, memorySlices: 2, starts: [0], size: 2}
      source: made up
  products:
    - name: Z9-90GB
      labels: [NVIDIA-Z9]
      otherLabels: [{key: example.com/card, values: [z9]}]
      memoryMiB: 90000
      sms: 90
      geometry: three-thirds
      price: 2
      source: made up
      profiles:
        - {name: 1g.30gb, kind: third, memoryMiB: 29000, sms: 30}
        - {name: 2g.60gb, kind: two}
`;
const prices = (product: string): string =>
  `apiVersion: tranche.dev/v1alpha1\nkind: GpuCatalogue\nmetadata: {name: prices}\nspec: {prices: [{product: ${product}, price: 7.5}]}\n`;

const { catalogue } = setOf(...read(ours));
const cut = nodeOf(
  'z9',
  { 'nvidia.com/mig-1g.30gb': 3, 'nvidia.com/mig-2g.60gb': 1 },
  { labels: { 'nvidia.com/gpu.product': 'NVIDIA-Z9' } },
);
const [pool] = menuOf([cut], catalogue).pools;
const [third, two] = pool?.offers ?? [];

describe('a GPU is data', () => {
  test('its slices are on the menu, with size, share and price', () => {
    expect(third).toMatchObject({
      key: 'Z9-90GB nvidia.com/mig-1g.30gb',
      mechanism: 'mig',
      memoryMiB: 29_000,
      sms: 30,
      claim: { milliGPU: 333, MiB: 29_000 },
      price: 2,
    });
    expect(third?.lacks).toBeUndefined();
  });

  test('one without figures is claimed by its share, and nothing is put there', () => {
    expect(two).toMatchObject({ claim: { milliGPU: 666, MiB: 60_000 } });
    expect(two?.lacks).toEqual({
      rule: 'fit/unknown-size',
      says: 'neither its nodes (label nvidia.com/mig-2g.60gb.memory, nvidia.com/mig-2g.60gb.multiprocessors) nor the catalogue say how large it is on a Z9-90GB',
    });
  });

  test('figures of the node fill the gap', () => {
    const labels = {
      ...cut.labels,
      'nvidia.com/mig-2g.60gb.memory': '59000',
      'nvidia.com/mig-2g.60gb.multiprocessors': '58',
    };
    const offers = menuOf([{ ...cut, labels }], catalogue).pools[0]?.offers;
    expect(offers?.[1]).toMatchObject({ memoryMiB: 59_000, sms: 58 });
    expect(offers?.[1]?.lacks).toBeUndefined();
  });

  test('a pod that asks for one is charged for it, offered or not', () => {
    const pod = served(asking(2, 'nvidia.com/mig-1g.30gb'));
    for (const nodes of [[cut], []])
      expect(claimOf(pod, menuOf(nodes, catalogue), catalogue)).toEqual({
        milliGPU: 666,
        MiB: 58_000,
      });
  });

  test('it is known by another label, where the vendor’s is missing', () => {
    const node = nodeOf('z9', { 'nvidia.com/gpu': 1 }, { labels: { 'example.com/card': 'z9' } });
    const [offer] = menuOf([node], catalogue).pools[0]?.offers ?? [];
    expect(offer).toMatchObject({ product: 'Z9-90GB', memoryMiB: 90_000 });
    expect(offer?.pins).toEqual([{ key: 'example.com/card', operator: 'In', values: ['z9'] }]);
  });

  test('counts follow from the places', () => {
    expect(catalogue.products[0]?.profiles.map(({ max }) => max)).toEqual([3, 1]);
  });
});

describe('prices of one’s own', () => {
  test('replace the weights of all products, whatever the order of documents', () => {
    const other = ours
      .replaceAll('Z9', 'Y8')
      .replaceAll('z9', 'y8')
      .replaceAll('three-thirds', 'thirds')
      .replace('name: ours', 'name: other');
    for (const texts of [
      [ours, other, prices('Z9-90GB')],
      [prices('Z9-90GB'), ours, other],
    ]) {
      const { products } = setOf(...texts.flatMap((text) => read(text))).catalogue;
      const priced = Object.fromEntries(products.map(({ name, price }) => [name, price]));
      expect(priced).toEqual({ 'Z9-90GB': 7.5, 'Y8-90GB': Infinity });
    }
  });

  test('of a product nobody described are a fault', () => {
    expect(faultLines(...read(ours), ...read(prices('Z8-90GB'), 'prices.yaml'))).toEqual([
      'prices.yaml:4:27: /spec/prices/0/product must be a product of the catalogue, got Z8-90GB',
    ]);
  });

  test('said twice are a fault', () => {
    const again = prices('Z9-90GB').replace('name: prices', 'name: more');
    expect(
      faultLines(...read(ours), ...read(prices('Z9-90GB'), 'p.yaml'), ...read(again, 'q.yaml')),
    ).toEqual([
      'q.yaml:4:27: /spec/prices/0/product is Z9-90GB, which GpuCatalogue prices has already (p.yaml:4:27)',
    ]);
  });
});

const pricedIn = (...texts: readonly string[]) =>
  setOf(...texts.flatMap((text) => read(text))).catalogue.pricedIn;

describe('what prices are in', () => {
  const [inEuro, inDollars] = ['currency: EUR, ', 'currency: USD, per: month, '].map((said, i) =>
    prices('Z9-90GB').replace('spec: {', `spec: {${said}`).replace('name: prices', `name: p${i}`),
  );

  test('is told where it is said, an hour unless it says a month', () => {
    expect(pricedIn(ours, inEuro ?? '')).toEqual({ currency: 'EUR', per: 'hour' });
    expect(pricedIn(inDollars ?? '', ours)).toEqual({ currency: 'USD', per: 'month' });
    expect(pricedIn(ours, prices('Z9-90GB'))).toBeUndefined();
  });

  const table = [
    { other: inDollars ?? '', says: 'in USD a month' },
    { other: prices('Z9-90GB'), says: 'in no currency' },
  ];
  test.each(table)('must be the same in all: not $says', ({ other, says }) => {
    const foreign = other.replace('Z9-90GB', 'Y8-90GB');
    const also = ours
      .replaceAll('Z9', 'Y8')
      .replaceAll('z9', 'y8')
      .replaceAll('three-thirds', 'thirds')
      .replace('name: ours', 'name: other');
    const documents = [
      ...read(ours),
      ...read(also),
      ...read(inEuro ?? '', 'p.yaml'),
      ...read(foreign, 'q.yaml'),
    ];
    expect(faultLines(...documents)).toEqual([
      expect.stringMatching(
        new RegExp(
          String.raw`^q\.yaml:4:\d+: /spec/(currency|prices) has prices ${says}; those of GpuCatalogue p0 are in EUR an hour \(p\.yaml:4:\d+\)`,
        ),
      ),
    ]);
  });
});

describe('a product that cannot be', () => {
  const table: { name: string; text: string; want: string }[] = [
    {
      name: 'a geometry that nobody wrote',
      text: ours.replace('geometry: three-thirds', 'geometry: three-third'),
      want: '/spec/products/0/geometry must be a geometry of the catalogue, got three-third',
    },
    {
      name: 'a partition that its geometry does not have',
      text: ours.replace('kind: two}\n', 'kind: tow}\n'),
      want: '/spec/products/0/profiles/1/kind must be a partition of geometry three-thirds, got tow',
    },
    {
      name: 'a profile of which nothing says what it takes',
      text: ours.replace('{name: 2g.60gb, kind: two}', '{name: 2g.60gb}'),
      want: '/spec/products/0/profiles/1 says neither its kind in a geometry nor its computeSlices, memorySlices, max',
    },
    {
      name: 'a profile larger than its card',
      text: ours.replace('sms: 30}', 'sms: 91}'),
      want: '/spec/products/0/profiles/0/sms is 91, more than the 90 of Z9-90GB',
    },
  ];
  test.each(table)('$name', ({ text, want }) => {
    expect(faultLines(...read(text)).map((line) => line.replace(/^a\.yaml:\d+:\d+: /, ''))).toEqual(
      [want],
    );
  });
});
