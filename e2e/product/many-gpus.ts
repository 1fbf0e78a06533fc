/** Pods that ask for GPUs by all the names and in all the places where they are counted, as the API server takes them. */
import * as fc from 'fast-check';

/** Cards and slices of each vendor, names of other engines, and what beside them is no device. */
const NAMES = [
  'nvidia.com/gpu',
  'nvidia.com/gpu',
  'nvidia.com/gpu.shared',
  'nvidia.com/mig-1g.10gb',
  'nvidia.com/nobody-knows-it',
  'nvidia.com/gpu-10gb',
  'nvidia.com/gpumem',
  'nvidia.com/gpucores',
  'nvidia.com/rdma_shared',
  'nvidia.com/GRID_T4-1Q',
  'amd.com/gpu',
  'amd.com/xilinx_u250',
  'gpu.intel.com/xe',
  'gpu.intel.com/millicores',
  'volcano.sh/vgpu-number',
  'volcano.sh/vgpu-memory',
  'volcano.sh/gpu-number',
  'volcano.sh/gpu-memory',
  'mig.das.com/1g.5gb',
  'instaslice.redhat.com/mig-1g.5gb',
  'instaslice.redhat.com/accelerator-memory-quota',
  'org.instaslice/some-pod',
  'example.com/gpu',
  'cpu',
];

const amounts = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.constantFrom<string | number>(0, '0', 1, '1', '1', 2, '2', '3', '2000m', '4', '1k', '1e1'),
  { maxKeys: 3 },
);

/** Extended resources are requested as they are limited, or by their limit alone. */
const container = fc.record({ limits: amounts, both: fc.boolean(), says: fc.nat(9) });

type Drawn = typeof container extends fc.Arbitrary<infer T> ? T : never;

const made = (name: string, { limits, both, says }: Drawn) => ({
  name,
  image: 'registry.example.com/x:1',
  ...(says > 0 && { resources: { limits, ...(both && { requests: limits }) } }),
});

const sidecar = fc.boolean();

/** Names in an order of their own: what is counted once must not hang on it. */
const names = fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f'], { minLength: 6 });

export const manyGpus = fc
  .record({
    names,
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    inits: fc.array(fc.tuple(container, sidecar), { maxLength: 4 }),
    fraction: fc.nat(5),
  })
  .map(({ names: all, containers, inits, fraction }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...(fraction === 0 && { annotations: { 'gpu-fraction': '0.5' } }) },
    spec: {
      containers: containers.map((one, i) => made(all[i] ?? '', one)),
      initContainers: inits.map(([one, stays], i) => ({
        ...made(all[i + 2] ?? '', one),
        ...(stays && { restartPolicy: 'Always' }),
      })),
    },
  }));

/** Twenty that stay, twenty that go, twenty that serve, each with a GPU of three kinds. */
export function crowd(namespace: string): object {
  const limits = { 'nvidia.com/gpu': 1, 'amd.com/gpu': 1, 'gpu.intel.com/xe': 1 };
  const twenty = (what: string, more: object = {}) =>
    Array.from({ length: 20 }, (_, i) => ({
      name: `${what}-${i}`,
      image: 'registry.example.com/x:1',
      resources: { limits },
      ...more,
    }));
  const initContainers = [...twenty('stays', { restartPolicy: 'Always' }), ...twenty('goes')];
  const spec = { initContainers, containers: twenty('serves') };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'crowd', namespace }, spec };
}
