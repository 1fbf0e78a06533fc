/**
 * Beside a neighbour that changes what we changed: with ExtendedResourceToleration the API server
 * tolerates, for each extended resource a pod asks for, the taint of that name. It does so for what
 * we put there as well, and then asks us again.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, eventually, startCluster } from '../shared.ts';
import {
  A100,
  MIG,
  type Pod,
  changedSoon,
  creations,
  decisionOf,
  gpuDeployment,
  gpusOf,
  installTranche,
  policy,
  profile,
  runningPods,
  visitsOf,
} from './install.ts';

jest.setTimeout(120_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'tainted';

suite('with the plugin ExtendedResourceToleration', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster({ admissionPlugins: ['ExtendedResourceToleration'] });
    const taints = [{ key: 'nvidia.com/gpu', effect: 'NoSchedule' as const }];
    await addNodes(cluster, [
      { name: 'cards', ...A100, gpus: 8, allocatable: { 'nvidia.com/gpu': 8 } },
      { name: 'slices', ...A100, gpus: 4, allocatable: { [MIG]: 28 }, taints },
    ]);
    await installTranche(cluster, { enforce: true });
    await cluster.namespace(NAMESPACE);
    await cluster.apply(policy('tainted'));
  }, BOOT_MS);

  afterAll(() => cluster.stop());

  test('a Deployment runs on a tainted node, and our second visit changes nothing', async () => {
    const whisper = gpuDeployment({ namespace: NAMESPACE, name: 'whisper' });
    await cluster.apply(profile(NAMESPACE, 'Deployment', 'whisper'));
    await changedSoon(cluster, whisper);
    await cluster.apply(whisper);
    const [pod] = await runningPods(cluster, whisper);
    expect(gpusOf(pod as Pod)).toEqual({ main: `${MIG}: 1` });
    expect(pod?.spec.nodeName).toBe('slices');
    const tolerated = pod?.spec.tolerations?.map(({ key }) => key);
    expect(tolerated).toEqual(expect.arrayContaining(['nvidia.com/gpu', MIG]));
    const { id } = decisionOf(pod);

    const visits = await eventually('the log of all its visits', async () => {
      const found = (await visitsOf(cluster, NAMESPACE)).filter(({ dryRun }) => !dryRun);
      return found.some(({ visit }) => visit === 'validate') && found;
    });
    expect(visits.map(({ visit, verdict, id: said }) => [visit, verdict, said])).toEqual([
      ['mutate', 'rewrite', id],
      ['mutate', 'leave', id],
      ['validate', 'leave', id],
    ]);

    if (cluster.how !== 'binaries') return;
    const [created] = creations(cluster, NAMESPACE).filter(
      ({ responseObject }) => (responseObject as Pod).metadata.name === pod?.metadata.name,
    );
    const rounds = Object.entries(created?.annotations ?? {})
      .filter(([key]) => key.startsWith('mutation.webhook.admission.k8s.io/round_'))
      .map(([, value]) => (JSON.parse(value) as { mutated: boolean }).mutated);
    expect(rounds).toEqual([true, false]);
  });
});
