/**
 * The webhook is gone. Who asks for a GPU waits where the operator enforces, and is let through
 * where he only observes; nobody else notices.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import {
  DECISION,
  SYSTEM,
  gpuDeployment,
  gpuPod,
  installTranche,
  podsOf,
  uninstallTranche,
} from '../product/install.ts';
import {
  BOOT_MS,
  type Cluster,
  type KubeletHand,
  canRun,
  eventually,
  sharedCluster,
  onBinaries,
} from '../shared.ts';
import { plainPod } from './pods.ts';

jest.setTimeout(90_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'down';

suite('while the webhook is down', () => {
  let cluster: Cluster;
  let kubelet: KubeletHand;

  beforeAll(async () => {
    cluster = await sharedCluster();
    if (cluster.kubelet) kubelet = cluster.kubelet;
    await cluster.namespace(NAMESPACE);
    await installTranche(cluster, { enforce: true });
  }, BOOT_MS);

  afterAll(async () => {
    const pods = ['down-gpu', 'down-plain', '--ignore-not-found'];
    // One that waits for a GPU would take that of the next test's node.
    for (const namespace of ['kube-system', SYSTEM])
      await cluster.kubectl(['delete', 'pod', '-n', namespace, ...pods, '--now']);
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--timeout=60s']);
    await uninstallTranche(cluster);
    await cluster.stop();
  });

  /** The kubelet is in our hand with binaries only. */
  const here = onBinaries() ? test : test.skip;

  /** Pods asked for by name, and the webhooks that failed open for each: nobody else writes that down. */
  const createdAs = (prefix: string) =>
    cluster
      .auditEvents()
      .filter(({ verb, objectRef }) => verb === 'create' && objectRef?.resource === 'pods')
      .filter(({ objectRef }) => objectRef?.subresource === undefined)
      .filter(({ objectRef }) => objectRef?.name?.startsWith(prefix))
      .map(({ objectRef, annotations = {} }) => ({
        where: `${objectRef?.namespace}/${objectRef?.name}`,
        failedOpen: Object.entries(annotations)
          .filter(([key]) => key.startsWith('failed-open.'))
          .map(([, webhook]) => webhook),
      }));

  const answering = (): Promise<unknown> =>
    eventually('GPU pods to be judged again', async () => {
      const pod = gpuPod({ namespace: NAMESPACE, name: 'probe' });
      const { code } = await cluster.apply(pod, { args: ['--dry-run=server'], ok: false });
      return code === 0;
    });

  here('enforcing: a GPU pod is refused by the API server, and by it alone', async () => {
    await kubelet.hold();
    const pod = gpuPod({ namespace: NAMESPACE, name: 'refused' });
    const { code, stderr } = await cluster.apply(pod, { ok: false });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'Internal error occurred: failed calling webhook "validate.tranche.dev"',
    );
    expect(await cluster.get('pod', 'refused', NAMESPACE)).toBeUndefined();
  });

  here('enforcing: all others are created', async () => {
    const deployment = gpuDeployment({
      namespace: NAMESPACE,
      name: 'plain-replicas',
      containers: [{ name: 'main', image: 'registry.example.com/plain:1' }],
    });
    await cluster.apply([plainPod(NAMESPACE, 'plain'), deployment]);
    await eventually(
      'the pod of the Deployment',
      async () => (await podsOf(cluster, deployment))[0],
    );
  });

  here('enforcing: kube-system and our own namespace are never sent to it', async () => {
    const gpu = gpuPod({ namespace: 'kube-system', name: 'down-gpu' });
    const ours = gpuPod({ namespace: SYSTEM, name: 'down-gpu' });
    await cluster.apply([gpu, plainPod('kube-system', 'down-plain'), ours]);
    const asked = createdAs('down-');
    expect(asked.map(({ where }) => where)).toEqual([
      'kube-system/down-gpu',
      'kube-system/down-plain',
      `${SYSTEM}/down-gpu`,
    ]);
    expect(asked.flatMap(({ failedOpen }) => failedOpen)).toEqual([]);
  });

  here('enforcing: GPU pods enter again once it is back', async () => {
    await kubelet.resume();
    await answering();
    await cluster.apply(gpuPod({ namespace: NAMESPACE, name: 'after' }));
  });

  here('enforcing: a controller whose pods were refused makes them then', async () => {
    await kubelet.hold();
    const deployment = gpuDeployment({ namespace: NAMESPACE, name: 'patient' });
    await cluster.apply(deployment);
    await eventually('the refusal as an Event of the ReplicaSet', async () => {
      const events = await cluster.list<{ message: string }>('event', {
        namespace: NAMESPACE,
        fields: 'reason=FailedCreate',
      });
      return events.some(({ message }) => message.includes('validate.tranche.dev'));
    });
    await kubelet.resume();
    await eventually('its pod', async () => (await podsOf(cluster, deployment))[0], 60);
  });

  here('observing: a GPU pod enters', async () => {
    await installTranche(cluster, { enforce: false });
    await kubelet.hold();
    await cluster.apply(gpuPod({ namespace: NAMESPACE, name: 'observed' }));
    const stored = await cluster.get('pod', 'observed', NAMESPACE);
    expect(stored?.metadata.annotations).not.toHaveProperty([DECISION]);
    expect(createdAs('observed').flatMap(({ failedOpen }) => failedOpen)).toEqual([
      'mutate.tranche.dev',
      'validate.tranche.dev',
    ]);
    await kubelet.resume();
  });
});
