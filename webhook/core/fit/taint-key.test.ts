/**
 * ExtendedResourceToleration, an admission plugin of the API server (on in GKE and EKS, off upstream),
 * tolerates the taint named like each extended resource that a pod asks for. No taint is renamed with a resource;
 * so we tolerate the taints that the target has, whether the plugin is on or off, and leave it its own.
 */
import { describe, expect, test } from '@jest/globals';
import { gpuAsks } from '../asks.ts';
import type { NodeFacts } from '../menu/node.ts';
import type { Pod, Taint, Toleration } from '../pod.ts';
import { taintsAdmit } from '../testing/oracle.ts';
import { gpuTaint, mixed, shared } from '../testing/nodes.ts';
import { asking, container, podOf } from '../testing/pods.ts';
import type { Raw } from '../testing/raw-pods.ts';
import { podIn } from '../testing/scenes.ts';
import { visit } from '../testing/visits.ts';
import { profilesFor, termsOf, worldOf } from '../testing/world.ts';
import { apply, wire } from '../testing/patched.contract.ts';

/** Before each of our visits, as the API server does. */
function plugin(raw: Raw, on: boolean): Raw {
  if (!on) return raw;
  const { spec } = podIn(raw);
  const tolerations = [...(spec.tolerations ?? [])];
  for (const { resource: key } of gpuAsks(podIn(raw)))
    if (!tolerations.some((one) => one.key === key && one.operator === 'Exists'))
      tolerations.push({ key, operator: 'Exists', effect: 'NoSchedule' });
  return { ...raw, spec: { ...spec, tolerations } };
}

const MIG = 'nvidia.com/mig-1g.10gb';
const cut = (...taints: Taint[]): NodeFacts => mixed('n', 'h100', { '1g.10gb': 7 }, { taints });
const turns = (...taints: Taint[]): NodeFacts =>
  shared('n', 'h100', { replicas: 4, renamed: true }, { taints });
const sku: Taint = { key: 'sku', value: 'gpu', effect: 'NoSchedule' };
const gpu = 'nvidia.com/gpu';

interface Row {
  readonly name: string;
  readonly on: boolean;
  readonly node: NodeFacts;
  readonly pod?: Pod;
  readonly tolerate?: readonly string[];
  /** Keys that the stored pod tolerates, in order; of those, whether the node takes it. */
  readonly want: readonly string[];
  readonly bound: boolean;
}

const saying = (...tolerations: Toleration[]): Pod => podOf({ tolerations });
const named = podOf({
  containers: [
    container('server', { resources: { limits: { [MIG]: '1' }, requests: { [MIG]: '1' } } }),
  ],
});

const rows: Row[] = [
  {
    name: 'on, a card becomes a partition',
    on: true,
    node: cut(gpuTaint),
    want: [gpu, MIG],
    bound: true,
  },
  {
    name: 'off, a card becomes a partition',
    on: false,
    node: cut(gpuTaint),
    want: [gpu],
    bound: true,
  },
  {
    name: 'on, a card becomes a turn',
    on: true,
    node: turns(gpuTaint),
    want: [gpu, 'nvidia.com/gpu.shared'],
    bound: true,
  },
  {
    name: 'off, a card becomes a turn',
    on: false,
    node: turns(gpuTaint),
    want: [gpu],
    bound: true,
  },
  { name: 'off, no taint, nothing to tolerate', on: false, node: cut(), want: [], bound: true },
  {
    name: 'on, a partition that its user named is left to wait',
    on: true,
    node: cut(gpuTaint),
    pod: named,
    want: [MIG],
    bound: false,
  },
  {
    name: 'off, a partition that its user named is left to wait',
    on: false,
    node: cut(gpuTaint),
    pod: named,
    want: [],
    bound: false,
  },
  {
    name: 'on, the taint of AKS is another one',
    on: true,
    node: cut(sku),
    tolerate: ['sku'],
    want: [gpu, 'sku', MIG],
    bound: true,
  },
  {
    name: 'off, the taint of AKS, tolerated by value already',
    on: false,
    node: cut(sku),
    pod: saying({ key: 'sku', operator: 'Equal', value: 'gpu', effect: 'NoSchedule' }),
    tolerate: ['sku'],
    want: ['sku'],
    bound: true,
  },
  {
    name: 'off, the taint of AKS, tolerated by another value',
    on: false,
    node: cut(sku),
    pod: saying({ key: 'sku', value: 'cpu' }),
    tolerate: ['sku'],
    want: ['sku', 'sku'],
    bound: true,
  },
  {
    name: 'off, two taints',
    on: false,
    node: cut(gpuTaint, sku),
    tolerate: [gpu, 'sku', 'spot'],
    want: [gpu, 'sku'],
    bound: true,
  },
  {
    name: 'on, a taint that the policy does not list keeps the card a card',
    on: true,
    node: cut(gpuTaint, sku),
    want: [gpu],
    bound: false,
  },
  {
    name: 'off, a taint that evicts is not one to tolerate',
    on: false,
    node: cut({ ...gpuTaint, effect: 'NoExecute' }),
    want: [],
    bound: false,
  },
];

describe('the plugin is', () => {
  test.each(rows)(
    '$name',
    ({
      on,
      node,
      pod = podOf({ containers: [container('server', asking(1))] }),
      tolerate = [gpu],
      want,
      bound,
    }) => {
      const world = worldOf({
        nodes: [node],
        terms: termsOf({ tolerate }),
        profiles: profilesFor(pod),
      });
      const first = visit(plugin(wire({ ...pod }), on), world, apply);
      const second = visit(plugin(first.after, on), world, apply);
      expect(second.ops).toEqual([]);
      const { spec } = second.pod;
      expect((spec.tolerations ?? []).map(({ key }) => key)).toEqual(want);
      expect(taintsAdmit(spec, node)).toBe(bound);
    },
  );
});
