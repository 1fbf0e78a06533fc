/** Guardrails that a policy names, with its figures, where a real API server sends the pods and reads the policy. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import { plainPod } from '../faults/pods.ts';
import {
  cardsAndSlices,
  changedSoon,
  decisionOf,
  eventsIn,
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
const FED = 'guarded-nodes-fed';

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

/** Cores, memory and disk that nobody has asked for, by a policy that says nothing of slices. */
const feeding = policy('feeding', {
  match: { namespaces: [FED] },
  sharing: undefined,
  guards: [
    { rule: 'guard/cpu', severity: 'deny', parameters: { leastCores: 2, setCores: 4 } },
    {
      rule: 'guard/memory',
      severity: 'deny',
      parameters: { leastMemory: '8Gi', setMemory: '16384Mi', mostMemory: '64Gi' },
    },
    { rule: 'guard/ephemeral-storage', severity: 'deny', parameters: { setStorage: '20Gi' } },
  ],
});

const tolerations = [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }];
const withCores = (cpu: string, image = 'whisper'): object => ({
  ...gpuContainer(image),
  resources: { requests: { cpu }, limits: { 'nvidia.com/gpu': '1' } },
});
const resources = (requests: object): object => ({ requests, limits: { 'nvidia.com/gpu': '1' } });
const asking = (name: string, container: object): Written =>
  gpuPod({ namespace: NAMESPACE, name, containers: [container] });

const contrary = (parameters: object): Written =>
  policy('contrary', { guards: [{ rule: 'guard/memory', severity: 'deny', parameters }] });

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
    for (const name of [NAMESPACE, FED]) await cluster.namespace(name);
    await cluster.apply([guarding, feeding]);
  }, BOOT_MS);

  afterAll(() => leave(cluster, [NAMESPACE, FED], nodes));

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

  test('requests that are missing are stored with the pod, which runs with them and says so', async () => {
    const server = gpuDeployment({ namespace: FED, name: 'whisper' });
    await changedSoon(cluster, server);
    await cluster.apply(server);
    const [pod] = await runningPods(cluster, server);
    expect(pod?.spec.containers[0]?.resources).toEqual({
      limits: { 'nvidia.com/gpu': '1' },
      requests: {
        'nvidia.com/gpu': '1',
        cpu: '4',
        memory: '16Gi',
        'ephemeral-storage': '20Gi',
      },
    });
    expect(pod?.status).toMatchObject({ qosClass: 'Burstable' });
    expect(decisionOf(pod).says).toMatch(
      /^main gets cpu 4, main gets memory 16Gi, main gets ephemeral-storage 20Gi: .*To undo: set the annotation tranche\.dev\/keep: original/,
    );
    const event = await eventually('an Event on the Deployment', async () =>
      (await eventsIn(cluster, FED)).find(({ message }) => message.includes('no memory -> memory')),
    );
    expect(event).toMatchObject({ reason: 'TrancheSetRequests', type: 'Normal' });
  });

  test('what a container says already is stored as it is, and too little is refused', async () => {
    const own = { ...gpuContainer('own'), resources: resources({ cpu: '3', memory: '9Gi' }) };
    const stored = await foretold(
      cluster,
      gpuPod({ namespace: FED, name: 'own', containers: [own] }),
    );
    expect(stored.spec.containers[0]?.resources.requests).toMatchObject({
      cpu: '3',
      memory: '9Gi',
    });
    const meagre = { ...gpuContainer('meagre'), resources: resources({ cpu: '1', memory: '9Gi' }) };
    expect(
      await refusedSoon(cluster, gpuPod({ namespace: FED, name: 'meagre', containers: [meagre] })),
    ).toContain('guard/cpu: the pod requests cpu: 1 beside one GPU');
  });

  const says = async (parameters: object): Promise<string> =>
    (await cluster.apply(contrary(parameters), { args: ['--dry-run=server'], ok: false })).stderr;

  test('a policy that would set what it refuses is not stored', async () => {
    expect(await says({ leastMemory: '8.5Gi', setMemory: '8G' })).toContain(
      'setMemory must not be less than leastMemory',
    );
    expect(await says({ mostMemory: '8G', setMemory: '8Gi' })).toContain(
      'setMemory must not be more than mostMemory',
    );
    expect(await says({ setMemory: '0Gi' })).toContain('setMemory must be more than nothing');
    expect(await says({ setMemory: '1Gi', ofPod: true })).toContain('cannot stand beside ofPod');
    expect(await says({ leastMemory: '8Gi', setMemory: '8192Mi', ofPod: false })).toBe('');
  });

  test('an image from elsewhere is refused', async () => {
    const elsewhere = { ...withCores('4'), image: 'evil/registry.example.com/whisper:1.0' };
    expect(await refusedSoon(cluster, asking('stranger', elsewhere))).toContain(
      'guard/image: container main has the image evil/registry.example.com/whisper:1.0, which is of docker.io/evil/registry.example.com/whisper',
    );
  });
});
