/**
 * The rig proves itself, on the real control plane and without the product: what the other
 * end-to-end tests take for granted is shown here to hold.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes, offer, removeNodes } from './fleet.ts';
import { creations } from './product/pods.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from './shared.ts';

jest.setTimeout(60_000);
const suite = canRun() ? describe : describe.skip;

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly restartCount: number }[];
  };
}

const NAMESPACE = 'rig';

const nodes = [
  { name: 'rig-cpu' },
  {
    name: 'rig-a100',
    product: 'NVIDIA-A100-SXM4-40GB',
    allocatable: { 'nvidia.com/gpu': 1 },
  },
  {
    name: 'rig-mig',
    product: 'NVIDIA-A100-SXM4-80GB',
    gpuMemoryMiB: 81_920,
    allocatable: { 'nvidia.com/mig-1g.10gb': 7 },
  },
];

suite('the rig', () => {
  let cluster: Cluster;

  const pod = (name: string): Promise<Pod | undefined> => cluster.get<Pod>('pod', name, NAMESPACE);

  beforeAll(async () => {
    cluster = await sharedCluster();
    await cluster.namespace(NAMESPACE);
    await addNodes(cluster, nodes);
  }, BOOT_MS);

  afterAll(async () => {
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']);
    await removeNodes(
      cluster,
      nodes.map(({ name }) => name),
    );
    await cluster.stop();
  });

  test('is the Kubernetes that was asked for', () => {
    const minor = process.env['TRANCHE_E2E_K8S'] ?? '1.36';
    if (cluster.how === 'binaries') expect(cluster.version).toMatch(new RegExp(`^v${minor}\\.`));
  });

  test('a plain Deployment runs on a fake node', async () => {
    await cluster.apply(plainDeployment);
    const running = await eventually('its pod to run', async () => {
      const pods = await cluster.list<Pod>('pod', { namespace: NAMESPACE, labels: 'app=plain' });
      return pods.find(({ status }) => status.phase === 'Running');
    });
    expect(running.status.podIP).toBeDefined();
  });

  test('a pod for one GPU binds only where one is offered', async () => {
    await cluster.apply([gpuPod('first'), gpuPod('second')], { namespace: NAMESPACE });
    const bound = await eventually('one of them to be bound', async () => {
      const pods = await cluster.list<Pod>('pod', { namespace: NAMESPACE, labels: 'app=gpu' });
      return pods.find(({ spec }) => spec.nodeName);
    });
    expect(bound.spec.nodeName).toBe('rig-a100');

    const other = bound.metadata.name === 'first' ? 'second' : 'first';
    await eventually('the other to be refused by the scheduler', async () => {
      const scheduled = (await pod(other))?.status.conditions?.find(
        ({ type }) => type === 'PodScheduled',
      );
      return scheduled?.status === 'False';
    });

    await offer(cluster, 'rig-mig', { 'nvidia.com/gpu': 1 });
    const late = await eventually('the new offer to be taken', async () => {
      const now = await pod(other);
      return now?.spec.nodeName;
    });
    expect(late).toBe('rig-mig');
  });

  test('helm answers, with a home of its own', async () => {
    const { stdout } = await cluster.helm(['version', '--short']);
    expect(stdout).toMatch(/^v4\./);
    const listed = await cluster.helm(['list', '-A', '-o', 'json']);
    expect(JSON.parse(listed.stdout)).toEqual([]);
  });

  test('a refusal is an outcome, with what kubectl said', async () => {
    const refused = await cluster.kubectl(['get', 'pod', 'nobody', '-n', NAMESPACE], { ok: false });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('pods "nobody" not found');
    await expect(cluster.kubectl(['get', 'nonsense'])).rejects.toThrow('nonsense');
  });

  test('the audit log tells of a pod, its author and its body', async () => {
    if (cluster.how !== 'binaries') return;
    await cluster.apply(gpuPod('audited'), { namespace: NAMESPACE });
    const created = cluster
      .auditEvents()
      .find(({ verb, objectRef }) => verb === 'create' && objectRef?.name === 'audited');
    expect(created?.user.username).toBe('admin');
    expect(created?.requestObject).toMatchObject({ kind: 'Pod' });
  });

  // Its own Deployment: the log turns over after 100 MB, and what came before is in another file.
  test('and of the controller that made it, where one did', async () => {
    if (cluster.how !== 'binaries') return;
    const replaced = { ...plainDeployment, metadata: { name: 'by-controller' } };
    await cluster.apply(replaced, { namespace: NAMESPACE });
    const author = await eventually('a pod of its own', async () =>
      creations(cluster, NAMESPACE).find(({ requestObject }) =>
        // Its name is made by the API server, after the request.
        JSON.stringify(requestObject ?? {}).includes('"generateName":"by-controller-'),
      ),
    );
    expect(author.user.username).toBe('system:serviceaccount:kube-system:replicaset-controller');
  });
});

const plainDeployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'plain', namespace: NAMESPACE },
  spec: {
    selector: { matchLabels: { app: 'plain' } },
    template: {
      metadata: { labels: { app: 'plain' } },
      spec: { containers: [{ name: 'main', image: 'busybox' }] },
    },
  },
};

const gpuPod = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'gpu' } },
  spec: {
    containers: [{ name: 'main', image: 'cuda', resources: { limits: { 'nvidia.com/gpu': 1 } } }],
  },
});
