import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from '../menu/node.ts';
import type { PodSpec } from '../pod.ts';
import { cards, mixed } from '../testing/nodes.ts';
import { podOf } from '../testing/pods.ts';
import { taken, told } from '../testing/told.ts';
import { proposed, termsOf } from '../testing/world.ts';

const MIG = 'nvidia.com/mig-1g.10gb';
const SLICE = `H100-80GB ${MIG}`;
const zone = (name: string) => ({ labels: { 'topology.kubernetes.io/zone': name } });
const cut = (at: string, used = 0): NodeFacts =>
  mixed(`cut-${at}`, 'h100', { '1g.10gb': 7 }, { ...zone(at), used: { [MIG]: used } });
const card = (at: string, used = 0): NodeFacts =>
  cards(`card-${at}`, 'h100', 8, { ...zone(at), used: { 'nvidia.com/gpu': used } });

const claims: Partial<PodSpec> = { volumes: [{ persistentVolumeClaim: { claimName: 'models' } }] };

describe('a pod that claims a volume', () => {
  const table: { name: string; nodes: NodeFacts[]; spec?: Partial<PodSpec>; want: string }[] = [
    { name: 'is sliced in the one zone there is', nodes: [cut('a'), card('a')], want: SLICE },
    {
      name: 'is sliced where each zone with cards has the slice',
      nodes: [cut('a'), cut('b'), card('a'), card('b')],
      want: SLICE,
    },
    {
      name: 'and where another zone has slices only',
      nodes: [cut('a'), cut('b'), card('a')],
      want: SLICE,
    },
    {
      name: 'keeps its card where a zone with cards has none of it',
      nodes: [cut('a'), card('b')],
      want: 'fit/none',
    },
    {
      name: 'keeps its card where the slice is sold out in a zone with a free card',
      nodes: [cut('a'), cut('b', 7), card('b')],
      want: 'fit/sold-out',
    },
    {
      name: 'is sliced where the zone of the sold-out slice has no card free either',
      nodes: [cut('a'), cut('b', 7), card('b', 8)],
      want: SLICE,
    },
    {
      name: 'may say its zone itself',
      nodes: [cut('a'), card('b')],
      spec: { ...claims, nodeSelector: { 'topology.kubernetes.io/zone': 'a' } },
      want: SLICE,
    },
  ];
  test.each(table)('$name', ({ nodes, spec = claims, want }) => {
    const decision = proposed(podOf(spec), { nodes });
    expect(decision.verdict === 'rewrite' ? taken(decision) : decision.because.rule).toBe(want);
  });

  test('is sliced anywhere where the policy says that storage is', () => {
    const nodes = [cut('a'), card('b')];
    const decision = proposed(podOf(claims), { nodes, terms: termsOf({ volumes: 'anywhere' }) });
    expect(taken(decision)).toBe(SLICE);
  });

  test('is told which zone has none', () => {
    const { containers } = proposed(podOf(claims), { nodes: [cut('a'), card('b')] });
    expect(containers[0]?.candidates[0]?.rejectedBy?.says).toBe(
      'its volume may be bound to zone b, where there is none of it',
    );
  });
});

test('other volumes tie a pod to no place', () => {
  const nodes = [cut('a'), card('b')];
  const plain = { volumes: [{ hostPath: { path: '/data' } }, { persistentVolumeClaim: null }] };
  expect(told(proposed(podOf(plain), { nodes }))).toBe(`${SLICE}: fit/mig`);
});
