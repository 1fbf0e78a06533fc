/**
 * Whoever applies a workload is told at once what its pods will get, by the real kubectl; and those who
 * apply it again and again, as Argo CD and Flux do, see neither a difference nor the same warning twice.
 */
import { afterAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { judged } from '../../webhook/core/governed.ts';
import { type Api, apiOf } from '../faults/api.ts';
import { type OddPod, oddPod, RUNTIMES } from '../faults/odd-pods.ts';
import { type Cluster, eventually, onBinaries } from '../shared.ts';
import {
  cardsAndSlices,
  changedSoon,
  gpuCronJob,
  gpuDeployment,
  gpuJob,
  gpuStatefulSet,
  installTranche,
  metric,
  metrics,
  policy,
  profile,
  type Written,
} from './install.ts';
import { installedSuite } from './installed.ts';
import { rayCluster, rayClusters } from './ray-clusters.fixture.ts';

const NAMESPACE = 'early-news';
const WARNED = 'early-news-warned';
const namespaces = [NAMESPACE, WARNED];
const tune = (replicas = 2) => rayCluster(NAMESPACE, 'tune', replicas);
const nodes = cardsAndSlices('early-news');
const MANAGERS = ['argocd-controller', 'kustomize-controller'];
const RECONCILES = 100;
const APPLIES = 50;
const ODD = 60;

const asr = (over: object = {}) =>
  gpuDeployment({ namespace: NAMESPACE, name: 'asr', replicas: 3, ...over });

const TOLD =
  /^Warning: tranche: Deployment early-news\/asr: its 3 pods will take A100-80GB nvidia\.com\/mig-1g\.10gb instead of nvidia\.com\/gpu: 1 \(fit\/mig: .*\)\n$/;

installedSuite(
  'early news',
  { namespaces, nodes, enforce: true, testMs: 120_000 },
  (onceInstalled) => {
    let cluster: Cluster;
    let api: Api;

    onceInstalled(async (given) => {
      cluster = given;
      api = await apiOf(cluster);
      await cluster.apply([
        policy('early-news', { match: { namespaces: [NAMESPACE] } }),
        policy('early-news-warned', { mode: 'warn', match: { namespaces: [WARNED] } }),
        ...['Deployment', 'StatefulSet', 'CronJob', 'Job'].map((kind) =>
          profile(NAMESPACE, kind, 'asr'),
        ),
        profile(WARNED, 'Deployment', 'asr'),
        ...MANAGERS.map((manager) => profile(NAMESPACE, 'Deployment', `of-${manager}`)),
      ]);
      await changedSoon(cluster, asr());
      await eventually('workloads to be told of', async () => (await dryRun(asr())).stderr !== '');
    });

    afterAll(() => api.close());

    const dryRun = (what: object) => cluster.apply(what, { args: ['--dry-run=server'] });
    const reviews = async (outcome?: string): Promise<number> =>
      metric(
        await metrics(cluster),
        'tranche_workload_reviews_total',
        outcome === undefined ? {} : { outcome },
      );

    describe('kubectl apply', () => {
      test('shows what the pods will take, and not again of what is unchanged', async () => {
        expect((await cluster.apply(asr())).stderr).toMatch(TOLD);
        const before = await reviews();
        expect((await cluster.apply(asr())).stderr).toBe('');
        expect((await cluster.apply({ ...asr(), metadata: labelled })).stderr).toBe('');
        const scaled = { ...asr(), spec: { ...(asr().spec as object), replicas: 2 } };
        expect((await cluster.apply(scaled)).stderr).toBe('');
        const scale = ['scale', 'deploy/asr', '--replicas=3', '-n', NAMESPACE];
        expect((await cluster.kubectl(scale)).stderr).toBe('');
        // The API server has not even asked.
        expect(await reviews()).toBe(before);
      });

      test('shows it again once the container with the GPU is another', async () => {
        const set = ['set', 'image', 'deploy/asr', 'main=registry.example.com/asr:1.1'];
        const { stderr } = await cluster.kubectl([...set, '-n', NAMESPACE]);
        expect(stderr).toMatch(TOLD);
      });

      test.each([
        ['StatefulSet', gpuStatefulSet],
        ['Job', gpuJob],
        ['CronJob', gpuCronJob],
      ])('shows it of a %s', async (kind, make) => {
        const { stderr } = await dryRun(make({ namespace: NAMESPACE, name: 'asr' }));
        expect(stderr).toMatch(
          new RegExp(`^Warning: tranche: ${kind} early-news/asr: its pods? will take A100-80GB `),
        );
      });

      test('shows what a policy would do that warns, and what a guardrail will refuse', async () => {
        const warned = await dryRun(gpuDeployment({ namespace: WARNED, name: 'asr' }));
        expect(warned.stderr).toContain('its pod would take A100-80GB nvidia.com/mig-1g.10gb');
        const env = [{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' }];
        const containers = [{ name: 'main', image: 'registry.example.com/x:1', env }];
        const refused = await dryRun(
          gpuDeployment({ namespace: NAMESPACE, name: 'picking', containers }),
        );
        expect(refused.stderr).toMatch(/its pod will be refused: guard\/visible-devices: /);
      });
    });

    const labelled = { name: 'asr', namespace: NAMESPACE, labels: { team: 'speech' } };

    test('of a custom kind it is told of when its spec is new, and not of its labels or status', async () => {
      await cluster.apply([rayClusters, profile(NAMESPACE, 'RayCluster', 'tune')]);
      await cluster.kubectl(['wait', '--for=condition=Established', 'crd/rayclusters.ray.io']);
      const told =
        'RayCluster early-news/tune: its 2 gpu pods will take A100-80GB nvidia.com/mig-1g';
      await eventually('the kind to be told of', async () =>
        (await dryRun(tune())).stderr.includes(told),
      );
      expect((await cluster.apply(tune())).stderr).toContain(told);
      const before = await reviews();
      expect((await cluster.apply(tune())).stderr).toBe('');
      const at = ['raycluster', 'tune', '-n', NAMESPACE];
      await cluster.kubectl(['label', ...at, 'team=speech']);
      const status = JSON.stringify({ status: { state: 'ready' } });
      await cluster.kubectl(['patch', ...at, '--type=merge', '--subresource=status', '-p', status]);
      expect(await reviews()).toBe(before);
      // Where its templates lie the API server can tell, and so whether there is more to it than replicas.
      expect((await cluster.apply(tune(3))).stderr).toBe('');
      expect([await reviews(), await reviews('failed')]).toEqual([before, 0]);
      await cluster.kubectl(['delete', 'crd', rayClusters.metadata.name]);
    });

    test('a controller that makes a ReplicaSet of it is told nothing', async () => {
      const before = await reviews();
      await cluster.apply(asr({ name: 'others' }));
      await eventually('its ReplicaSet', async () => {
        const where = { namespace: NAMESPACE, labels: 'app=others' };
        return (await cluster.list('replicaset', where)).length > 0;
      });
      expect((await reviews()) - before).toBe(1);
    });

    describe.each(MANAGERS)('reconciled by %s', (manager) => {
      const name = `of-${manager}`;
      const wanted = asr({ name });
      const path = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/${name}`;
      const patch = (query: string) =>
        api.send<Written>(
          'PATCH',
          `${path}?fieldManager=${manager}&force=true${query}`,
          wanted,
          'apply-patch',
        );

      test(`its dry run shows no difference, and ${RECONCILES} applies bring no further warning`, async () => {
        const first = await patch('');
        expect([first.status, first.warnings.length]).toEqual([201, 1]);
        // Its controllers write it, too.
        const [live, dry] = await eventually('nobody else to write it', async () => {
          const before = await api.send<Written>('GET', path);
          const between = await patch('&dryRun=All');
          const after = await api.send<Written>('GET', path);
          return versionOf(before.body) === versionOf(after.body) && [after, between];
        });
        expect(withoutManagers(dry.body)).toEqual(withoutManagers(live.body));
        expect(JSON.stringify(dry.body)).not.toContain('tranche.dev');

        const before = await reviews();
        const warnings: string[] = [...dry.warnings];
        for (let i = 0; i < RECONCILES; i++) {
          const answer = await patch(i % 2 === 0 ? '' : '&dryRun=All');
          expect(answer.status).toBe(200);
          warnings.push(...answer.warnings);
        }
        expect(warnings).toEqual([]);
        expect(await reviews()).toBe(before);
      });
    });

    test(`of ${ODD} odd templates those are sent that the program takes for ours`, async () => {
      for (const runtime of RUNTIMES)
        await cluster.apply({
          apiVersion: 'node.k8s.io/v1',
          kind: 'RuntimeClass',
          metadata: { name: runtime },
          handler: 'runc',
        });
      const odd = fc.sample(oddPod, ODD);
      const tally: number[][] = [];
      for (const some of [odd.filter((one) => !isOurs(one)), odd.filter(isOurs)]) {
        const before = await reviews();
        let accepted = 0;
        for (const [i, one] of some.entries()) {
          const body = templated(one, i);
          const { status } = await api.send('POST', `${DEPLOYMENTS}?dryRun=All`, body);
          accepted += status === 201 ? 1 : 0;
        }
        tally.push([accepted, (await reviews()) - before]);
      }
      await cluster.kubectl(['delete', 'runtimeclass', ...RUNTIMES]);
      const [[others = 0, sentOthers] = [], [ours = 0, sent] = []] = tally;
      expect([sentOthers, sent]).toEqual([0, ours]);
      expect(Math.min(others, ours)).toBeGreaterThan(ODD / 10);
      expect(await reviews('failed')).toBe(0);
    });

    const DEPLOYMENTS = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;

    /** The kubelet is in our hand with binaries only. */
    const here = onBinaries() ? test : test.skip;

    here(`while we are down, ${APPLIES} of ${APPLIES} applies are stored`, async () => {
      await cluster.kubelet?.hold();
      const statuses = new Set<number>();
      for (let i = 0; i < APPLIES; i++) {
        const { status, warnings } = await api.send(
          'POST',
          DEPLOYMENTS,
          asr({ name: `down-${i}`, replicas: 0 }),
        );
        statuses.add(status);
        expect(warnings).toEqual([]);
      }
      expect([...statuses]).toEqual([201]);
      // As kubectl sees it.
      expect((await cluster.apply(asr({ name: 'down-by-kubectl', replicas: 0 }))).code).toBe(0);
      await cluster.kubelet?.resume();
    });

    test('switched off, it tells nobody', async () => {
      await installTranche(cluster, { enforce: true, set: ['news.enabled=false'] });
      await changedSoon(cluster, asr());
      await eventually('nobody to be told', async () => {
        return (await dryRun(asr({ name: 'unheard' }))).stderr === '';
      });
    });
  },
);

const versionOf = ({ metadata }: Written): unknown =>
  'resourceVersion' in metadata && metadata.resourceVersion;

/** Who owns which field is told with the time at which they said so. */
const withoutManagers = ({ metadata, spec }: Written): object => ({
  metadata: { ...metadata, managedFields: undefined },
  spec,
});

/** A claim is sent wherever it is, and looked at where claims are read. */
const isOurs = (odd: OddPod): boolean => judged(inTemplate(odd), true);

function inTemplate({ metadata: { labels, annotations }, spec }: OddPod): OddPod {
  const metadata = { ...(labels && { labels }), ...(annotations && { annotations }) };
  return { metadata, spec };
}

function templated(odd: OddPod, i: number): object {
  const { metadata, spec } = inTemplate(odd);
  const app = `odd-${i}`;
  const labels = { ...metadata.labels, app };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, namespace: NAMESPACE },
    spec: {
      selector: { matchLabels: { app } },
      template: { metadata: { ...metadata, labels }, spec },
    },
  };
}
