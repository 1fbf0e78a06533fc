/** Guardrails that a policy names, with its figures, where a real API server sends the pods and reads the policy. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, sharedCluster } from '../shared.ts';
import { plainPod } from '../faults/pods.ts';
import {
  cardsAndSlices,
  foretold,
  gpuContainer,
  gpuDeployment,
  gpuPod,
  installTranche,
  leave,
  policy,
  refusedSoon,
  runningPods,
  type Written,
} from './install.ts';

jest.setTimeout(120_000);
const suite = canRun() ? describe : describe.skip;

const nodes = cardsAndSlices('guarded');
const NAMESPACE = 'guarded-nodes';

const guards = [
  { rule: 'guard/gpu-nodes', severity: 'deny' },
  { rule: 'guard/cpu', severity: 'deny', parameters: { leastCores: 2, mostCores: 8.5 } },
  { rule: 'guard/image', severity: 'deny', parameters: { registries: ['registry.example.com'] } },
];

/** What is asked of one kind of pod shows in another's namespace as well; here all are in one. */
const guarding = policy('guarded-nodes', {
  match: { namespaces: [NAMESPACE] },
  sharing: undefined,
  guards,
});

const tolerations = [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }];
const withCores = (cpu: string, image = 'whisper'): object => ({
  ...gpuContainer(image),
  resources: { requests: { cpu }, limits: { 'nvidia.com/gpu': '1' } },
});
const asking = (name: string, container: object): Written =>
  gpuPod({ namespace: NAMESPACE, name, containers: [container] });

const web = [{ name: 'main', image: 'registry.example.com/web:1' }];
const gateway = gpuDeployment({
  namespace: NAMESPACE,
  name: 'gateway',
  containers: web,
  spec: { tolerations },
});
const { apiVersion, metadata, spec } = gpuDeployment({
  namespace: NAMESPACE,
  name: 'exporter',
  containers: web,
  spec: { tolerations, nodeSelector: { 'nvidia.com/gpu.present': 'true' } },
});
const { replicas: _, ...daemonSpec } = spec as Readonly<Record<string, unknown>>;
const daemon: Written = { apiVersion, kind: 'DaemonSet', metadata, spec: daemonSpec };

suite('guardrails about nodes, sizes and images', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true });
    await cluster.namespace(NAMESPACE);
    await cluster.apply([guarding]);
  }, BOOT_MS);

  afterAll(() => leave(cluster, [NAMESPACE], nodes));

  test('a pod without a GPU that is let onto nodes with GPUs is refused, and one that is not is let in', async () => {
    expect(await refusedSoon(cluster, gateway)).toContain(
      'guard/gpu-nodes: it asks for no GPU and tolerates nvidia.com/gpu, the taint of nodes with GPUs',
    );
    await foretold(cluster, plainPod(NAMESPACE, 'elsewhere'));
  });

  test('an agent of all such nodes runs on each of them', async () => {
    await cluster.apply(daemon);
    expect(await runningPods(cluster, daemon, nodes.length)).toHaveLength(nodes.length);
  });

  test('cores beside a GPU are held to the figures of the policy', async () => {
    expect(await refusedSoon(cluster, asking('starved', gpuContainer('whisper')))).toContain(
      'guard/cpu: the pod requests no cpu beside one GPU, and this policy asks for at least 2',
    );
    expect(await refusedSoon(cluster, asking('greedy', withCores('9')))).toContain('at most 8.5');
    await foretold(cluster, asking('fed', withCores('8500m')));
  });

  test('an image from elsewhere is refused', async () => {
    const elsewhere = { ...withCores('4'), image: 'evil/registry.example.com/whisper:1.0' };
    expect(await refusedSoon(cluster, asking('stranger', elsewhere))).toContain(
      'guard/image: container main has the image evil/registry.example.com/whisper:1.0, which is of docker.io/evil/registry.example.com/whisper',
    );
  });
});
