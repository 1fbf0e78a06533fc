/** A queue of Kueue's is named on the object, and its pods are known by what Kueue writes on them. */
import { expect, test } from '@jest/globals';
import { expand } from '../expand.ts';
import { member } from '../raw.ts';

const template = { spec: { containers: [{ name: 'a', image: 'x' }] } };
const settings = { namespace: 'default', minute: 1, most: 1 };
const labelled = { name: 'x', labels: { 'kueue.x-k8s.io/queue-name': 'night' } };

function marksOn(object: Record<string, unknown>): [group: string, marks: object][] {
  return expand(object, settings).map(({ group, pods: [pod] }) => {
    const { labels, annotations } = member(pod, 'metadata');
    const all = Object.entries({
      ...member({ labels }, 'labels'),
      ...member({ annotations }, 'annotations'),
    });
    return [group, Object.fromEntries(all.filter(([key]) => key.startsWith('kueue.x-k8s.io/')))];
  });
}

const job = { apiVersion: 'batch/v1', kind: 'Job' };

test('pods of a Job that is queued are of its one pod set', () => {
  const marks = { 'kueue.x-k8s.io/podset': 'main' };
  expect(marksOn({ ...job, metadata: labelled, spec: { suspend: true, template } })).toEqual([
    ['', marks],
  ]);
});

test('a queue may be named by an annotation, as it once was', () => {
  const metadata = { name: 'x', annotations: labelled.labels };
  expect(marksOn({ ...job, metadata, spec: { template } })).toMatchObject([
    ['', { 'kueue.x-k8s.io/podset': 'main' }],
  ]);
});

test('of a CronJob it is the template of its Jobs that names a queue', () => {
  const spec = { jobTemplate: { metadata: { labels: labelled.labels }, spec: { template } } };
  expect(
    marksOn({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'x' }, spec }),
  ).toMatchObject([['', { 'kueue.x-k8s.io/podset': 'main' }]]);
});

test.each([
  [
    'PyTorchJob',
    {
      apiVersion: 'kubeflow.org/v1',
      spec: { pytorchReplicaSpecs: { Master: { template }, Worker: { template } } },
    },
    ['master', 'worker'],
  ],
  [
    'RayCluster',
    {
      apiVersion: 'ray.io/v1',
      spec: {
        headGroupSpec: { template },
        workerGroupSpecs: [{ groupName: 'GPU', replicas: 1, template }],
      },
    },
    ['head', 'gpu'],
  ],
  [
    'JobSet',
    {
      apiVersion: 'jobset.x-k8s.io/v1alpha2',
      spec: { replicatedJobs: [{ name: 'workers', template: { spec: { template } } }] },
    },
    ['workers'],
  ],
])('each template of a %s is a pod set', (kind, object, sets) => {
  expect(marksOn({ kind, ...object, metadata: labelled }).map(([, marks]) => marks)).toEqual(
    sets.map((set) => ({ 'kueue.x-k8s.io/podset': set })),
  );
});

test('a Deployment hands its queue on to its pods', () => {
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: labelled,
    spec: { template },
  };
  expect(marksOn(object)).toEqual([
    [
      '',
      {
        'kueue.x-k8s.io/queue-name': 'night',
        'kueue.x-k8s.io/pod-suspending-parent': 'deployment',
      },
    ],
  ]);
});

test('those of a StatefulSet are let in as a group', () => {
  const object = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: labelled,
    spec: { template },
  };
  expect(marksOn(object)).toMatchObject([
    [
      '',
      { 'kueue.x-k8s.io/queue-name': 'night', 'kueue.x-k8s.io/pod-group-name': expect.any(String) },
    ],
  ]);
});

test('whoever names no queue, or is of a kind that Kueue does not know, is left as it is', () => {
  expect(marksOn({ ...job, metadata: { name: 'x' }, spec: { template } })).toEqual([['', {}]]);
  const own = {
    apiVersion: 'example.com/v1',
    kind: 'Train',
    metadata: labelled,
    spec: { template },
  };
  expect(marksOn(own)).toEqual([['', {}]]);
});
