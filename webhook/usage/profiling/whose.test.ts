/** Whose a figure is: of the pod that the cluster has, of the template of one that is gone, or nobody's. */
import { describe, expect, test } from '@jest/globals';
import { ORIGINAL } from '../../core/governed.ts';
import type { ObjectMeta, OwnerReference, Pod } from '../../core/pod.ts';
import { originalOf } from '../../core/testing/originals.ts';
import { worldOf } from '../../core/testing/world.ts';
import type { Maker, StandingPod } from './standing.ts';
import { whoseIn, type MakerOf } from './whose.ts';

const CREATED = 1_790_000_000;
const NOBODY: MakerOf = new Map();

const controlledBy = (kind: string, name: string): OwnerReference => ({
  apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
  kind,
  name,
  uid: `uid-of-${name}`,
  controller: true,
});

const pod = (image: string, metadata: ObjectMeta, args: readonly string[] = []): Pod => ({
  metadata: { namespace: 'speech', ...metadata },
  spec: {
    containers: [
      { name: 'server', image, args, resources: { limits: { 'nvidia.com/gpu': '1' } } },
      { name: 'log', image: 'registry.local/log:1' },
    ],
  },
});

const live = (of: Pod, created = CREATED): StandingPod => ({
  pod: of,
  created,
  runningSince: created,
});

const ofAsr: ObjectMeta = {
  name: 'asr-5d8f7c-x2kqp',
  labels: { 'pod-template-hash': '5d8f7c' },
  ownerReferences: [controlledBy('ReplicaSet', 'asr-5d8f7c')],
};

const replicaSet = (template: Pod): Maker => ({
  namespace: 'speech',
  kind: 'ReplicaSet',
  name: 'asr-5d8f7c',
  created: CREATED - 1000,
  template,
});

const whose = (pods: readonly StandingPod[], makers: readonly Maker[] = []) =>
  whoseIn({ pods, makers }, worldOf({ nodes: [] }));

const server = { namespace: 'speech', pod: 'asr-5d8f7c-x2kqp', container: 'server' };

const revisionOf = (of: Pod) => whose([live(of)]).of(server, NOBODY)[0]?.revision;

describe('a pod that the cluster has', () => {
  test('is of its workload by the rule of admission, in its own revision', () => {
    const [member, ...more] = whose([
      live(pod('registry.local/vllm:0.9', ofAsr, ['--max-model-len=4096'])),
    ]).of(server, NOBODY);
    expect(more).toEqual([]);
    expect(member).toMatchObject({
      workload: { namespace: 'speech', kind: 'Deployment', name: 'asr' },
      container: 'server',
      revision: 'registry.local/vllm max-model-len=4096',
      tag: '0.9',
      since: CREATED,
    });
  });

  test('holds a device in the containers that ask for one, and is known in all of them', () => {
    const found = whose([live(pod('registry.local/asr:1', ofAsr))]);
    expect(found.standing().map(({ container }) => container)).toEqual(['server']);
    expect(found.of({ ...server, container: 'log' }, NOBODY)).toMatchObject([{ container: 'log' }]);
    expect(found.of({ ...server, container: 'nope' }, NOBODY)).toEqual([]);
    expect(found.of({ ...server, namespace: 'other' }, NOBODY)).toEqual([]);
  });

  test('is what its user wrote: what we have told its engine is no revision', () => {
    const plain = pod('registry.local/vllm:0.9', ofAsr, ['--max-model-len=4096']);
    const share = '--gpu-memory-utilization=0.4';
    const edit = {
      kind: 'arg',
      pointer: '/spec/containers/0',
      container: 'server',
      value: share,
    } as const;
    const original = JSON.stringify(originalOf(plain, [edit]));
    const rewritten = pod(
      'registry.local/vllm:0.9',
      { ...ofAsr, annotations: { [ORIGINAL]: original } },
      ['--max-model-len=4096', share],
    );
    expect(revisionOf(plain)).toBe('registry.local/vllm max-model-len=4096');
    expect(revisionOf(rewritten)).toBe(revisionOf(plain));
    const unmarked = { ...rewritten, metadata: ofAsr };
    expect(revisionOf(unmarked)).not.toBe(revisionOf(plain));
  });
});

describe('a pod that is gone', () => {
  const { name: _, ...ofTemplate } = ofAsr;
  const template = pod('registry.local/asr:1.3', ofTemplate);
  const told: MakerOf = new Map([
    ['speech/asr-5d8f7c-x2kqp', { kind: 'ReplicaSet', name: 'asr-5d8f7c' }],
  ]);

  test('is what its ReplicaSet makes', () => {
    expect(whose([], [replicaSet(template)]).of(server, told)).toMatchObject([
      {
        workload: { kind: 'Deployment', name: 'asr' },
        revision: 'registry.local/asr',
        tag: '1.3',
        since: CREATED - 1000,
      },
    ]);
  });

  test.each<[string, readonly Maker[], MakerOf]>([
    ['nobody tells who made it', [replicaSet(template)], NOBODY],
    ['whoever made it is gone, too', [], told],
    ['another of that kind is there', [{ ...replicaSet(template), name: 'asr-777' }], told],
    ['one of that name is elsewhere', [{ ...replicaSet(template), namespace: 'lab' }], told],
  ])('is nobody’s where %s', (_name, makers, of) => {
    expect(whose([], makers).of(server, of)).toEqual([]);
  });

  test('and another one that has its name now: each has its own time, the later first', () => {
    const now = live(pod('registry.local/asr:2.0', ofAsr), CREATED);
    const members = whose([now], [replicaSet(template)]).of(server, told);
    expect(members.map(({ tag, since }) => [tag, since])).toEqual([
      ['2.0', CREATED],
      ['1.3', CREATED - 1000],
    ]);
  });
});
