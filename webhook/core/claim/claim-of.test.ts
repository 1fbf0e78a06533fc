import { describe, expect, test } from '@jest/globals';
import { claimOf } from './claim-of.ts';
import { menuOf } from '../menu/menu-of.ts';
import type { NodeFacts } from '../menu/node.ts';
import type { Pod } from '../pod.ts';
import { catalogue } from '../testing/catalogue.ts';
import { cards, mixed, nodeOf, shared, single } from '../testing/nodes.ts';
import { asking, container, plain, podOf, served, sidecar } from '../testing/pods.ts';

const fleet: readonly NodeFacts[] = [
  mixed('h100-mig', 'h100', { '1g.10gb': 7, '3g.40gb': 1 }),
  mixed('a100-mig', 'a100', { '1g.10gb': 4 }),
  single('a100-single', 'a100', { profile: '1g.5gb', count: 56 }),
  cards('l4', 'l4'),
  shared('l4-shared', 'l4', { replicas: 4, renamed: true }),
];

const costs = (pod: Pod, nodes: readonly NodeFacts[] = fleet): string => {
  const { milliGPU, MiB } = claimOf(pod, menuOf(nodes, catalogue), catalogue);
  return `${milliGPU} ${MiB}`;
};

const asks = (resource: string, count = 1) => served(asking(count, resource));
const pinned = (key: string, value: string) => ({ nodeSelector: { [`nvidia.com/${key}`]: value } });
const onProduct = (label: string) => pinned('gpu.product', label);

describe('what a pod costs', () => {
  const table: { name: string; pod: Pod; nodes?: readonly NodeFacts[]; want: string }[] = [
    {
      name: 'an unpinned pod costs the dearest of what its name may turn out to be',
      pod: asks('nvidia.com/gpu'),
      want: '1000 23034',
    },
    {
      name: 'a card that its runtime class takes is paid for as well',
      pod: podOf({ overhead: { 'nvidia.com/gpu': '1', cpu: '1' } }),
      want: '2000 46068',
    },
    {
      name: 'a node out of service may be back before the pod is placed',
      pod: asks('nvidia.com/gpu'),
      nodes: [
        cards('cordoned', 'h100', 8, { schedulable: false }),
        shared('turns', 'l4', { replicas: 4, renamed: false }),
      ],
      want: '1000 81559',
    },
    {
      name: 'a profile name that two cards share costs the dearer share and the larger memory',
      pod: asks('nvidia.com/mig-1g.10gb'),
      want: '250 9984',
    },
    {
      name: 'pinned to a product it costs that, exactly',
      pod: served(asking(1, 'nvidia.com/mig-1g.10gb'), onProduct('NVIDIA-H100-80GB-HBM3')),
      want: '142 9984',
    },
    {
      name: 'pinned to a card that is cut, a whole one is a seventh',
      pod: served({}, onProduct('NVIDIA-A100-SXM4-40GB-MIG-1g.5gb')),
      want: '142 4864',
    },
    {
      name: 'bound, it costs what its node offers',
      pod: podOf({ nodeName: 'a100-single' }),
      want: '142 4864',
    },
    {
      name: 'bound to a node that is cordoned, it costs that still',
      pod: podOf({
        nodeName: 'h100-mig',
        containers: [container('a', asking(1, 'nvidia.com/mig-3g.40gb'))],
      }),
      nodes: [mixed('h100-mig', 'h100', { '3g.40gb': 2 }, { schedulable: false })],
      want: '500 40320',
    },
    {
      name: 'bound to a node that nobody has seen, it costs the dearest',
      pod: podOf({ nodeName: 'gone' }),
      want: '1000 23034',
    },
    {
      name: 'a turn on a shared card is rounded down',
      pod: asks('nvidia.com/gpu.shared'),
      want: '250 5758',
    },
    {
      name: 'a name that nobody offers costs the dearest in the catalogue',
      pod: asks('nvidia.com/mig-2g.20gb'),
      want: '285 20096',
    },
    {
      name: 'a name that nobody has ever heard of costs the largest card',
      pod: asks('nvidia.com/mig-9g.90gb'),
      want: '1000 81559',
    },
    {
      name: 'a constraint that nothing satisfies makes nothing cheaper',
      pod: served({}, onProduct('NVIDIA-Z9')),
      want: '1000 81559',
    },
    {
      name: "another engine's attribute counts as its catalogue entry says",
      pod: served({
        resources: { limits: { 'nvidia.com/gpu': '1', 'nvidia.com/gpumem': '3000' } },
      }),
      want: '1000 23034',
    },
    {
      name: 'a device that a node advertises and no catalogue knows counts as whole',
      pod: asks('nvidia.com/mystery'),
      nodes: [nodeOf('n', { 'nvidia.com/mystery': 4 })],
      want: '1000 81559',
    },
    {
      name: 'a pod without a GPU costs nothing',
      pod: podOf({ containers: [plain('a')] }),
      want: '0 0',
    },
    {
      name: 'a quantity that is none counts as one, until the API server refuses it',
      pod: served(asking('half')),
      want: '1000 23034',
    },
    {
      name: 'two of them cost twice',
      pod: asks('nvidia.com/gpu', 2),
      want: '2000 46068',
    },
    {
      name: 'an init container under the same name costs nothing more',
      pod: podOf({ initContainers: [container('warm')], containers: [container('a')] }),
      want: '1000 23034',
    },
    {
      name: 'an init container under another name costs its own besides',
      pod: podOf({
        initContainers: [container('warm', asking(1, 'nvidia.com/gpu.shared'))],
        containers: [container('a')],
      }),
      want: '1250 28792',
    },
    {
      name: 'a sidecar costs as much as an app container',
      pod: podOf({ initContainers: [sidecar(container('side'))], containers: [container('a')] }),
      want: '2000 46068',
    },
  ];
  test.each(table)('$name', ({ pod, nodes, want }) => {
    expect(costs(pod, nodes)).toBe(want);
  });

  test('annotations are not asked', () => {
    const pod = podOf(
      {},
      { annotations: { 'tranche.dev/original': '{"v":1}', 'tranche.dev/vram': '1Mi' } },
    );
    expect(costs(pod)).toBe(costs(podOf()));
  });

  test('taints make nothing cheaper, since a toleration may be added to a stored pod', () => {
    const taints = [{ key: 'team', value: 'vision', effect: 'NoSchedule' }];
    expect(costs(podOf(), [cards('a', 'l4'), cards('b', 'h100', 8, { taints })])).toBe(
      '1000 81559',
    );
  });
});
