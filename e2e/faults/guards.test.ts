/** Guardrails of one's own, where pods are real: what lives is counted as it comes and goes. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import {
  type Pod,
  gpuDeployment,
  installTranche,
  leave,
  policy,
  refusedSoon,
} from '../product/install.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import { cards } from './pods.ts';

jest.setTimeout(90_000);
const suite = canRun() ? describe : describe.skip;

const COUNTED = 'guards-counted';
const LABELLED = 'guards-labelled';
const nodes = [
  { name: 'guards-cards', product: 'NVIDIA-L4', allocatable: { 'nvidia.com/gpu': 16 } },
];

const naming = (namespace: string, rule: string, parameters: object): object =>
  policy(namespace, {
    sharing: undefined,
    match: { namespaces: [namespace] },
    guards: [{ rule, severity: 'deny', parameters }],
  });

suite('guardrails of one’s own', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true });
    for (const name of [COUNTED, LABELLED]) await cluster.namespace(name);
    await cluster.apply([
      naming(COUNTED, 'guard/max-gpus', { perPod: 4, perOwner: 2 }),
      naming(LABELLED, 'guard/required-labels', { labels: ['example.com/cost-centre'] }),
    ]);
    await refusedSoon(cluster, cards(COUNTED, 'probe', 5));
    await refusedSoon(cluster, cards(LABELLED, 'probe'));
  }, BOOT_MS);

  afterAll(() => leave(cluster, [COUNTED, LABELLED], nodes));

  const pods = () => cluster.list<Pod>('pod', { namespace: COUNTED });

  test('two replicas live, the third is refused, and let in when one of them has gone', async () => {
    await cluster.apply(gpuDeployment({ namespace: COUNTED, name: 'asr', replicas: 2 }));
    await eventually('two to run', async () =>
      (await pods()).filter(({ status }) => status?.phase === 'Running').length === 2
        ? true
        : undefined,
    );
    await cluster.kubectl(['scale', 'deployment', 'asr', '--replicas=3', '-n', COUNTED]);
    const said = await eventually('a FailedCreate', async () => {
      const events = await cluster.list<{ message: string }>('event', {
        namespace: COUNTED,
        fields: 'reason=FailedCreate',
      });
      return events.at(-1)?.message;
    });
    expect(said).toContain(
      'guard/max-gpus: the live pods of Deployment/asr hold 2 GPUs and this one would hold 1 more, and this policy allows 2 together',
    );
    expect(await pods()).toHaveLength(2);

    // Another workload has a count of its own.
    expect((await cluster.apply(cards(COUNTED, 'other', 2), { ok: false })).code).toBe(0);

    await cluster.kubectl(['delete', 'deployment', 'asr', '-n', COUNTED]);
    await cluster.apply(gpuDeployment({ namespace: COUNTED, name: 'asr', replicas: 2 }));
    await eventually('two new ones', async () =>
      (await pods()).filter(
        ({ status, metadata }) => status?.phase === 'Running' && metadata.name !== 'other',
      ).length === 2
        ? true
        : undefined,
    );
  });

  test('a namespace that says who pays lets its pods in from then on', async () => {
    const { code, stderr } = await cluster.apply(cards(LABELLED, 'first'), { ok: false });
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(
        'guard/required-labels: neither it nor its namespace has the label example.com/cost-centre',
      ),
    ]);
    await cluster.kubectl(['label', 'namespace', LABELLED, 'example.com/cost-centre=4711']);
    await eventually('the label to be seen', async () => {
      const again = await cluster.apply(cards(LABELLED, 'first'), { ok: false });
      return again.code === 0 ? true : undefined;
    });
  });
});
