import { describe, expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.ts';
import { faultLines, lineOf, read } from './example.ts';

const root = fileURLToPath(new URL('../../policies/catalogue/', import.meta.url));
const shipped = globSync('*.yaml', { cwd: root }).flatMap((file) =>
  read(readFileSync(join(root, file), 'utf8'), file),
);

const H100 = 'NVIDIA-H100-80GB-HBM3';

interface Pool {
  readonly product?: string;
  readonly count?: number | 'unsaid';
  readonly labels?: Readonly<Record<string, string>>;
  readonly allocatable: Readonly<Record<string, number>>;
}

function pool({ product = H100, count = 1, labels = {}, allocatable }: Pool): string {
  const said: Record<string, string> = { 'nvidia.com/gpu.product': product, ...labels };
  if (count !== 'unsaid') said['nvidia.com/gpu.count'] = String(count);
  return `apiVersion: tranche.dev/v1alpha1
kind: GpuPool
metadata: {name: on-demand}
spec:
  nodes: 4
  template:
    metadata:
      labels: ${JSON.stringify(said)}
    status:
      allocatable:
${Object.entries(allocatable)
  .map(([name, amount]) => `        nvidia.com/${name}: ${amount}`)
  .join('\n')}
`;
}

const faults = (of: Pool): string[] => faultLines(...shipped, ...read(pool(of), 'pools.yaml'));

describe('a declared pool whose cards can be cut so', () => {
  const table: (Pool & { name: string })[] = [
    { name: 'whole cards', count: 8, allocatable: { gpu: 8 } },
    { name: 'seven of the smallest', allocatable: { 'mig-1g.10gb': 7 } },
    {
      name: 'all-balanced, on each of eight cards',
      count: 8,
      allocatable: { 'mig-1g.10gb': 16, 'mig-2g.20gb': 8, 'mig-3g.40gb': 8 },
    },
    {
      name: 'cards cut in different ways',
      count: 2,
      allocatable: { 'mig-1g.10gb': 7, 'mig-3g.40gb': 2 },
    },
    {
      name: 'cut cards beside whole ones',
      count: 4,
      allocatable: { gpu: 3, 'mig-1g.10gb': 7 },
    },
    {
      name: 'less than a card would hold',
      allocatable: { 'mig-3g.40gb': 1 },
    },
    {
      name: 'partitions that are shared: each counts once',
      labels: {
        'nvidia.com/mig-3g.40gb.sharing-strategy': 'time-slicing',
        'nvidia.com/mig-3g.40gb.replicas': '4',
      },
      allocatable: { 'mig-3g.40gb.shared': 8 },
    },
    {
      name: 'one with media engines in the place of a plain one',
      allocatable: { 'mig-1g.10gb': 6, 'mig-1g.10gb.me': 1 },
    },
    { name: 'how many cards nobody says', count: 'unsaid', allocatable: { 'mig-1g.10gb': 9 } },
    { name: 'a card nobody knows', product: 'NVIDIA-Z9', allocatable: { 'mig-1g.10gb': 99 } },
  ];
  test.each(table)('$name', (of) => {
    expect(faults(of)).toEqual([]);
  });
});

const AT = 'pools.yaml:11:';
const SMALL = `${AT}33: /spec/template/status/allocatable/nvidia.com~1mig-1g.10gb`;

describe('a declared pool whose cards cannot be cut so', () => {
  const table: (Pool & { name: string; want: string; help: string })[] = [
    {
      name: 'eight sevenths',
      allocatable: { 'mig-1g.10gb': 8 },
      want: `${SMALL} puts 8 x 1g.10gb on one H100-80GB, which cannot hold them (label nvidia.com/gpu.count)`,
      help: 'one card holds 7 x 1g.10gb',
    },
    {
      name: 'slices are left, and no start: five small ones beside half a card',
      allocatable: { 'mig-1g.10gb': 5, 'mig-3g.40gb': 1 },
      want: `${SMALL} puts 5 x 1g.10gb + 1 x 3g.40gb on one H100-80GB, which cannot hold them (label nvidia.com/gpu.count)`,
      help: 'one card holds 4 x 1g.10gb + 1 x 3g.40gb, or 7 x 1g.10gb, or 2 x 3g.40gb',
    },
    {
      name: 'what two cards could hold of each, and not of both',
      count: 2,
      allocatable: { 'mig-1g.10gb': 8, 'mig-4g.40gb': 2 },
      want: `${SMALL} puts 8 x 1g.10gb + 2 x 4g.40gb on 2 H100-80GB, which cannot hold them (label nvidia.com/gpu.count)`,
      help: 'one card holds 3 x 1g.10gb + 1 x 4g.40gb, or 7 x 1g.10gb',
    },
    {
      name: 'a cut card where all are whole',
      count: 8,
      allocatable: { 'mig-1g.10gb': 1, gpu: 8 },
      want: `${SMALL} puts 1 x 1g.10gb on 0 H100-80GB, which cannot hold them (label nvidia.com/gpu.count)`,
      help: 'one card holds 7 x 1g.10gb',
    },
    {
      name: 'two sets of media engines',
      allocatable: { 'mig-1g.10gb.me': 2 },
      want: `${AT}36: /spec/template/status/allocatable/nvidia.com~1mig-1g.10gb.me puts 2 x 1g.10gb+me on one H100-80GB, which cannot hold them (label nvidia.com/gpu.count)`,
      help: 'one card holds 1 x 1g.10gb+me',
    },
    {
      name: 'a partition of another card',
      allocatable: { 'mig-1g.5gb': 7 },
      want: `${AT}32: /spec/template/status/allocatable/nvidia.com~1mig-1g.5gb is a partition 1g.5gb, which H100-80GB does not have`,
      help: 'it has 1g.10gb, 1g.10gb+me, 1g.20gb, 2g.20gb, 3g.40gb, 4g.40gb, 7g.80gb',
    },
    {
      name: 'a partition of a card that has none',
      product: 'NVIDIA-L4',
      allocatable: { 'mig-1g.10gb': 2 },
      want: `${SMALL} is a partition 1g.10gb, which L4 does not have`,
      help: 'L4 cannot be cut',
    },
  ];
  test.each(table)('$name', ({ want, help, ...of }) => {
    const compiled = compile([...shipped, ...read(pool(of), 'pools.yaml')]);
    const [fault] = compiled.ok ? [] : compiled.faults;
    expect([fault && lineOf(fault), fault?.help]).toEqual([want, help]);
  });
});

describe('a product label that nobody knows', () => {
  test('is a fault where it looks like a known one, shared or cut as well', () => {
    for (const end of ['', '-SHARED', '-MIG-1g.5gb'])
      expect(faults({ product: `NVIDIA-A100-SXM4-4OGB${end}`, allocatable: { gpu: 1 } })).toEqual([
        expect.stringMatching(/must be a product of the catalogue, got NVIDIA-A100-SXM4-4OGB/),
      ]);
  });

  test('is none where it is new, or spelled as a cloud does', () => {
    expect(faults({ product: 'NVIDIA-H20-3e-next', allocatable: { gpu: 1 } })).toEqual([]);
    const labels = { 'cloud.google.com/gke-accelerator': 'nvidia-rtx-pro-6000' };
    expect(faults({ labels, allocatable: { gpu: 1 } })).toEqual([]);
  });
});
