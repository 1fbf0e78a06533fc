/** What comes with Kubernetes, and chains that nobody made on purpose. */
import { made, minuteOf, named, owner, type Chain, type Run, type Seen } from './chain.ts';

const replicaSet = (run: Run) => owner('ReplicaSet', `asr-${run.hash}`, 'apps/v1', run);
const hashed = (run: Run) => ({ app: 'asr', 'pod-template-hash': run.hash });
const above = (child: ReturnType<typeof owner>, parent: Seen[string]): Seen => ({
  [`${child.kind}/${child.name}`]: parent,
});

const job = (name: string, run: Run) => owner('Job', name, 'batch/v1', run);
const jobPod = (name: string, run: Run, labels = {}) =>
  made(job(name, run), run, {
    'batch.kubernetes.io/job-name': name,
    'batch.kubernetes.io/controller-uid': run.uid,
    ...labels,
  });

const deployments: readonly Chain[] = [
  {
    name: 'a Deployment, before anybody has seen it or its ReplicaSet',
    pod: (run) => made(replicaSet(run), run, hashed(run)),
    want: 'Deployment/asr by replicaset-name',
  },
  {
    name: 'a Deployment whose ReplicaSet was seen',
    pod: (run) => made(replicaSet(run), run, hashed(run)),
    seen: (run) => above(replicaSet(run), owner('Deployment', 'asr', 'apps/v1', run)),
    want: 'Deployment/asr by informer',
  },
  {
    name: 'a hash label that the ReplicaSet’s name does not bear out',
    pod: (run) => made(owner('ReplicaSet', 'asr-other', 'apps/v1', run), run, hashed(run)),
    want: 'ReplicaSet/asr-other by owner',
  },
  {
    name: 'a ReplicaSet of which nothing is left but the hash',
    pod: (run) => made(owner('ReplicaSet', `-${run.hash}`, 'apps/v1', run), run, hashed(run)),
    want: 'ReplicaSet/-7d9c5b6f4 by owner',
    each: true,
  },
  {
    name: 'an Argo Rollout, by the hash label of its own',
    pod: (run) => made(replicaSet(run), run, { 'rollouts-pod-template-hash': run.hash }),
    want: 'Rollout/asr by replicaset-name',
  },
  {
    name: 'an Argo Rollout that an informer has seen above what looks like a Deployment’s',
    pod: (run) => made(replicaSet(run), run, hashed(run)),
    seen: (run) => above(replicaSet(run), owner('Rollout', 'asr', 'argoproj.io/v1alpha1', run)),
    want: 'Rollout/asr by informer',
  },
  {
    name: 'a ReplicaSet alone, not yet seen',
    pod: (run) => made(owner('ReplicaSet', 'asr', 'apps/v1', run), run, { app: 'asr' }),
    want: 'ReplicaSet/asr by owner',
  },
  {
    name: 'a ReplicaSet seen to stand alone, whatever its name looks like',
    pod: (run) => made(owner('ReplicaSet', 'asr-v2', 'apps/v1', run), run, hashed(run)),
    seen: () => ({ 'ReplicaSet/asr-v2': 'none' }),
    want: 'ReplicaSet/asr-v2 by owner',
  },
  {
    name: 'a Deployment whose ReplicaSet is gone again: informers know nothing of it',
    pod: (run) => made(replicaSet(run), run, hashed(run)),
    seen: () => ({ 'ReplicaSet/asr-older': 'none' }),
    want: 'Deployment/asr by replicaset-name',
  },
];

const others: readonly Chain[] = [
  {
    name: 'a StatefulSet',
    pod: (run) =>
      named(`asr-${run.ordinal}`, owner('StatefulSet', 'asr', 'apps/v1', run), run, {
        'apps.kubernetes.io/pod-index': `${run.ordinal}`,
        'controller-revision-hash': `asr-${run.hash}`,
        'statefulset.kubernetes.io/pod-name': `asr-${run.ordinal}`,
      }),
    want: 'StatefulSet/asr by owner',
  },
  {
    name: 'a DaemonSet',
    pod: (run) =>
      made(owner('DaemonSet', 'dcgm', 'apps/v1', run), run, {
        'controller-revision-hash': run.hash,
      }),
    want: 'DaemonSet/dcgm by owner',
  },
  {
    name: 'a ReplicationController',
    pod: (run) => made(owner('ReplicationController', 'asr', 'v1', run), run),
    want: 'ReplicationController/asr by owner',
  },
  {
    name: 'a Job',
    pod: (run) => jobPod('train', run),
    want: 'Job/train by owner',
  },
  {
    name: 'a Job of Kueue’s',
    pod: (run) => jobPod('train', run, { 'kueue.x-k8s.io/podset': 'main' }),
    seen: () => ({ 'Job/train': 'none' }),
    want: 'Job/train by owner',
  },
  {
    name: 'a CronJob, by the minute in its Job’s name',
    pod: (run) => jobPod(`nightly-${minuteOf(run)}`, run),
    want: 'CronJob/nightly by job-name',
  },
  {
    name: 'a CronJob whose Job was seen',
    pod: (run) => jobPod(`nightly-${minuteOf(run)}`, run),
    seen: (run) => ({
      [`Job/nightly-${minuteOf(run)}`]: owner('CronJob', 'nightly', 'batch/v1', run),
    }),
    want: 'CronJob/nightly by informer',
  },
  {
    name: 'a Job seen to stand alone, though it is named by a minute',
    pod: (run) => jobPod('train-29386800', run),
    seen: () => ({ 'Job/train-29386800': 'none' }),
    want: 'Job/train-29386800 by owner',
  },
  {
    name: 'a Job named by a date',
    pod: (run) => jobPod('train-20261121', run),
    want: 'Job/train-20261121 by owner',
  },
  {
    name: 'a Job whose name ends in digits',
    pod: (run) => jobPod('fold-7', run),
    want: 'Job/fold-7 by owner',
  },
  {
    name: 'a bare pod with a name',
    pod: (run) => named('one', undefined, run),
    want: 'Pod/one by bare-pod',
  },
  {
    name: 'a bare pod that the API server names',
    pod: (run) => ({ generateName: 'try-', name: `try-${run.five}`, uid: run.uid }),
    want: 'Pod/try by generate-name',
  },
];

const odd: readonly Chain[] = [
  {
    name: 'a kind that nobody has heard of',
    pod: (run) => named(`w-${run.five}`, owner('Quux', 'w', 'example.org/v1', run), run),
    want: 'Quux/w by owner',
  },
  {
    name: 'a kind that nobody has heard of, above a Job that was seen',
    pod: (run) => jobPod('w-step', run),
    seen: (run) => ({ 'Job/w-step': owner('Quux', 'w', 'example.org/v1', run) }),
    want: 'Quux/w by informer',
  },
  {
    name: 'a CRD above a CRD is above what a pod tells: the first is the workload',
    pod: (run) =>
      named(`w-${run.five}`, owner('Quux', 'w', 'example.org/v1', run), run, { quuxes: 'all' }),
    want: 'Quux/w by owner',
  },
  {
    name: 'a kind called like a part of every object',
    pod: (run) => named('w-0', owner('constructor', 'w', 'example.org/v1', run), run),
    want: 'constructor/w by owner',
  },
  {
    name: 'an owner that does not control',
    pod: (run) => ({ name: 'one', ownerReferences: [{ ...job('x', run), controller: false }] }),
    want: 'Pod/one by bare-pod',
  },
  {
    name: 'two owners, of which the second controls',
    pod: (run) => ({
      ...jobPod('train', run),
      ownerReferences: [
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: run.uid },
        job('train', run),
      ],
    }),
    want: 'Job/train by owner',
  },
  {
    name: 'eight links and more: as far up as anybody would look',
    pod: (run) => jobPod('l0', run),
    seen: (run) =>
      Object.fromEntries(
        Array.from({ length: 12 }, (_, i) => [`Job/l${i}`, job(`l${i + 1}`, run)] as const),
      ),
    want: 'Job/l8 by informer',
  },
  {
    name: 'a circle of owners',
    pod: (run) => jobPod('a', run),
    seen: (run) => ({ 'Job/a': job('b', run), 'Job/b': job('a', run) }),
    want: 'Job/a by informer',
  },
];

export const builtIn: readonly Chain[] = [...deployments, ...others, ...odd];
