import { describe, expect, test } from '@jest/globals';
import type { Mode } from '../decision.ts';
import { examine } from '../examine.ts';
import type { Container, Pod } from '../pod.ts';
import {
  at,
  decided,
  first,
  GI,
  memorySet,
  requestsOf,
  setBy,
  silent,
  told,
  withResources,
} from '../testing/missing.contract.ts';
import { cards, mixed } from '../testing/nodes.ts';
import { plain, podOf, reviewOf } from '../testing/pods.ts';
import { profilesFor, termsOf } from '../testing/world.ts';

describe('a request that is missing', () => {
  test('is set, for each GPU of the container', () => {
    expect(requestsOf(first(silent))).toEqual({ 'nvidia.com/gpu': '1', memory: '16Gi' });
    expect(requestsOf(first(withResources({}, {}, '4')))).toMatchObject({ memory: '64Gi' });
  });

  test.each<[string, Pod]>([
    ['of however little', withResources({ memory: '1Mi' })],
    ['of nothing', withResources({ memory: 0 })],
    ['by a limit alone', withResources({}, { memory: '2Gi' })],
    [
      'of the pod as a whole',
      { ...silent, spec: { ...silent.spec, resources: { requests: { cpu: '4' } } } },
    ],
  ])('is none where there is one %s', (_, pod) => {
    expect(decided(pod).supplied).toBeUndefined();
    expect(first(pod)).toEqual(pod);
  });

  test('is that of containers with a GPU, not of those beside them', () => {
    const [server] = silent.spec.containers;
    const pod = podOf({ containers: [plain('proxy'), server as Container] });
    expect(decided(pod).supplied).toEqual([
      { container: 'server', resource: 'memory', quantity: '16Gi', mode: 'enforce' },
    ]);
  });

  test('is told with what becomes of the pod’s class of service, where that changes', () => {
    expect(told(silent)).toEqual([
      'warn request/set: container server requests no memory, and policy "feed" sets 16Gi; its QoS class becomes Burstable, it was BestEffort',
    ]);
    expect(told(withResources({ cpu: '2' }))).toEqual([
      'warn request/set: container server requests no memory, and policy "feed" sets 16Gi',
    ]);
  });

  test('is as much as the weights of its profile need, where that is more', () => {
    const profiles = profilesFor(silent, { weightsMiB: 20 * GI });
    expect(requestsOf(first(silent, { profiles }))).toMatchObject({ memory: '26Gi' });
    expect(told(silent, { profiles })).toEqual([
      expect.stringContaining('policy "feed" sets 26Gi (1.3 x 20480 MiB weights);'),
    ]);
    const { decision } = examine(reviewOf(first(silent, { profiles })), at({ profiles }));
    expect(decision.verdict).toBe('leave');
  });
});

const NONE = 'there is no node with GPUs that takes pods';

describe('a request is not set where nobody can tell whether a node would have room', () => {
  const full = cards('whole', 'h100');
  const small = { ...full, allocatable: { ...full.allocatable, memory: 8 * 1024 ** 3 } };
  test.each([
    ['its only node is cordoned', [{ ...small, schedulable: false }], NONE],
    [
      'its only node has a taint',
      [{ ...small, taints: [{ key: 'x', value: 'y', effect: 'NoSchedule' }] }],
      'it does not tolerate the taints of the nodes with GPUs (x=y)',
    ],
    ['there is none', [], NONE],
  ] as const)('since %s, which is said', (_, nodes, why) => {
    expect(told(silent, { nodes: [...nodes] })).toEqual([
      `warn request/no-room: container server requests no memory, and the 16Gi of policy "feed" is not set, since nobody can tell whether a node would have room: ${why}`,
    ]);
  });

  test('and of a pod that names its nodes nobody blames room or taints alone', () => {
    const elsewhere = { ...silent, spec: { ...silent.spec, nodeSelector: { zone: 'b' } } };
    expect(told(elsewhere, { nodes: [small] })).toEqual([
      expect.stringMatching(
        /^warn request\/no-room: .*: its node selector, its node affinity or taints keep it off every node with GPUs$/,
      ),
    ]);
  });
});

describe('policies that set', () => {
  test.each<[Mode, string]>([
    ['warn', 'warn'],
    ['observe', 'skip'],
  ])('in %s say what they would, and do nothing', (mode, outcome) => {
    const guards = memorySet(setBy('feed', { setMemory: 16 * GI }, mode));
    expect(first(silent, { guards })).toEqual(silent);
    expect(told(silent, { guards })).toEqual([
      expect.stringContaining(
        `${outcome} request/set: container server requests no memory, and policy "feed" would set 16Gi`,
      ),
    ]);
  });

  test('in warn tell once what class of service the pod would have', () => {
    const guards = new Map([
      ...memorySet(setBy('feed', { setMemory: 16 * GI }, 'warn')),
      ['guard/cpu' as const, [setBy('feed', { setCores: 4 }, 'warn')]],
    ]);
    expect(told(silent, { guards })).toEqual([
      expect.stringMatching(/sets? 4; its QoS class would become Burstable, it was BestEffort$/),
      expect.stringMatching(/would set 16Gi$/),
    ]);
  });

  test('are heard for the larger figure, in whatever order they come', () => {
    const [eight, more] = [setBy('a', { setMemory: 8 * GI }), setBy('b', { setMemory: 24 * GI })];
    for (const guards of [memorySet(eight, more), memorySet(more, eight)])
      expect(requestsOf(first(silent, { guards }))).toMatchObject({ memory: '24Gi' });
  });

  test('are heard before those that would only set more', () => {
    const guards = memorySet(
      setBy('a', { setMemory: 24 * GI }, 'warn'),
      setBy('b', { setMemory: 8 * GI }),
    );
    expect(requestsOf(first(silent, { guards }))).toMatchObject({ memory: '8Gi' });
  });

  test('are not heard for more than another lets in', () => {
    const [eight, more] = [setBy('a', { setMemory: 8 * GI }), setBy('b', { setMemory: 24 * GI })];
    const ceiling = setBy('c', { mostMemory: 16 * GI });
    const guards = memorySet(eight, more, ceiling);
    expect(requestsOf(first(silent, { guards }))).toMatchObject({ memory: '8Gi' });
    expect(first(silent, { guards: memorySet(more, ceiling) })).toEqual(silent);
  });

  test('act whatever is made of the GPUs, and give no sibling a shape', () => {
    const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
    const profiles = profilesFor(silent);
    const sliced = first(silent, { nodes, profiles, terms: termsOf() });
    expect(requestsOf(sliced)).toEqual({ 'nvidia.com/mig-1g.10gb': '1', memory: '16Gi' });
    const watched = first(silent, { nodes, profiles, terms: termsOf({ mode: 'observe' }) });
    expect(requestsOf(watched)).toEqual({ 'nvidia.com/gpu': '1', memory: '16Gi' });
    const kept = watched.metadata.annotations?.['tranche.dev/original'] ?? '';
    expect(JSON.parse(kept)).toMatchObject({ containers: {}, require: [], tolerate: [] });
  });
});

const full = (name: string) => ({
  ...cards(name, 'h100'),
  used: { memory: 505 * GI ** 3 },
});

describe('room', () => {
  test('that is gone with it keeps a request from being set', () => {
    expect(first(silent, { nodes: [full('whole')] })).toEqual(silent);
    expect(told(silent, { nodes: [full('whole')] })).toEqual([
      'warn request/no-room: container server requests no memory, and the 16Gi of policy "feed" is not set: with it no node that could take the pod now would have room',
    ]);
  });

  test('on one node is enough, unless something ties the pod to its place', () => {
    const nodes = [full('full'), cards('whole', 'h100')];
    expect(requestsOf(first(silent, { nodes }))).toMatchObject({ memory: '16Gi' });
    expect(first(silent, { nodes, avoided: true })).toEqual(silent);
  });

  test('that is not there for anybody is no reason: it waits either way', () => {
    const taken = { ...cards('whole', 'h100'), used: { 'nvidia.com/gpu': 8 } };
    expect(requestsOf(first(silent, { nodes: [taken] }))).toMatchObject({ memory: '16Gi' });
  });

  test('that no node could ever make is', () => {
    const taken = { ...cards('whole', 'h100'), used: { 'nvidia.com/gpu': 8 } };
    const guards = memorySet(setBy('feed', { setMemory: 600 * GI }));
    expect(first(silent, { nodes: [taken], guards })).toEqual(silent);
  });

  test('on each node is wanted of a pod that must go to where its volume is', () => {
    const nodes = [full('full'), cards('whole', 'h100')];
    const claim = { name: 'data', persistentVolumeClaim: { claimName: 'data' } };
    const own = { name: 'data', emptyDir: {} };
    const [tied, free] = [claim, own].map((volume) => ({
      ...silent,
      spec: { ...silent.spec, volumes: [volume] },
    }));
    if (tied === undefined || free === undefined) throw new Error('there are two');
    expect(first(tied, { nodes })).toEqual(tied);
    expect(requestsOf(first(free, { nodes }))).toMatchObject({ memory: '16Gi' });
  });

  test.each([
    ['is gone with it on the node that would be made', 8, undefined],
    ['is there on the node that would be made', 512, '16Gi'],
    ['is no reason where none would be made: it waits either way', 0, '16Gi'],
  ])('for a slice that is sold out %s', (_, gibibytes, memory) => {
    const sold = mixed('sold', 'h100', { '1g.10gb': 7 });
    const live = { ...sold, used: { 'nvidia.com/mig-1g.10gb': 7 } };
    const made = mixed('made', 'h100', { '1g.10gb': 7 });
    const allocatable = { ...made.allocatable, memory: gibibytes * GI ** 3 };
    const nodes = gibibytes === 0 ? [live] : [live, { ...made, allocatable, declared: true }];
    const parts = { nodes, profiles: profilesFor(silent), terms: termsOf() };
    const slice = { 'nvidia.com/mig-1g.10gb': '1', ...(memory === undefined ? {} : { memory }) };
    expect(requestsOf(first(silent, parts))).toEqual(slice);
  });
});
