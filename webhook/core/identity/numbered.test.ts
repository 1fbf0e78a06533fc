import { describe, expect, test } from '@jest/globals';
import type { Labels, ObjectMeta } from '../pod.ts';
import { identify } from './identify.ts';
import { numberedIn } from './numbered.ts';
import { scaleFrom } from './scale.ts';

const LWS = 'leaderworkerset.sigs.k8s.io';

const ownedBy = (kind: string, name: string, labels: Labels): ObjectMeta => {
  const [of = '', ...group] = kind.split('.');
  const apiVersion = `${group.join('.')}/v1`;
  return { labels, ownerReferences: [{ apiVersion, kind: of, name, uid: 'u', controller: true }] };
};

const replica = (kind: string, name: string, ordinal: number) => ({ kind, name, ordinal });

describe('the number of a replica', () => {
  const table: { of: string; meta: ObjectMeta; want: unknown }[] = [
    {
      of: 'a StatefulSet',
      meta: ownedBy('StatefulSet.apps', 'asr', { 'apps.kubernetes.io/pod-index': '3' }),
      want: replica('StatefulSet', 'asr', 3),
    },
    {
      of: 'an Indexed Job',
      meta: ownedBy('Job.batch', 'embed', { 'batch.kubernetes.io/job-completion-index': '0' }),
      want: replica('Job', 'embed', 0),
    },
    {
      of: 'an Indexed Job of a JobSet',
      meta: ownedBy('Job.batch', 'train-workers-0', {
        'batch.kubernetes.io/job-completion-index': '12',
        'jobset.sigs.k8s.io/jobset-name': 'train',
        'jobset.sigs.k8s.io/replicatedjob-name': 'workers',
        'jobset.sigs.k8s.io/job-index': '0',
      }),
      want: replica('Job', 'train-workers-0', 12),
    },
    {
      of: 'a LeaderWorkerSet, its leader before the set has numbered the group',
      meta: ownedBy('StatefulSet.apps', 'llama', {
        [`${LWS}/name`]: 'llama',
        'apps.kubernetes.io/pod-index': '2',
      }),
      want: replica('LeaderWorkerSet', 'llama', 2),
    },
    {
      of: 'a LeaderWorkerSet, a worker: its group counts, and not its place in there',
      meta: ownedBy('StatefulSet.apps', 'llama-2', {
        [`${LWS}/name`]: 'llama',
        [`${LWS}/group-index`]: '2',
        [`${LWS}/worker-index`]: '1',
        'apps.kubernetes.io/pod-index': '1',
      }),
      want: replica('LeaderWorkerSet', 'llama', 2),
    },
    {
      of: 'a Job that does not number its pods',
      meta: ownedBy('Job.batch', 'embed', { 'batch.kubernetes.io/job-name': 'embed' }),
      want: 'none',
    },
    {
      of: 'a Job of another group',
      meta: ownedBy('Job.batch.volcano.sh', 'embed', {
        'batch.kubernetes.io/job-completion-index': '0',
      }),
      want: 'none',
    },
    {
      of: 'a Deployment, whatever its template says',
      meta: ownedBy('ReplicaSet.apps', 'asr-5d8c7b9f6d', { 'apps.kubernetes.io/pod-index': '0' }),
      want: 'none',
    },
    {
      of: 'a notebook, which is a workload of its own',
      meta: ownedBy('StatefulSet.apps', 'eva', {
        'notebook-name': 'eva',
        'apps.kubernetes.io/pod-index': '0',
      }),
      want: 'none',
    },
    { of: 'a bare pod', meta: { labels: { 'apps.kubernetes.io/pod-index': '0' } }, want: 'none' },
    ...['', '-1', '1.5', '1e3', 'first', '12345678901'].map((text) => ({
      of: `a StatefulSet that is said to be ${JSON.stringify(text)}`,
      meta: ownedBy('StatefulSet.apps', 'asr', { 'apps.kubernetes.io/pod-index': text }),
      want: 'none',
    })),
  ];
  test.each(table)('of $of', ({ meta, want }) => {
    expect(
      numberedIn(
        meta,
        identify(meta, 'speech', () => 'unseen'),
      ),
    ).toEqual(want);
  });

  test('of nobody’s pod is none', () => {
    const meta = ownedBy('Job.batch', 'embed', { 'batch.kubernetes.io/job-completion-index': '0' });
    expect(numberedIn(meta, 'unknown')).toBe('none');
  });
});

describe('how many replicas there are to be', () => {
  const table: { of: string; kind: 'StatefulSet' | 'Job' | 'LeaderWorkerSet'; spec: unknown }[] = [
    { of: 'of a StatefulSet 4 from 0 on', kind: 'StatefulSet', spec: { replicas: 4 } },
    {
      of: 'of a StatefulSet 2 from 7 on',
      kind: 'StatefulSet',
      spec: { replicas: 2, ordinals: { start: 7 } },
    },
    { of: 'of a StatefulSet 1 from 0 on', kind: 'StatefulSet', spec: undefined },
    { of: 'of a StatefulSet 0 from 0 on', kind: 'StatefulSet', spec: { replicas: 0 } },
    { of: 'of a LeaderWorkerSet 3 from 0 on', kind: 'LeaderWorkerSet', spec: { replicas: 3 } },
    { of: 'of a LeaderWorkerSet 1 from 0 on', kind: 'LeaderWorkerSet', spec: { replicas: null } },
    {
      of: 'of a Job 8 from 0 on',
      kind: 'Job',
      spec: { completionMode: 'Indexed', completions: 8, parallelism: 2 },
    },
    { of: 'of a Job none', kind: 'Job', spec: { completions: 8 } },
    { of: 'of a Job none', kind: 'Job', spec: { completionMode: 'Indexed' } },
  ];
  test.each(table)('$of: $spec', ({ of, kind, spec }) => {
    const scale = scaleFrom(kind, spec);
    const said = scale === 'none' ? 'none' : `${scale.replicas} from ${scale.start} on`;
    expect(of).toBe(`of a ${kind} ${said}`);
  });
});
