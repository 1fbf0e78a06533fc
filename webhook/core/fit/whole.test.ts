import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from '../menu/node.ts';
import type { Pod } from '../pod.ts';
import { nodeOf, cards, gpuTaint, mixed, shared, single } from '../testing/nodes.ts';
import { asking, podOf, served } from '../testing/pods.ts';
import { placed } from '../testing/told.ts';
import { proposed } from '../testing/world.ts';

const h100 = cards('whole', 'h100');
const sevenths = single('cut', 'a100', { profile: '1g.5gb', count: 56 });
const turns = shared('turns', 'l4', { replicas: 4, renamed: false });
const full = cards('full', 'h100', 8, { used: { 'nvidia.com/gpu': 8 } });
const PENDING = { 'nvidia.com/mig.config.state': 'pending' };
const busy = shared(
  'turns',
  'l4',
  { replicas: 4, renamed: false },
  { used: { 'nvidia.com/gpu': 16 } },
);

/** No profile, so whole; what that adds to the placement, or which note stands beside it. */
const kept = (nodes: readonly NodeFacts[], pod: Pod = podOf()): string[] => {
  const decision = proposed(pod, { nodes, profiles: {} });
  return [...placed(decision), ...decision.rules.slice(1).map(({ id }) => id)];
};

describe('whole means whole', () => {
  const NOTE = 'placement/no-whole-gpu';
  const offCut = 'nvidia.com/gpu.product NotIn NVIDIA-A100-SXM4-40GB-MIG-1g.5gb';
  const offTurns = 'nvidia.com/gpu.product NotIn NVIDIA-L4-SHARED';
  const offShared = 'nvidia.com/gpu.sharing-strategy NotIn mps,time-slicing';
  const table: { name: string; nodes: NodeFacts[]; pod?: Pod; want: string[] }[] = [
    { name: 'where every nvidia.com/gpu is a card, nothing is added', nodes: [h100], want: [] },
    {
      name: 'renamed turns cannot be mistaken',
      nodes: [h100, shared('t', 'l4', { replicas: 4, renamed: true })],
      want: [],
    },
    {
      name: 'partitions of strategy mixed cannot be mistaken',
      nodes: [h100, mixed('m', 'h100', { '1g.10gb': 7 })],
      want: [],
    },
    {
      name: 'a pod is kept off sevenths that go by the name of a card',
      nodes: [h100, sevenths],
      want: [offCut],
    },
    { name: 'and off turns that were not renamed', nodes: [h100, turns], want: [offTurns] },
    {
      name: 'off both in one expression',
      nodes: [h100, turns, sevenths],
      want: ['nvidia.com/gpu.product NotIn NVIDIA-A100-SXM4-40GB-MIG-1g.5gb,NVIDIA-L4-SHARED'],
    },
    {
      name: 'by strategy where cards and turns carry one label',
      nodes: [
        cards('l4', 'l4'),
        shared(
          't',
          'l4',
          { replicas: 4, renamed: false },
          { labels: { 'nvidia.com/gpu.product': 'NVIDIA-L4' } },
        ),
      ],
      want: [offShared],
    },
    {
      name: 'by strategy where turns carry no label, never by nothing',
      nodes: [
        h100,
        nodeOf(
          't',
          { 'nvidia.com/gpu': 8 },
          {
            labels: {
              'nvidia.com/gpu.sharing-strategy': 'time-slicing',
              'nvidia.com/gpu.replicas': '2',
            },
          },
        ),
      ],
      want: [offShared],
    },
    {
      name: 'turns that it could not reach anyway are not spoken of',
      nodes: [h100, { ...turns, taints: [gpuTaint] }],
      want: [],
    },
    { name: 'only slices: it stays as it is, and says so', nodes: [turns, sevenths], want: [NOTE] },
    {
      name: 'only slices have room: a twin would be bound, so it stays as it is',
      nodes: [full, turns],
      want: [NOTE],
    },
    { name: 'nothing has room: it waits for a card', nodes: [full, busy], want: [offTurns] },
    {
      name: 'a machine of slices would be made for a twin, and no card for us: it stays as it is',
      nodes: [full, { ...turns, declared: true }],
      want: [NOTE],
    },
    {
      name: 'turns that are about to be made anew would still take a twin: it stays as it is',
      nodes: [full, busy, { ...turns, name: 'paused', labels: { ...turns.labels, ...PENDING } }],
      want: [NOTE],
    },
    {
      name: 'a machine of cards would be made as well: it waits for that',
      nodes: [full, { ...turns, declared: true }, { ...h100, name: 'more', declared: true }],
      want: [offTurns],
    },
    {
      name: 'two GPUs are kept off slices just the same',
      nodes: [h100, turns],
      pod: served(asking(2)),
      want: [offTurns],
    },
    {
      name: 'a pod placed by hand is not touched',
      nodes: [h100, turns],
      pod: podOf({ nodeName: 'turns' }),
      want: [],
    },
    {
      name: "nor is another scheduler's",
      nodes: [h100, turns],
      pod: podOf({ schedulerName: 'volcano' }),
      want: [],
    },
    {
      name: 'nor is one whose user asked for the original',
      nodes: [h100, turns],
      pod: podOf({}, { annotations: { 'tranche.dev/keep': 'original' } }),
      want: [],
    },
  ];
  test.each(table)('$name', ({ nodes, pod, want }) => {
    expect(kept(nodes, pod)).toEqual(want);
  });

  test('what could not be helped is a warning', () => {
    const { rules } = proposed(podOf(), { nodes: [turns], profiles: {} });
    expect(rules).toMatchObject([
      { id: 'evidence/none', outcome: 'skip' },
      {
        id: NOTE,
        outcome: 'warn',
        reason:
          'only nodes whose nvidia.com/gpu is a slice could take it now, so it stays as it is',
      },
    ]);
  });
});
