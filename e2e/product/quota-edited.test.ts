/** A quota that is edited below what is held: what runs goes on running, and only who comes is told. */
import { expect, test } from '@jest/globals';

import type { Cluster } from '../shared.ts';
import {
  gpuContainer,
  gpuDeployment,
  gpuPod,
  leftSoon,
  quota,
  refusedSoon,
  runningPods,
} from './install.ts';
import { installedSuite } from './installed.ts';

const SPEECH = 'edited-speech';
const VISION = 'edited-vision';
const nodes = [
  { name: 'edited-cards', product: 'NVIDIA-L4', allocatable: { 'nvidia.com/gpu': 16 } },
];
const grounds = { enforce: true, namespaces: [SPEECH, VISION], nodes };

const asr = gpuDeployment({ namespace: SPEECH, name: 'asr', replicas: 3 });
const next = gpuPod({ namespace: SPEECH, name: 'next' });
const beside = gpuPod({ namespace: VISION, name: 'beside' });

const tooLarge = (namespace: string) =>
  gpuPod({
    namespace,
    name: 'large',
    containers: [gpuContainer('large', 'main', { 'nvidia.com/gpu': '4' })],
  });

installedSuite('a quota that is edited', grounds, (onceInstalled) => {
  let cluster: Cluster;

  onceInstalled(async (given) => {
    cluster = given;
    await cluster.apply([quota('speech', [SPEECH], 3), quota('vision', [VISION], 1)]);
    for (const namespace of [SPEECH, VISION]) await refusedSoon(cluster, tooLarge(namespace));
    await cluster.apply(asr);
    await runningPods(cluster, asr, 3);
  });

  const limited = (team: string, gpus: number | string) => {
    const patch = JSON.stringify({ spec: { limits: { gpus } } });
    return cluster.kubectl(['patch', 'gpuquota', team, '--type=merge', '-p', patch]);
  };
  const running = async () =>
    (await runningPods(cluster, asr, 3)).map(({ metadata }) => metadata.uid).toSorted();

  test('below use touches nothing that runs, and the next pod is told the new numbers', async () => {
    const before = await running();
    expect(await refusedSoon(cluster, next)).toContain('uses 3 of its limit of 3');
    await limited('speech', 1);
    const refused = await refusedSoon(cluster, next, /limit of 1/);
    expect(refused).toContain(
      'quota/team: team speech asks for 1 GPU and uses 3 of its limit of 1',
    );
    expect(await running()).toEqual(before);
  });

  test('one that ends is one less, and makes no room while the others are still too many', async () => {
    await cluster.kubectl(['scale', 'deployment/asr', '--replicas=2', '-n', SPEECH]);
    await runningPods(cluster, asr, 2);
    const refused = await refusedSoon(cluster, next, /uses 2 /);
    expect(refused).toContain('team speech asks for 1 GPU and uses 2 of its limit of 1');
  });

  test('the team beside it notices nothing of it', async () => {
    await leftSoon(cluster, beside);
    await cluster.apply(beside);
    expect(await refusedSoon(cluster, gpuPod({ namespace: VISION, name: 'more' }))).toContain(
      'team vision asks for 1 GPU and uses 1 of its limit of 1',
    );
  });

  test('raised, it lets the next pod in at once', async () => {
    await limited('speech', '2500m');
    expect(await refusedSoon(cluster, next, /limit of 2.5/)).toContain(
      'team speech asks for 1 GPU and uses 2 of its limit of 2.5',
    );
    await limited('speech', 3);
    await leftSoon(cluster, next);
    await cluster.apply(next);
    await runningPods(cluster, next);
  });
});
