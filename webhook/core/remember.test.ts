import { describe, expect, test } from '@jest/globals';
import type { NodeFacts } from './node.ts';
import type { Container, Pod, PodSpec } from './pod.ts';
import { propose } from './propose.ts';
import { cards, gpuTaint, mixed, shared } from './testing/nodes.ts';
import { asking, container, plain, podOf, reviewOf } from './testing/pods.ts';
import { profilesFor, shapeOfAll, termsOf, worldOf } from './testing/world.ts';
import type { World } from './world.ts';

const nodes: readonly NodeFacts[] = [
  mixed('nearly-full', 'a100', { '1g.5gb': 7 }, { used: { cpu: 63_000 } }),
  mixed('tainted', 'h100', { '1g.10gb': 7 }, { taints: [{ ...gpuTaint, key: 'team' }] }),
  shared('l4', 'l4', { replicas: 4, renamed: true }),
  mixed('large', 'h100', { '3g.40gb': 2 }),
  cards('whole', 'h100'),
];
const terms = termsOf({ ladder: ['timeSlice', 'mig'], products: ['H100-80GB', 'A100-40GB', 'L4'] });

const served = (parts: Partial<Container> = {}, spec: Partial<PodSpec> = {}): Pod =>
  podOf({ containers: [container('server', parts)], ...spec });

/** A World of its own, or one of the same cluster a moment later: with the menu of `like`. */
const worldFor = (pod: Pod, used: object, like?: World): World => {
  const made = worldOf({ nodes, terms, profiles: profilesFor(pod, { vramMaxMiB: 3000, ...used }) });
  return like === undefined ? made : { ...made, menu: like.menu };
};

const asked = (pod: Pod, world: World): string => JSON.stringify(propose(reviewOf(pod), world));

describe('what is remembered of one pod is not told to another', () => {
  const base = served();
  const large = shapeOfAll({
    server: { slice: 'H100-80GB nvidia.com/mig-3g.40gb', mechanism: 'mig' },
  });
  const table: {
    name: string;
    pod?: Pod;
    /** What it uses, and what the first one was seen to use, where that is something else. */
    used?: object;
    was?: object;
    change?: (world: World) => World;
  }[] = [
    {
      name: 'that asks for more cores',
      pod: served({ resources: { limits: { ...asking().resources.limits, cpu: '2' } } }),
      used: { measuredOn: 'A100-40GB' },
    },
    {
      name: 'that wants video',
      pod: served({ env: [{ name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'video' }] }),
      used: { measuredOn: 'A100-40GB' },
    },
    { name: 'that fills the card it sees', pod: served({ args: ['python', '-m', 'jax.serve'] }) },
    {
      name: 'that says where it may go',
      pod: served({}, { nodeSelector: { 'kubernetes.io/hostname': 'large' } }),
    },
    {
      name: 'that tolerates more',
      pod: served({}, { tolerations: [{ key: 'team', operator: 'Exists' }] }),
    },
    { name: 'that needs more', was: {}, used: { vramMaxMiB: 12_000 } },
    { name: 'that nobody has measured', was: {}, used: { hours: 1 } },
    {
      name: 'that has another container of that name in another place',
      pod: podOf({ containers: [plain('proxy'), container('server')] }),
    },
    {
      name: 'that has an init container',
      pod: podOf({ initContainers: [container('warm')], containers: [container('server')] }),
    },
    { name: 'of another revision', pod: served({ args: ['--max-model-len', '1'] }) },
    { name: 'of another workload', pod: podOf({}, { generateName: 'one-', ownerReferences: [] }) },
    {
      name: 'of another class',
      change: (world) => ({ ...world, assignedClass: () => ({ class: 'batch', policy: 'p' }) }),
    },
    {
      name: 'of another team',
      change: (world) => ({
        ...world,
        quota: () => ({ team: 'speech', mode: 'enforce', limits: {} }),
      }),
    },
    {
      name: 'whose replicas hold another slice',
      change: (world) => ({ ...world, siblings: () => large }),
    },
    {
      name: 'under other terms',
      change: (world) => ({ ...world, terms: () => termsOf({ ladder: ['mig'] }) }),
    },
    {
      name: 'of another menu',
      change: (world) => ({ ...world, menu: worldOf({ nodes: nodes.slice(3) }).menu }),
    },
  ];
  test.each(table)('$name', ({ pod = base, used = {}, was = used, change = (world) => world }) => {
    const first = worldFor(base, was);
    const said = asked(base, first);
    const worn = asked(pod, change(worldFor(pod, used, first)));
    expect(worn).toBe(asked(pod, change(worldFor(pod, used))));
    expect(worn).not.toBe(said);
  });

  test('that is in a queue of its own, where pods are handed to KAI', () => {
    const fraction = {
      engine: 'kai',
      schedulerName: 'kai-scheduler',
      schedule: 'always',
      queue: 'research',
      trustDomain: 'cluster',
      pools: [],
    } as const;
    const world = worldOf({
      nodes: [cards('whole', 'h100')],
      terms: termsOf({ ladder: ['fraction'], fraction }),
      profiles: profilesFor(base),
    });
    const labels = { ...base.metadata.labels, 'kai.scheduler/queue': 'own' };
    const queued = podOf({ ...base.spec }, { labels });
    const marked = (pod: Pod) =>
      propose(reviewOf(pod), world).edits.some(
        (edit) => edit.kind === 'mark' && edit.on === 'labels',
      );
    expect([base, queued].map(marked)).toEqual([true, false]);
  });

  test('and a replica is told the same', () => {
    const world = worldFor(base, {});
    expect(asked(served(), world)).toBe(asked(base, world));
  });
});
