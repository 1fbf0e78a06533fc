import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from '../menu/node.ts';
import { readOriginal } from '../edits/original.ts';
import { packed } from './packing.ts';
import type { Pod, PreferredNodes } from '../pod.ts';
import { propose } from '../propose.ts';
import type { Terms } from '../terms.ts';
import { cards, gpuTaint, mixed, shared } from '../testing/nodes.ts';
import { podOf, reviewOf } from '../testing/pods.ts';
import { visit } from '../testing/visits.ts';
import { profilesFor, proposed, termsOf, worldOf } from '../testing/world.ts';
import { undo } from '../edits/undo.ts';
import { apply, wire } from '../testing/patched.contract.ts';

const MIG = 'nvidia.com/mig-1g.10gb';
const cut = (name: string, taken: number, parts = {}): NodeFacts =>
  mixed(name, 'h100', { '1g.10gb': 7 }, { used: { [MIG]: taken }, ...parts });

const nameless = (node: NodeFacts): NodeFacts => {
  const { 'kubernetes.io/hostname': _, ...labels } = node.labels;
  return { ...node, labels };
};

const fuller = termsOf({ packing: 'fuller' });
const wished = (nodes: readonly NodeFacts[], pod: Pod = podOf(), terms = fuller): string[] =>
  proposed(pod, { nodes, terms }).edits.flatMap((edit) =>
    edit.kind === 'preference'
      ? edit.prefer.map(
          ({ weight, preference }) =>
            `${weight} ${preference.matchExpressions?.[0]?.values?.join(' ')}`,
        )
      : [],
  );

describe('a pod that gets a slice prefers', () => {
  const many = Array.from({ length: 12 }, (_, i) => cut(`n${String(i).padStart(2, '0')}`, 3));
  const table: { name: string; nodes: readonly NodeFacts[]; terms?: Terms; want: string[] }[] = [
    {
      name: 'the node on which more slices are taken',
      nodes: [cut('a', 1), cut('b', 5)],
      want: ['3 b'],
    },
    {
      name: 'three levels, the fullest most, the emptiest never',
      nodes: [cut('e', 0), cut('d', 1), cut('c', 2), cut('b', 3), cut('a', 4), cut('a2', 4)],
      want: ['3 a a2', '2 b', '1 c'],
    },
    {
      name: 'none that is full, cordoned, or not made yet',
      nodes: [
        cut('full', 7),
        cut('cordoned', 6, { schedulable: false }),
        cut('later', 0, { declared: true }),
        cut('a', 2),
        cut('b', 3),
      ],
      want: ['3 b'],
    },
    {
      name: 'none that holds as many pods as it may',
      nodes: [cut('busy', 5, { used: { [MIG]: 5, pods: 110 } }), cut('a', 2), cut('b', 3)],
      want: ['3 b'],
    },
    { name: 'nothing where all are alike', nodes: [cut('a', 3), cut('b', 3)], want: [] },
    { name: 'nothing where there is one', nodes: [cut('a', 3)], want: [] },
    {
      name: 'eight names of a level, the first ones',
      nodes: [...many, cut('z', 0)],
      want: ['3 n00 n01 n02 n03 n04 n05 n06 n07'],
    },
    {
      name: 'the smaller node, of which a larger part is taken',
      nodes: [
        cut('a', 3),
        mixed('b', 'h100', { '1g.10gb': 3 }, { used: { [MIG]: 2 } }),
        cut('c', 1),
      ],
      want: ['3 b', '2 a'],
    },
    {
      name: 'none that has no name to be preferred by',
      nodes: [cut('a', 1), nameless(cut('b', 5)), cut('c', 3)],
      want: ['3 c'],
    },
    {
      name: 'an MPS server that others are clients of',
      nodes: [
        shared('a', 'h100', { replicas: 4, renamed: true, strategy: 'mps' }),
        shared(
          'b',
          'h100',
          { replicas: 4, renamed: true, strategy: 'mps' },
          { used: { 'nvidia.com/gpu.shared': 3 } },
        ),
      ],
      terms: termsOf({ packing: 'fuller', ladder: ['mps'] }),
      want: ['3 b'],
    },
    {
      name: 'a shared card that others are on',
      nodes: [
        shared('a', 'h100', { replicas: 4, renamed: true }),
        shared(
          'b',
          'h100',
          { replicas: 4, renamed: true },
          { used: { 'nvidia.com/gpu.shared': 3 } },
        ),
      ],
      want: ['3 b'],
    },
  ];
  test.each(table)('$name', ({ nodes, terms = fuller, want }) => {
    expect(wished(nodes, podOf(), terms)).toEqual(want);
    const { edits } = proposed(podOf(), { nodes, terms });
    expect(edits.some(({ kind }) => kind === 'preference')).toBe(want.length > 0);
  });

  test('nothing unless the policy says so', () => {
    expect(wished([cut('a', 1), cut('b', 5)], podOf(), termsOf())).toEqual([]);
  });

  test('only nodes where it may go, for its own words and the policy’s', () => {
    const nodes = [
      cut('b1', 6, { labels: { zone: 'b' } }),
      cut('a1', 5, { labels: { zone: 'a', spot: 'yes' } }),
      cut('a2', 4, { labels: { zone: 'a' } }),
      cut('a3', 3, { labels: { zone: 'a' } }),
      cut('tainted', 6, { labels: { zone: 'a' }, taints: [{ ...gpuTaint, key: 'night' }] }),
    ];
    const terms = termsOf({
      packing: 'fuller',
      require: [{ key: 'spot', operator: 'DoesNotExist' }],
    });
    expect(wished(nodes, podOf({ nodeSelector: { zone: 'a' } }), terms)).toEqual(['3 a2']);
  });

  test('nothing where no node has room: whoever makes one is not to be told where', () => {
    const nodes = [cut('a', 7), cut('later', 0, { declared: true })];
    const decision = proposed(podOf(), { nodes, terms: fuller });
    expect(decision.because.rule).toBe('fit/mig');
    expect(decision.edits.map(({ kind }) => kind)).not.toContain('preference');
  });
});

const wishes = ({ spec }: Pod): readonly unknown[] | undefined =>
  spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;

describe('what its user prefers', () => {
  const theirs: PreferredNodes[] = [
    { weight: 50, preference: { matchExpressions: [{ key: 'zone', operator: 'Exists' }] } },
    // Ours to the letter; it is kept all the same.
    {
      weight: 3,
      preference: {
        matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['b'] }],
      },
    },
  ];
  const pod = podOf({
    affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: theirs } },
  });
  const nodes = [cut('a', 1), cut('b', 5), cards('whole', 'h100')];
  const before = worldOf({ nodes, terms: fuller, profiles: profilesFor(pod) });
  const { pod: ours } = visit(wire({ ...pod }), before, apply);

  test('comes first, and is there alone when ours is undone', () => {
    expect(wishes(ours)).toEqual([...theirs, theirs[1]]);
    const original = readOriginal(ours);
    if (original === 'none') throw new Error('not rewritten');
    expect(wishes(undo(ours, original))).toEqual(theirs);
  });

  test('stands beside what we wished at first when another node is fuller by now', () => {
    const later = worldOf({
      nodes: [cut('a', 6), cut('b', 5), cards('whole', 'h100')],
      terms: fuller,
      profiles: profilesFor(pod),
    });
    const again = propose(reviewOf(ours), later);
    expect([again.verdict, again.edits]).toEqual(['leave', []]);
    expect(again.id).toBe(propose(reviewOf(pod), before).id);
  });

  test('and no more of ours than three are believed', () => {
    const text = ours.metadata.annotations?.['tranche.dev/original'] ?? '';
    const forged = text.replace('"prefer":[', '"prefer":[{},{},{},');
    const annotations = { ...ours.metadata.annotations, 'tranche.dev/original': forged };
    expect(readOriginal({ ...ours, metadata: { ...ours.metadata, annotations } })).toBe('none');
  });
});

test('what another engine hands out, it places as well', () => {
  const [pool] = worldOf({ nodes: [cut('a', 1), cut('b', 5)] }).menu.pools;
  const offer = pool?.offers.find(({ resource }) => resource === MIG);
  if (pool === undefined || offer === undefined) throw new Error('no offer');
  const rank = { rung: 0, cost: 0, milliGPU: 0, MiB: 0, name: '' };
  const option = { pool, free: true, onDemand: false, rank };
  expect(packed(podOf(), { ...option, picks: [offer] }, fuller)).toHaveLength(1);
  const fraction = { ...offer, mechanism: 'fraction' as const };
  expect(packed(podOf(), { ...option, picks: [fraction] }, fuller)).toEqual([]);
});
