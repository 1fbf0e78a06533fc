/** Figures and names that nothing can have, by which pods would be counted, charged or placed. */
import type { Refused } from './refused-form.fixture.ts';
import type { Json } from './schema/forms.ts';
import { LABEL_VALUE } from './schema/vocabulary.ts';

const catalogue = (part: Json): Pick<Refused, 'kind' | 'spec'> => ({
  kind: 'GpuCatalogue',
  spec: part,
});

const foreign = (part: Json) =>
  catalogue({ foreign: [{ engine: 'x', milliGPU: 0, source: 'made up', ...part }] });
const NOBODYS = 'name only what the other engine owns, or its longer beginning and *';

const HALF = { kind: 'half', computeSlices: 1, memorySlices: 1, starts: [0, 1], size: 1 };
const halves = (part: Json) =>
  catalogue({
    geometries: [
      {
        name: 'halves',
        computeSlices: 2,
        memorySlices: 2,
        partitions: [
          HALF,
          { kind: 'all', computeSlices: 2, memorySlices: 2, starts: [0], size: 2, ...part },
        ],
        source: 'made up',
      },
    ],
  });

const SIZED = { memoryMiB: 40_000, sms: 50, computeSlices: 1, memorySlices: 1, max: 2 };
const product = (part: Json) =>
  catalogue({
    products: [
      { name: 'Z9', labels: ['Z9'], memoryMiB: 90_000, sms: 100, source: 'made up', ...part },
    ],
  });

const pool = (allocatable: Json, labels: Json = {}): Pick<Refused, 'kind' | 'spec'> => ({
  kind: 'GpuPool',
  spec: { nodes: 1, template: { metadata: { labels }, status: { allocatable } } },
});

const profile = (...rows: readonly Json[]): Pick<Refused, 'kind' | 'spec'> => ({
  kind: 'GpuProfile',
  spec: {
    workload: { kind: 'Deployment', name: 'whisper' },
    containers: rows.map((row) => ({ ...ROW, ...row })),
  },
});
const ROW = {
  name: 'server',
  revision: 'r',
  measuredOn: 'H100-80GB',
  vramMaxMiB: 1024,
  hours: 1,
  samples: 1,
};

export const nonsense: readonly Refused[] = [
  {
    name: 'a World of a day that never was',
    kind: 'World',
    spec: { readAt: '2026-02-29T00:00:00Z' },
    says: '/spec/readAt must be a time that exists, got 2026-02-29T00:00:00Z',
  },
  {
    name: 'a ceiling below the floor',
    kind: 'GpuPolicy',
    spec: { sharing: { floor: { vram: '4Gi' }, ceiling: { vram: '2000Mi' } } },
    says: '/spec/sharing/ceiling/vram is 2000Mi, below the floor of 4Gi',
  },
  {
    name: 'a card that is somebody else’s and counts as nothing',
    ...foreign({ match: 'nvidia.com/gpu' }),
    says: '/spec/foreign/0/match is nvidia.com/gpu, which is a GPU of the catalogue and belongs to nobody else',
    help: NOBODYS,
  },
  {
    name: 'a partition that is',
    ...foreign({ match: 'nvidia.com/mig-1g.10gb.shared' }),
    says: '/spec/foreign/0/match is nvidia.com/mig-1g.10gb.shared, which is a GPU of the catalogue and belongs to nobody else',
    help: NOBODYS,
  },
  {
    name: 'all names of a vendor',
    ...foreign({ match: 'nvidia.com/*' }),
    says: '/spec/foreign/0/match covers nvidia.com/gpu, which is a GPU of the catalogue and belongs to nobody else',
    help: NOBODYS,
  },
  {
    name: 'a name that counts as cores',
    ...foreign({ match: 'example.com/gpu', as: 'cpu' }),
    says: '/spec/foreign/0/as must be a resource name of GPUs, got cpu',
    help: 'such as nvidia.com/gpu, or nvidia.com/mig-* for what follows the beginning',
  },
  {
    name: 'a partition of more slices than its card has',
    ...halves({ computeSlices: 3 }),
    says: '/spec/geometries/0/partitions/1/computeSlices is 3, more than the 2 of a card of halves',
  },
  {
    name: 'a partition that begins twice at one place',
    ...halves({ ...HALF, kind: 'other', starts: [0, 0] }),
    says: '/spec/geometries/0/partitions/1/starts/1 is 0, where other begins already (it)',
  },
  {
    name: 'a partition that ends beyond its card',
    ...halves({ starts: [9] }),
    says: '/spec/geometries/0/partitions/1/starts/0 is 9, from where all of size 2 would end at 11, beyond the 2 places of a card',
  },
  {
    name: 'two partitions of one kind',
    ...halves({ ...HALF }),
    says: '/spec/geometries/0/partitions/1/kind is half, which halves has already (it)',
  },
  {
    name: 'two profiles of one name',
    ...product({
      computeSlices: 2,
      memorySlices: 2,
      profiles: [
        { name: '1g.40gb', ...SIZED },
        { name: '1g.40gb', ...SIZED, sms: 40 },
      ],
    }),
    says: '/spec/products/0/profiles/1/name is 1g.40gb, which Z9 has already (it)',
  },
  {
    name: 'a driver of no version',
    ...product({ driver: 'banana' }),
    says: '/spec/products/0/driver must be a version of the driver such as "570.133.20", got "banana"',
  },
  {
    name: 'a product by a label that no node can have',
    ...product({ labels: ['NVIDIA Z9'] }),
    says: '/spec/products/0/labels/0 must be what a label can have, got "NVIDIA Z9"',
    help: LABEL_VALUE.hint,
  },
  {
    name: 'a pool of less than nothing',
    ...pool({ 'nvidia.com/gpu': -1 }),
    says: '/spec/template/status/allocatable/nvidia.com~1gpu must be at least 0, got -1',
  },
  {
    name: 'a pool of half a card',
    ...pool({ 'nvidia.com/gpu': '500m' }),
    says: '/spec/template/status/allocatable/nvidia.com~1gpu must be a whole number of devices, got 500m',
  },
  {
    name: 'a pool of so many cards as nobody can count',
    ...pool({ 'nvidia.com/gpu': 'all' }),
    says: '/spec/template/status/allocatable/nvidia.com~1gpu must be a quantity such as 4, 500m or 16Gi, got all',
  },
  {
    name: 'a pool whose nodes have a label that none can have',
    ...pool({ 'nvidia.com/gpu': 1 }, { zone: 'a b' }),
    says: '/spec/template/metadata/labels/zone must be what a label can have, got "a b"',
    help: LABEL_VALUE.hint,
  },
  {
    name: 'a pool whose nodes have a key that none can have',
    ...pool({ 'nvidia.com/gpu': 1 }, { 'a b': 'c' }),
    says: '/spec/template/metadata/labels/a b must be the key of a label, such as example.com/pool',
  },
  {
    name: 'pods of a label that none can have',
    kind: 'GpuPolicy',
    spec: { match: { podLabels: { team: 'a b' } } },
    says: '/spec/match/podLabels/team must be what a label can have, got "a b"',
    help: LABEL_VALUE.hint,
  },
  {
    name: 'pods of a key that none can have',
    kind: 'GpuPolicy',
    spec: { match: { podLabels: { 'a b': 'c' } } },
    says: '/spec/match/podLabels/a b must be the key of a label, such as example.com/pool',
  },
  {
    name: 'namespaces of too long a prefix',
    kind: 'GpuPolicy',
    spec: { match: { namespaceLabels: { [`${'a.'.repeat(127)}com/team`]: 'c' } } },
    says: `/spec/match/namespaceLabels/${'a.'.repeat(127)}com~1team must be the key of a label, such as example.com/pool`,
  },
  {
    name: 'a rung after the whole card',
    kind: 'GpuPolicy',
    spec: { sharing: { ladder: { default: ['whole', 'mig'] } } },
    says: '/spec/sharing/ladder/default/0 puts whole before mig, which would never be tried',
    help: 'whole comes last by itself',
  },
  {
    name: 'the whole card twice',
    kind: 'GpuPolicy',
    spec: { sharing: { ladder: { batch: ['mig', 'whole', 'whole'] } } },
    says: '/spec/sharing/ladder/batch/1 puts whole before whole, which would never be tried',
    help: 'whole comes last by itself',
  },
  {
    name: 'a part of a card that nobody hands out',
    kind: 'GpuPolicy',
    spec: { sharing: { ladder: { serving: ['fraction'] } } },
    says: '/spec/sharing/ladder/serving/0 names fraction, and the policy says no engine',
    help: 'write sharing.fraction with an engine, kai or hami',
  },
  {
    name: 'a priority that is no whole number any more',
    kind: 'GpuPolicy',
    spec: { priority: 2 ** 63 },
    says: '/spec/priority must be at most 9007199254740991, got the number 9223372036854776000',
  },
  {
    name: 'more GPUs than can be counted',
    kind: 'GpuQuota',
    spec: { namespaces: ['speech'], limits: { gpus: 1e21 } },
    says: '/spec/limits/gpus must be at most 1000000, got the number 1e+21',
  },
  {
    name: 'a namespace that one team names twice',
    kind: 'GpuQuota',
    spec: { namespaces: ['speech', 'vision', 'speech'] },
    says: '/spec/namespaces/2 names speech, which GpuQuota x names already (it)',
    help: 'a namespace belongs to one team; take it out of one of the two',
  },
  {
    name: 'two rows for one container',
    ...profile({}, {}),
    says: '/spec/containers/1 has figures for container server of speech/Deployment/whisper, and GpuProfile speech/x has others (it)',
    help: 'keep one row for each container of a workload',
  },
  {
    name: 'a last sample of a day that never was',
    ...profile({ lastSeen: '2026-02-30T00:00:00Z' }),
    says: '/spec/containers/0/lastSeen must be a time that exists, got 2026-02-30T00:00:00Z',
  },
  {
    name: 'a limit below nothing',
    kind: 'GpuQuota',
    spec: { namespaces: ['speech'], limits: { gpus: -1 } },
    says: '/spec/limits/gpus must be at least 0, got the number -1',
  },
  {
    name: 'a container that was seen to use nothing',
    ...profile({ vramMaxMiB: 0 }),
    says: '/spec/containers/0/vramMaxMiB must be at least 1, got the number 0',
  },
  {
    name: 'a class that is given to nothing',
    kind: 'GpuClasses',
    spec: { table: [{ class: 'batch' }] },
    says: '/spec/table/0 gives the class batch to nothing',
    help: 'name ownerKinds, launchers or images',
  },
];
