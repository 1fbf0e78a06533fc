import { podOf } from '../testing/pods.ts';
import { type Sign } from '../testing/signs.ts';
import { gang } from './gang.ts';
import { showsSigns } from '../testing/signs.contract.ts';

const rules = { gang };
const labelled = (key: string, value: string) => podOf({}, { labels: { [key]: value } });

const table: readonly Sign[] = [
  {
    rule: 'never/gang',
    name: 'an owner that runs gangs',
    pod: podOf(),
    kind: 'PyTorchJob',
    want: 'its owner is of kind PyTorchJob',
    lookalikes: {
      'a Deployment called so': podOf({}, { name: 'PyTorchJob' }),
      'a label that says PyTorchJob': podOf({}, { labels: { kind: 'PyTorchJob' } }),
    },
  },
  {
    rule: 'never/gang',
    name: 'a group that starts together',
    pod: podOf({}, { labels: { 'leaderworkerset.sigs.k8s.io/name': 'llama' } }),
    want: 'it carries leaderworkerset.sigs.k8s.io/name=llama',
    lookalikes: {
      'an index of a plain Job': podOf(
        {},
        { labels: { 'batch.kubernetes.io/job-completion-index': '0' } },
      ),
      'a queue, which is another matter': podOf(
        {},
        { labels: { 'kueue.x-k8s.io/queue-name': 'q' } },
      ),
    },
  },
  {
    rule: 'never/gang',
    name: 'a cluster that KubeRay made for one job',
    pod: labelled('ray.io/originated-from-crd', 'RayJob'),
    want: 'it carries ray.io/originated-from-crd=RayJob',
    lookalikes: {
      'one that serves many': labelled('ray.io/originated-from-crd', 'RayService'),
      'one that stands': labelled('ray.io/cluster', 'tune'),
    },
  },
  {
    rule: 'never/gang',
    name: 'hosts of one Ray worker, which come and go together',
    pod: labelled('ray.io/worker-group-replica-name', 'gpu-x7k2q'),
    want: 'it carries ray.io/worker-group-replica-name=gpu-x7k2q',
    lookalikes: { 'a worker of one host': labelled('ray.io/worker-group-replica-index', '0') },
  },
  {
    rule: 'never/gang',
    name: "a group of Kubernetes' own",
    pod: podOf({ schedulingGroup: { podGroupName: 'trainers' } }),
    want: 'it has a schedulingGroup',
    lookalikes: { 'a priority': labelled('scheduling.k8s.io/priority', 'high') },
  },
  {
    rule: 'never/gang',
    name: '... as they were first called',
    pod: podOf({ workloadRef: { name: 'trainers', podGroup: 'workers' } }),
    want: 'it has a workloadRef',
    lookalikes: { 'a label of that name': labelled('workloadRef', 'trainers') },
  },
];

showsSigns('pods that start together', table, Object.values(rules));
