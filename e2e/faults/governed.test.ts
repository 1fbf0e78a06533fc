/**
 * Which pods are ours, said twice: by `governed` in the program and by the match conditions in the
 * API server. A pod that only one of them takes for ours slips past us, or past our rules; so both
 * are asked about some hundred odd pods.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';

import { governed, judged, ownKeysChanged } from '../../webhook/core/governed.ts';
import type { Pod } from '../../webhook/core/pod.ts';
import {
  type VisitLine,
  gpuPod,
  installTranche,
  metric,
  metrics,
  uninstallTranche,
  visitsOf,
} from '../product/install.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import { type Answer, type Api, apiOf } from './api.ts';
import { type OddPod, oddPod, RUNTIMES, touched } from './odd-pods.ts';
import { tell } from '../../webhook/suite/figures.ts';

const proof = process.env['PROOF'] === '1';
const PODS = proof ? 5000 : 500;
const UPDATES = proof ? 500 : 60;

jest.setTimeout(proof ? 300_000 : 60_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'governed';

suite('the pods that the API server sends', () => {
  let cluster: Cluster;
  let api: Api;

  beforeAll(async () => {
    cluster = await sharedCluster();
    api = await apiOf(cluster);
    await cluster.namespace(NAMESPACE);
    for (const name of RUNTIMES) await cluster.apply(runtimeClass(name));
    await installTranche(cluster);
  }, BOOT_MS);

  afterAll(async () => {
    api.close();
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--timeout=60s']);
    await cluster.kubectl(['delete', 'runtimeclass', ...RUNTIMES]);
    await uninstallTranche(cluster);
    await cluster.stop();
  });

  /** All lines of the log up to now: it is written in order, so the last pod's line ends it. */
  async function linesUpTo(last: string): Promise<readonly VisitLine[]> {
    await api.createPod(gpuPod({ namespace: NAMESPACE, name: last }), { dryRun: true });
    return eventually('the last line of the log', async () => {
      const lines = await visitsOf(cluster, NAMESPACE);
      return lines.some(({ pod, visit }) => pod === last && visit === 'validate') && lines;
    });
  }

  test(`are those that it governs, of ${PODS} odd ones`, async () => {
    const sent = fc.sample(oddPod, PODS).map((pod, i) => named(pod, `odd-${i}`));
    const answers = new Map<string, Answer<Pod>>();
    for (const pod of sent)
      answers.set(pod.metadata.name, await api.createPod<Pod>(pod, { dryRun: true }));

    const visits = counter(await linesUpTo('the-last-odd-one'));
    const differences: string[] = [];
    const tally = { ours: 0, judged: 0, others: 0, refusedBetween: 0, refusedBefore: 0 };
    for (const pod of sent) {
      const { name } = pod.metadata;
      const { status = 0, body } = answers.get(name) ?? {};
      const became = whatBecame(status, pod);
      tally[became]++;
      if (became === 'refusedBefore') continue;
      const got = {
        mutate: visits('mutate', name),
        validate: visits('validate', name),
        stored: status === 201 && body !== undefined && judged(body),
      };
      if (JSON.stringify(got) !== JSON.stringify(wanted(status, pod)))
        differences.push(`${JSON.stringify(got)} of ${JSON.stringify(pod)}`);
    }
    tell(`odd pods: ${JSON.stringify(tally)}`);
    expect(differences).toEqual([]);
    expect(tally.ours).toBeGreaterThan(PODS / 5);
    expect(tally.judged).toBeGreaterThan(PODS / 50);
    expect(tally.others).toBeGreaterThan(PODS / 5);
    expect(metric(await metrics(cluster), 'tranche_malformed_total')).toBe(0);
  });

  test(`and of ${UPDATES} updates those that touch a key of ours`, async () => {
    const pairs = fc.sample(touched, UPDATES);
    const expected = new Map<string, number>();
    for (const [i, { before, after }] of pairs.entries()) {
      const name = `touched-${i}`;
      const pod = gpuPod({ namespace: NAMESPACE, name, ...(before && { annotations: before }) });
      const { status, body } = await api.createPod<Pod>(pod);
      expect(status).toBe(201);
      const { annotations: _, ...metadata } = body.metadata;
      // Meanwhile the scheduler has written what it thinks of the pod.
      Object.assign(metadata, { resourceVersion: undefined });
      const now = { ...body, metadata: { ...metadata, ...(after && { annotations: after }) } };
      const path = `/api/v1/namespaces/${NAMESPACE}/pods/${name}?dryRun=All`;
      const answer = await api.send<{ message?: string }>('PUT', path, now);
      expect(answer.status === 200 ? '' : answer.body.message).toBe('');
      // The first visit was when it was made.
      expected.set(name, ownKeysChanged(now, body) ? 2 : 1);
    }
    const visits = counter(await linesUpTo('the-last-touched-one'));
    const got = new Map([...expected.keys()].map((name) => [name, visits('validate', name)]));
    expect(got).toEqual(expected);
    expect(new Set(expected.values())).toEqual(new Set([1, 2]));
  });

  test('and of what debugs or binds them, what picks devices or brings a key of ours', async () => {
    const image = 'registry.example.com/debug:1';
    const picking = [{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' }];
    const made = async (name: string): Promise<Pod> => {
      const containers = [{ name: 'main', image }];
      const spec = { nodeSelector: { nobody: 'has-it' }, containers };
      return (await api.createPod<Pod>(named({ metadata: {}, spec }, name))).body;
    };
    const debugging = async (name: string, env: object[]): Promise<number> => {
      const pod = await made(name);
      const ephemeralContainers = [{ name: 'debugger', image, env }];
      // Meanwhile the scheduler has written what it thinks of the pod.
      const metadata = { ...pod.metadata, resourceVersion: undefined };
      const now = { metadata, spec: { ...pod.spec, ephemeralContainers } };
      return (await api.send('PUT', pathOf(name, 'ephemeralcontainers'), now)).status;
    };
    const binding = async (name: string, annotations: object): Promise<number> => {
      await made(name);
      const target = { apiVersion: 'v1', kind: 'Node', name: 'somewhere' };
      const bound = { apiVersion: 'v1', kind: 'Binding', metadata: { name, annotations }, target };
      return (await api.send('POST', pathOf(name, 'binding'), bound)).status;
    };
    expect([
      await debugging('debugged-past', picking),
      await debugging('debugged', []),
      await binding('bound-with-a-key', { 'tranche.dev/decision': 'x' }),
      await binding('bound', { note: 'x' }),
    ]).toEqual([200, 200, 201, 201]);
    const visits = counter(await linesUpTo('the-last-debugged-one'));
    const names = ['debugged-past', 'debugged', 'bound-with-a-key', 'bound'];
    expect(names.map((name) => visits('validate', name))).toEqual([1, 0, 1, 0]);
  });

  test('and one that is made by a patch, which server-side apply is', async () => {
    const pod = gpuPod({ namespace: NAMESPACE, name: 'applied' });
    await cluster.apply(pod, { args: ['--server-side', '--dry-run=server'] });
    const visits = counter(await linesUpTo('the-last-applied-one'));
    expect([visits('mutate', 'applied'), visits('validate', 'applied')]).toEqual([1, 1]);
  });

  test('and a very large one, whose last variable picks devices', async () => {
    // In the dearest of all words for the expression. Three times as many are the most that etcd
    // takes, and within the API server's budget too; it then needs ten seconds for itself.
    const env = Array.from({ length: 20_000 }, () => ({ name: 'NVIDIA_A' }));
    const picking = { name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' };
    const containers = [
      { name: 'main', image: 'registry.example.com/odd:1', env: [...env, picking] },
    ];
    const pod = named({ metadata: {}, spec: { containers } }, 'large');
    expect((await api.createPod(pod, { dryRun: true })).status).toBe(201);
    expect(counter(await linesUpTo('the-last-large-one'))('validate', 'large')).toBe(1);
  });

  test('and no condition ever failed to be evaluated', async () => {
    const { stdout } = await cluster.kubectl(['get', '--raw', '/metrics']);
    const of = (what: string): number =>
      metric(stdout, `apiserver_admission_match_condition_${what}`);
    expect(of('evaluation_seconds_count')).toBeGreaterThan(0);
    expect(of('exclusions_total')).toBeGreaterThan(0);
    expect(of('evaluation_errors_total')).toBe(0);
  });
});

const named = (pod: OddPod, name: string): Pod & { metadata: { name: string } } => ({
  ...pod,
  metadata: { ...pod.metadata, name, namespace: NAMESPACE },
});

function counter(lines: readonly VisitLine[]) {
  const counts = new Map<string, number>();
  for (const { pod, visit } of lines)
    counts.set(`${visit} ${pod}`, (counts.get(`${visit} ${pod}`) ?? 0) + 1);
  return (visit: 'mutate' | 'validate', name: string): number =>
    counts.get(`${visit} ${name}`) ?? 0;
}

/** 422 comes after `/mutate` and before `/validate`; whatever else refuses comes before both. */
function whatBecame(status: number, pod: Pod) {
  if (status !== 201) return status === 422 ? 'refusedBetween' : 'refusedBefore';
  if (governed(pod)) return 'ours';
  return judged(pod) ? 'judged' : 'others';
}

const wanted = (status: number, pod: Pod) => ({
  mutate: governed(pod) ? 1 : 0,
  validate: judged(pod) && status === 201 ? 1 : 0,
  stored: judged(pod) && status === 201,
});

const pathOf = (name: string, subresource: string): string =>
  `/api/v1/namespaces/${NAMESPACE}/pods/${name}/${subresource}?dryRun=All`;

const runtimeClass = (name: string) => ({
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name },
  handler: 'runc',
});
