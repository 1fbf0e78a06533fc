/** A DaemonSet draws on a quota for each node that would keep a pod of it. */
import { describe, expect, test } from '@jest/globals';
import { reviewed, WORLD, written } from './review-world.fixture.ts';

const node = (name: string, { labels = '', spec = '' } = {}): string => `---
apiVersion: v1
kind: Node
metadata: { name: ${name}, labels: { nvidia.com/gpu.product: NVIDIA-L4${labels} } }
spec: { ${spec} }
status: { allocatable: { cpu: '64', memory: 512Gi, pods: '110', nvidia.com/gpu: '1' } }
`;

/** gpu-0 of the fixture, and these. */
const NODES = [
  node('a', { labels: ', zone: east' }),
  node('b', { labels: ', zone: west' }),
  node('cordoned', {
    labels: ', zone: west',
    spec: 'unschedulable: true, taints: [{ key: node.kubernetes.io/unschedulable, effect: NoSchedule }]',
  }),
  node('lost', {
    spec: 'taints: [{ key: node.kubernetes.io/unreachable, effect: NoExecute }]',
  }),
  node('theirs', { spec: 'taints: [{ key: team, value: vision, effect: NoSchedule }]' }),
  node('preferred', { spec: 'taints: [{ key: team, value: vision, effect: PreferNoSchedule }]' }),
  node('offline', {
    spec: 'taints: [{ key: node.kubernetes.io/network-unavailable, effect: NoSchedule }]',
  }),
].join('');

const QUOTA = `---
apiVersion: tranche.dev/v1alpha1
kind: GpuQuota
metadata: { name: speech }
spec: { namespaces: [speech], mode: enforce, limits: { gpus: 4 } }
`;

const world = WORLD('nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3', `nvidia.com/gpu: '8'`, NODES);

const daemons = (spec: string): string =>
  written(
    'daemons.yaml',
    `
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: watch, namespace: speech }
spec:
  template:
    spec:
      ${spec}
      containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 1 } } }]
`,
  );

const affinity = (key: string, values: string, of = 'matchExpressions'): string =>
  `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ ${of}: [{ key: ${key}, operator: In, values: [${values}] }] }] } } }`;

describe('as its controller reads nodes', () => {
  test.each([
    {
      name: 'a cordoned node and a lost one keep it, and one that is tainted for others does not',
      spec: '',
      pods: 6,
    },
    {
      name: 'what tolerates everything is on all of them',
      spec: 'tolerations: [{ operator: Exists }]',
      pods: 8,
    },
    { name: 'one of the host network needs no other', spec: 'hostNetwork: true', pods: 7 },
    { name: 'by its selector', spec: 'nodeSelector: { zone: west }', pods: 2 },
    { name: 'by its affinity', spec: affinity('zone', 'east, west'), pods: 3 },
    {
      name: 'by the names of nodes',
      spec: affinity('metadata.name', 'a, lost', 'matchFields'),
      pods: 2,
    },
    { name: 'by the one that it names', spec: 'nodeName: a', pods: 1 },
  ])('$name', async ({ spec, pods }) => {
    const { reviewed: all } = await reviewed(daemons(spec), world);
    expect(all[0]?.outcomes[0]).toMatchObject({
      claimAsked: { milliGPU: pods * 1000 },
      pods: { judged: pods, admitted: pods },
    });
    expect(all[0]?.notes).toEqual([]);
  });

  test('what its quota does not hold is refused', async () => {
    const everywhere = daemons('tolerations: [{ operator: Exists }]');
    const { teams, conclusion } = await reviewed(everywhere, world + QUOTA);
    expect(teams).toMatchObject([
      { asked: { milliGPU: 8000 }, refused: { milliGPU: 4000 }, quota: { after: 4000 } },
    ]);
    expect(conclusion.exit).toBe(1);
  });
});

test('where no node would keep it one pod is judged all the same, and that is said', async () => {
  const { reviewed: all } = await reviewed(daemons('nodeSelector: { zone: north }'), world);
  expect(all[0]?.outcomes[0]?.pods.judged).toBe(1);
  expect(all[0]?.notes).toContainEqual(
    'no node known here would keep it; one pod is judged and counted in place of those of its nodes',
  );
});
