/** KubeRay: a head and groups of workers, owned by their RayCluster, whoever had it made. */
import { count, isRecord, member, text, type Raw } from '../raw.ts';
import { ofJob, overlapping } from './batch.ts';
import { five, type Asked, type Labels, type Made, type Makers } from './kind.ts';
import { placed, templateAt } from './pointers.ts';

export const ray: Makers = {
  'RayCluster.ray.io': ({ spec, apiVersion, name }) =>
    clusterPods({ spec, at: '/spec', apiVersion, name, labels: {} }),

  'RayJob.ray.io': ({ spec, apiVersion, name }) => jobPods({ spec, at: '/spec', apiVersion, name }),

  'RayCronJob.ray.io': ({ spec, apiVersion, name }) =>
    jobPods({
      spec: member(spec, 'jobTemplate'),
      at: '/spec/jobTemplate',
      apiVersion,
      name: `${name}-${five(name)}`,
    }).map((made) => overlapping(made, spec['concurrencyPolicy'])),

  'RayService.ray.io': ({ spec, apiVersion, name }) =>
    clusterPods({
      spec: member(spec, 'rayClusterConfig'),
      at: '/spec/rayClusterConfig',
      apiVersion,
      name: clusterOf(name),
      labels: originOf('RayService', name),
    }).map((made) => (member(spec, 'upgradeStrategy')['type'] === 'None' ? made : upgraded(made))),
};

interface Cluster extends Pick<Asked, 'spec' | 'apiVersion' | 'name'> {
  readonly at: string;
  readonly labels: Labels;
}

const clusterOf = (name: string): string => `${name}-${five(name)}`;

const originOf = (kind: string, name: string): Labels => ({
  'ray.io/originated-from-cr-name': name,
  'ray.io/originated-from-crd': kind,
});

/** A cluster that stands already is taken where one is selected; only the submitter is made then. */
function jobPods({ spec, at, apiVersion, name }: Omit<Cluster, 'labels'>): Made[] {
  const labels = originOf('RayJob', name);
  const inside = member(spec, 'rayClusterSpec');
  const cluster = isRecord(spec['clusterSelector'])
    ? []
    : clusterPods({
        spec: inside,
        at: `${at}/rayClusterSpec`,
        apiVersion,
        name: clusterOf(name),
        labels,
      });
  const mode = text(spec['submissionMode']) ?? 'K8sJobMode';
  return mode === 'K8sJobMode' ? [...cluster, submitter(spec, at, name, labels)] : cluster;
}

/** A Job of the RayJob's name; without a template it runs the head's image. */
function submitter(spec: Raw, at: string, name: string, labels: Labels): Made {
  const own = spec['submitterPodTemplate'];
  const head = member(spec, 'rayClusterSpec', 'headGroupSpec', 'template', 'spec')['containers'];
  const [first]: readonly unknown[] = Array.isArray(head) ? head : [];
  const image = text(member(first)['image']);
  const container = { name: 'ray-job-submitter', ...(image === undefined ? {} : { image }) };
  return {
    group: 'submitter',
    ...(isRecord(own)
      ? { template: own, writtenAt: templateAt(`${at}/submitterPodTemplate`) }
      : {
          template: { spec: { containers: [container], restartPolicy: 'Never' } },
          writtenAt: placed([], at),
        }),
    signs: () => ofJob(name, 'unnumbered', labels),
    replicas: 1,
  };
}

function clusterPods(cluster: Cluster): Made[] {
  const { spec, at } = cluster;
  const head: Made = {
    group: 'head',
    template: member(spec, 'headGroupSpec', 'template'),
    writtenAt: templateAt(`${at}/headGroupSpec/template`),
    signs: () => ({
      name: `${cluster.name}-head`,
      ...signed(cluster, { 'ray.io/group': 'headgroup', 'ray.io/node-type': 'head' }),
    }),
    replicas: 1,
  };
  const groups: readonly unknown[] = Array.isArray(spec['workerGroupSpecs'])
    ? spec['workerGroupSpecs']
    : [];
  return [
    ...(isRecord(spec['headGroupSpec']) ? [head] : []),
    ...groups.map((group, i) => workers(member(group), `${at}/workerGroupSpecs/${i}`, cluster)),
  ];
}

function workers(group: Raw, at: string, cluster: Cluster): Made {
  const name = text(group['groupName']) ?? 'workers';
  const hosts = Math.max(1, count(group['numOfHosts'], 1));
  return {
    group: name,
    template: member(group, 'template'),
    writtenAt: templateAt(`${at}/template`),
    signs: (pod) => ({
      generateName: `${cluster.name}-${name}-worker-`,
      ...signed(cluster, {
        'ray.io/group': name,
        'ray.io/node-type': 'worker',
        ...(hosts > 1 ? hostLabels(name, Math.floor(pod / hosts), pod % hosts) : {}),
      }),
    }),
    ...sizeOf(group, hosts, cluster.spec['enableInTreeAutoscaling'] === true),
  };
}

/** Hosts of one replica come and go together. */
const hostLabels = (group: string, replica: number, host: number): Labels => ({
  'ray.io/worker-group-replica-name': `${group}-${five(`${group}/${replica}`)}`,
  'ray.io/worker-group-replica-index': String(replica),
  'ray.io/replica-host-index': String(host),
});

/** What the CRD fills in where there is no `maxReplicas`. */
const NO_LIMIT = 2_147_483_647;

function sizeOf(group: Raw, hosts: number, scales: boolean): Pick<Made, 'replicas' | 'atOnce'> {
  if (group['suspend'] === true) return { replicas: 0 };
  const least = count(group['minReplicas'], 0);
  const most = Math.max(least, count(group['maxReplicas'], NO_LIMIT));
  const wanted = Math.min(Math.max(count(group['replicas'], least), least), most);
  if (!scales || least === most) return { replicas: wanted * hosts };
  return {
    replicas: Math.max(1, wanted) * hosts,
    atOnce: {
      least: least * hosts,
      most: most === NO_LIMIT ? 'unknown' : most * hosts,
      because: "Ray's autoscaler adds workers as tasks ask for them",
    },
  };
}

const signed = ({ name, apiVersion, labels }: Cluster, own: Labels) => ({
  owner: { apiVersion, kind: 'RayCluster', name },
  labels: {
    'app.kubernetes.io/created-by': 'kuberay-operator',
    'app.kubernetes.io/name': 'kuberay',
    'ray.io/cluster': name,
    'ray.io/is-ray-node': 'yes',
    ...labels,
    ...own,
  },
});

function upgraded(made: Made): Made {
  const { least, most, because } = made.atOnce ?? { least: made.replicas, most: made.replicas };
  const beside = 'an upgrade stands a second cluster beside the first';
  return {
    ...made,
    atOnce: {
      least,
      most: most === 'unknown' ? most : most * 2,
      because: because === undefined ? beside : `${because}, and ${beside}`,
    },
  };
}
