/** Fleets of a few nodes, drawn: every kind of sharing, taints, labels, and what is taken already. */
import { isClaimResource } from '../fit/dra.ts';
import type { NodeFacts } from '../menu/node.ts';
import type { Taint } from '../pod.ts';
import type { Draw } from './draw.ts';
import {
  cards,
  claims,
  gke,
  gpuTaint,
  mixed,
  nodeOf,
  shared,
  single,
  type Parts,
} from './nodes.ts';

interface Size {
  readonly kinds: number;
  /** Of each so many at most. */
  readonly each: number;
}

export function fleet(draw: Draw, size: Size = { kinds: 2 + draw.int(5), each: 2 }): NodeFacts[] {
  const nodes: NodeFacts[] = [];
  const { kinds, each } = size;
  for (let group = 0; group < kinds; group++) {
    const kind = draw.oneOf(...KINDS);
    const taints = taintsOf(draw);
    const count = 1 + draw.int(each);
    for (let i = 0; i < count; i++) {
      const parts = partsOf(draw, taints);
      nodes.push(taken(draw, kind(`n${nodes.length}`, parts)));
    }
  }
  return nodes;
}

type Kind = (name: string, parts: Parts) => NodeFacts;

const also = (parts: Parts, labels: Readonly<Record<string, string>>): Parts => ({
  ...parts,
  labels: { ...parts.labels, ...labels },
});

const labelled = (parts: Parts): Parts =>
  also(parts, { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' });

const KINDS: readonly [Kind, ...Kind[]] = [
  (name, parts) => mixed(name, 'h100', { '1g.10gb': 4, '3g.40gb': 1 }, parts),
  (name, parts) => cards(name, 'h100', 8, parts),
  // The same partitions as above, and some memory less in each.
  (name, parts) =>
    mixed(
      name,
      'h100',
      { '1g.10gb': 4, '3g.40gb': 1 },
      also(parts, {
        'nvidia.com/mig-1g.10gb.memory': '9600',
        'nvidia.com/mig-3g.40gb.memory': '40192',
      }),
    ),
  (name, parts) => mixed(name, 'h100', { '1g.10gb': 2, '1g.20gb': 1, '2g.20gb': 2 }, parts),
  (name, parts) => mixed(name, 'a100', { '1g.5gb': 7 }, parts),
  (name, parts) => mixed(name, 'a100', { '1g.10gb': 4, '2g.10gb': 3, '3g.20gb': 2 }, parts),
  (name, parts) => single(name, 'a100', { profile: '1g.5gb', count: 14 }, parts),
  (name, parts) => single(name, 'h100', { profile: '3g.40gb', count: 2 }, parts),
  (name, parts) => cards(name, 'l4', 4, parts),
  (name, parts) =>
    claims(name, 'h100', [{ name: 'small', profile: '1g.10gb', count: 4 }], labelled(parts)),
  (name, parts) =>
    claims(
      name,
      'h100',
      [
        { name: 'small', profile: '1g.10gb', count: 2 },
        { name: 'medium', profile: '2g.20gb', count: 2 },
        { name: 'nvidia.com/gpu', count: 2 },
      ],
      parts,
    ),
  // A name for one thing here and for another there.
  (name, parts) =>
    claims(
      name,
      'a100',
      [
        { name: 'small', profile: '1g.5gb', count: 3 },
        { name: 'nvidia.com/mig-1g.10gb', profile: '1g.10gb', count: 3 },
      ],
      parts,
    ),
  (name, parts) =>
    claims(
      name,
      'h100',
      [{ name: 'nvidia.com/mig-1g.10gb', profile: '1g.10gb', count: 3 }],
      labelled(parts),
    ),
  (name, parts) =>
    claims(
      name,
      'h100',
      [
        { name: 'small', profile: '1g.10gb', count: 2 },
        { name: 'small', profile: '3g.40gb', count: 2 },
        { name: 'nvidia.com/gpu', profile: '3g.40gb', count: 2 },
      ],
      labelled(parts),
    ),
  // HAMi advertises ten units a card.
  (name, parts) => cards(name, 'h100', 80, { ...parts, engine: 'hami' }),
  (name, parts) => shared(name, 'l4', { replicas: 4, renamed: true }, parts),
  (name, parts) => shared(name, 'h100', { replicas: 2, renamed: true }, parts),
  (name, parts) => shared(name, 'l4', { replicas: 3, renamed: false }, parts),
  (name, parts) => shared(name, 'l4', { replicas: 2, renamed: true, strategy: 'mps' }, parts),
  (name, parts) => gke(name, { units: 4 }, parts),
  (name, parts) => gke(name, { units: 14, partition: '1g.10gb' }, parts),
  (name, parts) => gke(name, { units: 16, clients: 4 }, parts),
  (name, parts) => gke(name, { units: 8, partition: '3g.40gb', clients: 2 }, parts),
  // Two models in one node, of which the labels tell one.
  (name, parts) => cards(name, 'h100', 8, also(parts, { 'nvidia.com/gpu.count': '4' })),
  // A partition that is shared under its plain name.
  (name, parts) =>
    mixed(
      name,
      'h100',
      { '1g.10gb': 8, '3g.40gb': 1 },
      also(parts, {
        'nvidia.com/mig-1g.10gb.sharing-strategy': 'time-slicing',
        'nvidia.com/mig-1g.10gb.replicas': '2',
      }),
    ),
  (name, parts) =>
    cards(name, 'h100', 8, also(parts, { 'nvidia.com/gpu.product': 'NVIDIA-H100-MIG-INVALID' })),
  (name, parts) => cards(name, 'l4', 4, also(parts, { 'nvidia.com/gpu.product': 'NVIDIA-Z9' })),
  (name, parts) =>
    nodeOf(
      name,
      { 'nvidia.com/gpu': 8 },
      also(parts, {
        'nvidia.com/gpu.sharing-strategy': 'time-slicing',
        'nvidia.com/gpu.replicas': '2',
      }),
    ),
];

const taintsOf = (draw: Draw): readonly Taint[] =>
  draw.oneOf<readonly Taint[]>(
    [],
    [gpuTaint],
    [],
    [{ key: 'team', value: 'speech', effect: 'NoSchedule' }],
    [gpuTaint, { key: 'soft', effect: 'PreferNoSchedule' }],
    [{ key: 'nvidia.com/gpu', effect: 'NoExecute' }],
  );

const partsOf = (draw: Draw, taints: readonly Taint[]): Parts => ({
  taints,
  labels: {
    zone: draw.oneOf('a', 'b'),
    team: draw.oneOf('speech', 'vision'),
    rack: draw.oneOf('1', '2', '3', 'x1'),
    ...(draw.rarely(12) ? { 'nvidia.com/mig.config.state': 'pending' } : {}),
  },
  schedulable: !draw.rarely(12),
  declared: draw.rarely(12),
});

function taken(draw: Draw, node: NodeFacts): NodeFacts {
  const used: Record<string, number> = { cpu: draw.oneOf(0, 1000, 1000, 63_800) };
  for (const [name, count] of Object.entries(node.allocatable))
    if (name.startsWith('nvidia.com/') || isClaimResource(name))
      used[name] = draw.oneOf(0, 0, count, Math.max(0, count - 1));
  return { ...node, used };
}
