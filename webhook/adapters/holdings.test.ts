import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { claimOf } from '../core/claim/claim-of.ts';
import { nothing, plus, type Claim } from '../core/claim.ts';
import { readPod } from '../core/read-pod.ts';
import type { World } from '../core/world.ts';
import { catalogue, object } from '../policy/example.ts';
import { ClusterState } from './cluster-state.ts';
import { expectAdmitted } from './expectations.ts';
import { inForceOf } from './policy-store.ts';
import { trimNode } from './seen.ts';
import { trimPod } from './seen-pod.ts';
import { worldOf } from './world.ts';

const made = inForceOf([
  catalogue(),
  object('GpuQuota', 'voices', { namespaces: ['speech', 'lab'], limits: { gpus: 4 } }),
]);
if (!made.ok) throw new Error('these are in order');
const { inForce } = made;

const worldIn = (state: ClusterState, now = 0): World => worldOf(inForce, state.current(now), 0);

/** Whole cards under the one name; turns under the same name from two on. */
const node = (name: string, replicas: number) =>
  trimNode({
    metadata: {
      name,
      uid: name,
      labels: {
        'nvidia.com/gpu.product': `NVIDIA-H100-80GB${replicas > 1 ? '-SHARED' : ''}`,
        'nvidia.com/gpu.replicas': String(replicas),
        'nvidia.com/gpu.sharing-strategy': replicas > 1 ? 'time-slicing' : 'none',
      },
    },
    status: {
      allocatable: {
        cpu: '64',
        memory: '512Gi',
        pods: '110',
        'nvidia.com/gpu': String(8 * replicas),
      },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });

interface PodText {
  readonly name: string;
  readonly namespace?: string;
  readonly owner?: string;
  readonly on?: string | undefined;
  readonly gpus?: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

const raw = ({
  name,
  namespace = 'speech',
  owner = 'asr',
  on,
  gpus = 1,
  annotations = {},
}: PodText) => ({
  metadata: {
    name,
    namespace,
    annotations,
    uid: `${namespace} ${name}`,
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'StatefulSet', name: owner, uid: owner, controller: true },
    ],
  },
  spec: {
    ...(on === undefined ? {} : { nodeName: on }),
    containers: [{ name: 'main', resources: { limits: { 'nvidia.com/gpu': String(gpus) } } }],
  },
});

const asr = { namespace: 'speech', kind: 'StatefulSet', name: 'asr' };

describe('what live pods hold', () => {
  test('is what their nodes make of it, and the dearest while they have none', () => {
    const state = new ClusterState();
    state.applyNode(node('whole', 1));
    state.applyNode(node('turns', 4));
    for (const [name, on] of [
      ['a', 'whole'],
      ['b', 'turns'],
      ['c', undefined],
    ] as const)
      state.applyPod(trimPod(raw({ name, on })));
    expect(worldIn(state).heldByWorkload(asr).milliGPU).toBe(1000 + 250 + 1000);
  });

  test('is a team’s in all of its namespaces, and a namespace’s own where it has no team', () => {
    const state = new ClusterState();
    state.applyNode(node('whole', 1));
    for (const namespace of ['speech', 'lab', 'vision'])
      state.applyPod(trimPod(raw({ name: 'a', namespace, on: 'whole' })));
    const world = worldIn(state);
    expect(['speech', 'lab', 'vision'].map((name) => world.heldByTeam(name).milliGPU)).toEqual([
      2000, 2000, 1000,
    ]);
    expect(world.heldByTeam('nobodys')).toEqual(nothing);
  });

  test('is another once the node is cut another way', () => {
    const state = new ClusterState();
    state.applyNode(node('n', 1));
    state.applyPod(trimPod(raw({ name: 'a', on: 'n' })));
    expect(worldIn(state).heldByWorkload(asr).milliGPU).toBe(1000);
    state.applyNode(node('n', 2));
    expect(worldIn(state).heldByWorkload(asr).milliGPU).toBe(500);
  });

  test('is there from the moment the pod is admitted, once, until it is seen or a minute has passed', () => {
    const state = new ClusterState();
    state.applyNode(node('n', 1));
    const held = (now: number) => worldIn(state, now).heldByTeam('lab').milliGPU;
    const admit = (name: string) => {
      const pod = readPod(raw({ name }));
      if (pod.ok) expectAdmitted(state, { namespace: 'speech', pod: pod.pod }, 0);
    };
    for (const name of ['a', 'b', 'a']) admit(name);
    expect(held(0)).toBe(2000);
    state.applyPod(trimPod(raw({ name: 'a', on: 'n' })));
    expect(held(1)).toBe(2000);
    expect(held(60_000)).toBe(1000);
    state.deletePod(trimPod(raw({ name: 'a', on: 'n' })));
    expect(held(60_001)).toBe(0);
  });

  test.each([
    { asked: 'a fraction', annotations: { 'gpu-fraction': '0.25' }, held: 250 },
    {
      asked: 'a fraction of each of two cards',
      annotations: { 'gpu-fraction': '0.25', 'gpu-fraction-num-devices': '2' },
      held: 500,
    },
    { asked: 'memory', annotations: { 'gpu-memory': '20400' }, held: 251 },
    {
      asked: 'memory of each of two cards',
      annotations: { 'gpu-memory': '20400', 'gpu-fraction-num-devices': '2' },
      held: 502,
    },
  ])('counts $asked that KAI was asked for as the ledger does', ({ annotations, held }) => {
    const state = new ClusterState();
    state.applyNode(node('whole', 1));
    state.applyPod(trimPod(raw({ name: 'a', on: 'whole', gpus: 0, annotations })));
    expect(worldIn(state).heldByWorkload(asr).milliGPU).toBe(held);
    expect(worldIn(state).heldByTeam('lab').milliGPU).toBe(held);
  });

  test('shows nobody a shape before it has one', () => {
    const state = new ClusterState();
    state.applyPod(trimPod(raw({ name: 'a' })));
    expect(state.current(0).groups.size).toBe(0);
    expect(state.current(0).others.size).toBe(1);
  });
});

/** Every live pod, one after the other. */
function plainly(live: Iterable<PodText>, world: World, of: (pod: PodText) => boolean): Claim {
  let sum = nothing;
  for (const text of live) {
    const read = readPod(raw(text));
    if (read.ok && of(text)) sum = plus(sum, claimOf(read.pod, world.menu, world.catalogue));
  }
  return sum;
}

describe('a law', () => {
  const podEvent = fc.record({
    kind: fc.constant('pod' as const),
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    namespace: fc.constantFrom('speech', 'lab', 'vision'),
    owner: fc.constantFrom('asr', 'tts'),
    on: fc.option(fc.constantFrom('n1', 'n2', 'gone'), { nil: undefined }),
    gpus: fc.integer({ min: 0, max: 3 }),
    annotations: fc.constantFrom<Record<string, string>>(
      {},
      { 'gpu-fraction': '0.5' },
      { 'gpu-memory': '9000' },
      { 'gpu-memory': '9000', 'gpu-fraction-num-devices': '3' },
    ),
    deleted: fc.boolean(),
  });
  const nodeEvent = fc.record({
    kind: fc.constant('node' as const),
    name: fc.constantFrom('n1', 'n2'),
    replicas: fc.integer({ min: 1, max: 4 }),
  });
  const events = fc.array(fc.oneof({ weight: 3, arbitrary: podEvent }, nodeEvent), {
    maxLength: 30,
    size: 'max',
  });

  test('whatever happens, the sums are those of the pods counted one by one', () => {
    let most = 0;
    fc.assert(
      fc.property(events, (all) => {
        const state = new ClusterState();
        const live = new Map<string, PodText>();
        for (const event of all) {
          if (event.kind === 'node') state.applyNode(node(event.name, event.replicas));
          else {
            const key = `${event.namespace}/${event.name}`;
            if (event.deleted) state.deletePod(trimPod(raw(event)));
            else state.applyPod(trimPod(raw(event)));
            if (event.deleted) live.delete(key);
            else live.set(key, event);
          }
          const world = worldIn(state);
          expect(world.heldByWorkload(asr)).toEqual(
            plainly(live.values(), world, (of) => of.owner === 'asr' && of.namespace === 'speech'),
          );
          expect(world.heldByTeam('lab')).toEqual(
            plainly(live.values(), world, ({ namespace }) => namespace !== 'vision'),
          );
          most = Math.max(most, world.heldByTeam('lab').milliGPU);
        }
      }),
      { numRuns: 200 },
    );
    expect(most).toBeGreaterThan(5000);
  });
});
