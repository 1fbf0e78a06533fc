/** Policies that ask a pod what only the API server has written into it, or what it does not say at all. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import {
  MIG,
  cardsAndSlices,
  changedSoon,
  creations,
  gpuDeployment,
  gpuPod,
  gpusOf,
  installTranche,
  leave,
  leftSoon,
  metric,
  metrics,
  policy,
  profile,
  refusedSoon,
  runningPods,
} from './install.ts';

jest.setTimeout(120_000);
const suite = canRun() ? describe : describe.skip;

const nodes = cardsAndSlices('matching');
const MATCHED = 'matching';
const namespaces = [MATCHED];

/** Its value is written into a pod by the API server, before it asks us. */
const important = {
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: 'matching-important' },
  value: 1000,
};

const policies = [
  policy('matching', { match: { namespaces } }),
  policy('matching-important', {
    priority: 5,
    match: {
      namespaces,
      images: ['registry.example.com/*'],
      conditions: [
        { name: 'high', cel: 'object.spec.priority > 3' },
        { name: 'named', jsonPath: '$.spec.priorityClassName', values: ['*-important'] },
      ],
    },
    sharing: { ladder: { default: ['whole'] } },
  }),
  policy('matching-guard', {
    match: {
      namespaces,
      conditions: [{ name: 'sandboxed', cel: 'object.spec.runtimeClassName != "trusted"' }],
    },
    sharing: undefined,
    guards: [{ rule: 'guard/node-name', severity: 'deny' }],
  }),
];

suite('policies that ask the pod itself', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true });
    await cluster.namespace(MATCHED);
    await cluster.apply([important, ...policies]);
  }, BOOT_MS);

  afterAll(async () => {
    await cluster.kubectl(['delete', 'priorityclass', important.metadata.name]);
    await leave(cluster, namespaces, nodes);
  });

  test('a priority that the API server gave a pod keeps it on its card, and its like get slices', async () => {
    const plain = gpuDeployment({ namespace: MATCHED, name: 'plain', replicas: 2 });
    const high = gpuDeployment({
      namespace: MATCHED,
      name: 'high',
      spec: { priorityClassName: important.metadata.name },
    });
    await cluster.apply(
      [plain, high].map(({ metadata: { name } }) => profile(MATCHED, 'Deployment', name)),
    );
    await changedSoon(cluster, plain);
    await leftSoon(cluster, high);
    await cluster.apply([plain, high]);

    for (const pod of await runningPods(cluster, plain, 2))
      expect(gpusOf(pod)).toEqual({ main: `${MIG}: 1` });
    const [kept] = await runningPods(cluster, high);
    expect(kept && gpusOf(kept)).toEqual({ main: 'nvidia.com/gpu: 1' });

    if (cluster.how !== 'binaries') return;
    const said = new Set(
      creations(cluster, MATCHED).map(({ annotations = {} }) =>
        ['mutate', 'validate'].map((visit) => annotations[`${visit}.tranche.dev/policy`]).join(),
      ),
    );
    expect([...said].toSorted()).toEqual([
      'matching,matching',
      'matching-important,matching-important',
    ]);
  });

  test('a pod that does not say what a guardrail asks is not let through for it', async () => {
    const pod = gpuPod({
      namespace: MATCHED,
      name: 'by-hand',
      spec: { nodeName: nodes[0]?.name ?? '' },
    });
    expect(await refusedSoon(cluster, pod)).toContain('guard/node-name');
    const asked = await eventually('the condition to be counted', async () => {
      const labels = { rule: 'policy/condition', outcome: 'warn' };
      return metric(await metrics(cluster), 'tranche_rule_outcomes_total', labels);
    });
    expect(asked).toBeGreaterThan(0);
  });
});
