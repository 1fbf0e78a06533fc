import { describe, expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  cardMiB,
  foreignOf,
  migClaim,
  resourceOf,
  type Product,
} from '../core/products/catalogue.ts';
import { ofKind } from './documents.ts';
import { read, setOf } from './example.ts';

const root = fileURLToPath(new URL('../../policies/catalogue/', import.meta.url));
const documents = globSync('*.yaml', { cwd: root }).flatMap((file) =>
  read(readFileSync(join(root, file), 'utf8'), file),
);
const set = setOf(...documents);

const NAMES = [
  'ARC-PRO-B60',
  'FLEX-140',
  'FLEX-170',
  'MAX-1100',
  'MAX-1550',
  'MI300A',
  'MI300X',
  'MI325X',
  'A10',
  'A100-40GB',
  'A100-80GB',
  'A10G',
  'A16',
  'A30-24GB',
  'A40',
  'B200-180GB',
  'B300-270GB',
  'GB200-186GB',
  'GB300-278GB',
  'GH200-144GB',
  'GH200-96GB',
  'H100-80GB',
  'H100-80GB-PCIE',
  'H100-94GB',
  'H20-96GB',
  'H200-141GB',
  'L4',
  'L40',
  'L40S',
  'P100-16GB',
  'RTX-6000-ADA',
  'RTX-A6000',
  'RTX-PRO-4500',
  'RTX-PRO-5000',
  'RTX-PRO-6000',
  'T4',
  'V100-16GB',
  'V100-32GB',
];

const kindsOf = ({ geometry, profiles }: Product): string => {
  const order = geometry?.partitions.map(({ kind }) => kind) ?? [];
  const found = new Map(profiles.map(({ kind = 'none', max }) => [kind, `${kind} ${max}`]));
  return order.map((kind) => found.get(kind) ?? `no ${kind}`).join(', ');
};

/** By kind, whatever the spelling; `unseen` alone where that is so of all. */
function enginesOf({ profiles }: Product): string {
  const known = profiles.map(({ kind = '', decoders, copyEngines }) =>
    decoders === undefined && copyEngines === undefined
      ? `${kind} unseen`
      : `${kind} ${decoders} ${copyEngines}`,
  );
  const said = [...new Set(known)];
  return said.every((one) => one.endsWith('unseen')) ? 'unseen' : said.join(', ');
}

describe('the catalogue', () => {
  const { products, foreign } = set.catalogue;
  const cut = products.filter(({ profiles }) => profiles.length > 0);

  test('has the products it promises', () => {
    expect(products.map(({ name }) => name).toSorted()).toEqual(NAMES.toSorted());
  });

  test('says of every product where its figures come from', () => {
    for (const { value } of ofKind(documents, 'GpuCatalogue'))
      for (const { name, source } of value.spec.products)
        expect([name, source.length > 20]).toEqual([name, true]);
  });

  test('keeps slices, memory, multiprocessors and counts within the card', () => {
    for (const product of cut)
      for (const profile of product.profiles) {
        const { computeSlices, memorySlices, max, memoryMiB = 0, sms = 0 } = profile;
        const within = {
          compute: max * computeSlices <= product.computeSlices,
          memory: max * memorySlices <= product.memorySlices,
          MiB: max * memoryMiB <= (product.memoryMiB ?? Infinity),
          sms: max * sms <= (product.sms ?? Infinity),
        };
        const name = `${product.name} ${profile.name}`;
        expect([name, within]).toEqual([
          name,
          { compute: true, memory: true, MiB: true, sms: true },
        ]);
      }
  });

  test('gives a profile less memory than its name says', () => {
    for (const { profiles } of cut)
      for (const { name, memoryMiB = 0 } of profiles)
        if (name.endsWith('gb'))
          expect([name, memoryMiB < Number(/(\d+)gb/.exec(name)?.[1]) * 1024]).toEqual([
            name,
            true,
          ]);
  });

  test('claims for an unknown profile no less than its share of the card', () => {
    for (const product of cut)
      for (const profile of product.profiles) {
        const share = (profile.memorySlices / product.memorySlices) * cardMiB(product);
        const name = `${product.name} ${profile.name}`;
        const enough = profile.memoryMiB !== undefined || migClaim(product, profile).MiB >= share;
        expect([name, enough, cardMiB(product) > 0]).toEqual([name, true, true]);
      }
  });

  /** NVIDIA's MIG User Guide: instances of only one profile. */
  const most: Readonly<Record<string, string>> = {
    'seven-slices': '1g 7, 1g.me 1, 1g.double 4, 2g 3, 3g 2, 4g 1, 7g 1',
    'four-slices': '1g 4, 1g.me 1, 2g 2, 2g.me 1, 4g 1',
    'four-slices-rtx':
      '1g 4, 1g.me 1, 1g.gfx 4, 1g.me.all 1, 1g-me 4, 2g 2, 2g.gfx 2, 2g.me.all 1, 2g-me 2, 4g 1, 4g.gfx 1',
    'two-halves-rtx': '1g 2, 1g.me 1, 1g.gfx 2, 1g.me.all 1, 1g-me 2, 2g 1, 2g.gfx 1',
  };
  test('counts of each profile follow from its placements', () => {
    for (const product of cut)
      if (product.vendor === 'nvidia') {
        const want = most[product.geometry?.name ?? ''] ?? 'a geometry';
        // The guide gives an RTX PRO 4500 no profile with only some of the media engines.
        const less = product.name === 'RTX-PRO-4500' ? want.replace('1g.me 1', 'no 1g.me') : want;
        expect([product.name, kindsOf(product)]).toEqual([product.name, less]);
      }
  });

  /** Decoders and copy engines: listings of `nvidia-smi mig -lgip`, NVIDIA's MIG User Guide. */
  const ampere = '1g 0 1, 1g.me 1 1, 1g.double 1 1, 2g 1 2, 3g 2 3, 4g 2 4, 7g 5 7';
  const hopper = '1g 1 1, 1g.me 1 1, 1g.double 1 1, 2g 2 2, 3g 3 3, 4g 4 4, 7g 7 8';
  const unseen = 'unseen';
  const engines: Readonly<Record<string, string>> = {
    'A100-40GB': ampere,
    'A100-80GB': ampere,
    'H100-80GB': hopper,
    'H100-80GB-PCIE': hopper,
    'H100-94GB': hopper,
    'GH200-96GB': hopper,
    'H20-96GB': hopper,
    'GH200-144GB': hopper,
    'H200-141GB': hopper,
    'B200-180GB': '1g 1 2, 1g.me 1 2, 1g.double 1 2, 2g 1 3, 3g 1 6, 4g 1 8, 7g 1 16',
    'GB200-186GB': '1g 1 2, 1g.me 1 2, 1g.double 1 2, 2g 2 4, 3g unseen, 4g unseen, 7g unseen',
    'B300-270GB': unseen,
    'GB300-278GB': unseen,
  };
  test('gives partitions of seven slices the engines that somebody has seen', () => {
    const seven = cut.filter(({ geometry }) => geometry?.name === 'seven-slices');
    expect(Object.fromEntries(seven.map((product) => [product.name, enginesOf(product)]))).toEqual(
      engines,
    );
  });

  const theirs: [resource: string, engine: string][] = [
    ['nvidia.com/gpumem', 'HAMi'],
    ['nvidia.com/gpumem-percentage', 'HAMi'],
    ['nvidia.com/gpucores', 'HAMi'],
    ['nvidia.com/gpu-10gb', 'nos'],
    ['nvidia.com/hostdev', 'NVIDIA network operator'],
    ['nvidia.com/NVIDIA_A10-12Q', 'vGPU'],
    ['nvidia.com/GA102GL_A10', 'GPU passthrough'],
    ['volcano.sh/vgpu-number', 'Volcano'],
    ['volcano.sh/vgpu-memory', 'Volcano'],
    ['mig.das.com/1g.5gb', 'Dynamic Accelerator Slicer'],
    ['instaslice.redhat.com/mig-1g.5gb', 'InstaSlice'],
    ['amd.com/xilinx_u30', 'Xilinx FPGA device plugin'],
    ['gpu.intel.com/monitoring', 'Intel GPU monitoring'],
  ];
  test.each(theirs)('knows %s to be of %s', (resource, engine) => {
    expect(foreignOf(resource, set.catalogue)?.engine).toBe(engine);
  });

  test('knows a name that is listed before one that only begins so', () => {
    const counts = ['volcano.sh/vgpu-number', 'volcano.sh/vgpu-cores'].map(
      (name) => foreignOf(name, set.catalogue)?.milliGPU,
    );
    expect(counts).toEqual([1000, 0]);
  });

  test('takes none of our own names for another’s', () => {
    const own = products.flatMap((product) =>
      product.profiles.map((profile) => resourceOf(product, profile)),
    );
    for (const name of [
      'nvidia.com/gpu',
      'nvidia.com/gpu.shared',
      ...own,
      ...own.map((mig) => `${mig}.shared`),
    ])
      expect([
        name,
        foreign.find(({ match }) => name === match) ?? foreignOf(name, set.catalogue),
      ]).toEqual([name, undefined]);
  });
});
