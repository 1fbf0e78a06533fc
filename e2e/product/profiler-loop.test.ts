/**
 * A server that asks a real Prometheus by itself what pods use: of two that might, the one that leads
 * does; where it dies the other goes on; and what is written sizes the next pod. Nobody else of the
 * namespace writes such an object, however many rights they have there.
 *
 * Pods of a cluster are as old as the test, so that the first minute that is evidence takes a few.
 */
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { canAskPrometheus } from '../binaries/prometheus.ts';
import { freePorts } from '../control-plane/addresses.ts';
import { addNodes } from '../fleet.ts';
import { type Service, serve } from '../process.ts';
import { dcgm } from '../prometheus/script.ts';
import { startPrometheus, type StartedPrometheus } from '../prometheus/start.ts';
import { BOOT_MS, type Cluster, canRun, eventually, onBinaries, sharedCluster } from '../shared.ts';
import { OWNED_BY_NOBODY, TIES } from './ties.ts';
import {
  MIG,
  SYSTEM,
  cardsAndSlices,
  changedSoon,
  gpuStatefulSet,
  gpusOf,
  installTranche,
  leave,
  leftSoon,
  metric,
  metrics,
  policy,
  profile,
  runningPods,
} from './install.ts';

jest.setTimeout(300_000);
const suite = canRun() && onBinaries() && (await canAskPrometheus()) ? describe : describe.skip;

const NAMESPACE = 'profiler-loop';
const EVERY = '5s';
const nodes = cardsAndSlices('loop');
const whisper = gpuStatefulSet({ namespace: NAMESPACE, name: 'whisper', replicas: 2 });
const written = 'statefulset-whisper';
const NOW = Math.floor(Date.now() / 1000);

interface Stored {
  readonly spec: { readonly containers: readonly object[] };
  readonly status?: { readonly checkpoints?: readonly object[] };
}

const runs = (text: string, outcome?: string): number =>
  metric(text, 'tranche_profiler_runs_total', outcome === undefined ? {} : { outcome });

suite('a server that profiles', () => {
  let cluster: Cluster;
  let prometheus: StartedPrometheus;
  let second: Service;
  let admin = 0;

  beforeAll(async () => {
    prometheus = await startPrometheus({
      script: {
        uses: [0, 1].map((nth) => ({
          node: nodes[0].name,
          device: { uuid: `GPU-${nth}`, model: 'NVIDIA A100-SXM4-80GB' },
          holder: { namespace: NAMESPACE, pod: `whisper-${nth}`, container: 'main' },
          signals: dcgm({ vramMiB: 5000 + nth, sm: 0.05, dram: 0.02 }),
        })),
      },
      past: { from: NOW - 600, until: NOW + 3600, everySeconds: 15 },
    });
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await cluster.namespace(NAMESPACE);
    const profiler = { enabled: true, every: EVERY, prometheus: { url: prometheus.url } };
    await installTranche(cluster, { enforce: true, values: { profiler } });
    const sharing = { ladder: { default: ['mig'] }, evidence: { minHours: 0, minSamples: 1 } };
    await cluster.apply(policy('profiler-loop', { match: { namespaces: [NAMESPACE] }, sharing }));
    await leftSoon(cluster, whisper);
    await cluster.apply(whisper);
    await runningPods(cluster, whisper, 2);
    second = await another();
  }, BOOT_MS);

  afterAll(async () => {
    await second.kill();
    await cluster.kubelet?.resume();
    await leave(cluster, [NAMESPACE], nodes);
    await prometheus.stop();
  });

  async function another(): Promise<Service> {
    const [port = 0, free = 0] = await freePorts(2);
    admin = free;
    const ours = ['--cluster', '--write-status', `--secure-port=${port}`, `--admin-port=${admin}`];
    const asks = [`--prometheus=${prometheus.url}`, `--profile-every=${EVERY}`];
    return serve('second', [process.execPath, 'dist/cli.js', 'serve', ...ours, ...asks], {
      log: join(dirname(cluster.kubeconfig), 'profiling-second.log'),
      env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
    });
  }

  const ofSecond = async (): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${admin}/metrics`).catch(() => undefined);
    return (await answer?.text()) ?? '';
  };
  const figures = () => cluster.get<Stored>('gpuprofile', written, NAMESPACE);

  test('is the one that leads, and no other', async () => {
    await eventually('two runs', async () => runs(await metrics(cluster), 'done') >= 2, 60);
    await eventually('the second to be ready', async () => {
      const answer = await fetch(`http://127.0.0.1:${admin}/readyz`).catch(() => undefined);
      return answer?.ok === true || (await answer?.text())?.includes('CA bundle');
    });
    const before = runs(await metrics(cluster), 'done');
    await eventually('two more', async () => runs(await metrics(cluster), 'done') >= before + 2);
    expect(runs(await ofSecond())).toBe(0);
  });

  test('dies, and the other goes on', async () => {
    await cluster.kubelet?.hold();
    await eventually('a run of the second', async () => runs(await ofSecond(), 'done') > 0, 60);
    await cluster.kubelet?.resume();
    await eventually('the first to be back', () => metrics(cluster), 60);
  });

  test('writes what it saw, with what it goes on from, and the next pod is a slice', async () => {
    const there = await eventually('figures', figures, 240);
    expect(there.spec.containers).toMatchObject([
      { name: 'main', measuredOn: 'A100-80GB', attribution: 'exact', source: 'measured' },
    ]);
    const get = ['get', 'gpuprofile', written, '-n', NAMESPACE, '-o', 'json'];
    const { stdout } = await cluster.kubectl([...get, '--show-managed-fields']);
    expect(stdout).toContain('"manager": "tranche-profiler"');
    await eventually('what is kept', async () => (await figures())?.status?.checkpoints?.length);
    await cluster.kubectl(['delete', 'statefulset', 'whisper', '-n', NAMESPACE, '--wait']);
    await eventually('its pods to be gone', async () => {
      const pods = await cluster.list('pod', { namespace: NAMESPACE });
      return pods.length === 0;
    });
    await changedSoon(cluster, whisper);
    await cluster.apply(whisper);
    const pods = await runningPods(cluster, whisper, 2);
    expect(pods.map(gpusOf)).toEqual([{ main: `${MIG}: 1` }, { main: `${MIG}: 1` }]);
  });

  test('and then writes no more, run by run, of what does not move', async () => {
    const leader = async () => {
      const [a, b] = [await metrics(cluster), await ofSecond()];
      return {
        runs: runs(a, 'done') + runs(b, 'done'),
        written: metric(a, 'tranche_profiler_written') + metric(b, 'tranche_profiler_written'),
      };
    };
    const before = await leader();
    const after = await eventually('three more runs', async () => {
      const now = await leader();
      return now.runs >= before.runs + 3 && now;
    });
    // The minute that new pods were first seen in counts them, once.
    expect(after.written - before.written).toBeLessThanOrEqual(1);
    const forbidden = cluster
      .auditEvents()
      .filter(({ user, objectRef }) => user.username === SERVER && objectRef?.name === written)
      .filter(({ responseStatus }) => responseStatus?.code === 403);
    expect(forbidden).toEqual([]);
  });

  describe('and of those who may edit objects of the namespace', () => {
    const mine = profile(NAMESPACE, 'Deployment', 'mine');
    const jane = (words: readonly string[], what?: object) =>
      cluster.kubectl([...words, '--as=jane', '-n', NAMESPACE], {
        ok: false,
        ...(what === undefined ? {} : { stdin: JSON.stringify(what) }),
      });

    beforeAll(async () => {
      const may = ['--verb=get,list,watch,create,update,patch,delete,deletecollection'];
      const what = ['--resource=gpuprofiles.tranche.dev,gpuprofiles.tranche.dev/status'];
      await cluster.kubectl(['create', 'role', 'edits', ...may, ...what, '-n', NAMESPACE]);
      const bound = ['--role=edits', '--user=jane', '-n', NAMESPACE];
      await cluster.kubectl(['create', 'rolebinding', 'edits', ...bound]);
    });

    test('there is a policy whose expressions the API server finds nothing wrong with', async () => {
      const there = await cluster.get<{
        readonly status?: { readonly observedGeneration?: number; readonly typeChecking?: object };
      }>('validatingadmissionpolicy', 'tranche-profiles');
      expect(there?.status?.observedGeneration).toBeGreaterThan(0);
      expect(there?.status?.typeChecking).toEqual({});
    });

    test('nobody writes one, changes one or takes one away, and is told who does', async () => {
      const says = /only Tranche and the platform write one, and jane is neither: .*verb measure/;
      expect((await jane(['apply', '-f', '-'], mine)).stderr).toMatch(says);
      const larger =
        '{"spec":{"containers":[{"name":"main","revision":"x","measuredOn":"A100-80GB","vramMaxMiB":1,"hours":999,"samples":99999}]}}';
      const patch = ['patch', 'gpuprofile', written, '--type=merge', '-p', larger];
      expect((await jane(patch)).stderr).toMatch(says);
      const forget = ['--subresource=status', '-p', '{"status":null}'];
      expect((await jane([...patch.slice(0, 4), ...forget])).stderr).toMatch(says);
      expect((await jane(['delete', 'gpuprofile', written])).stderr).toMatch(says);
      expect(await figures()).toBeDefined();
    });

    test('nor has somebody else take one away for them, or keep it', async () => {
      const says = /or what keeps it \(ownerReferences, .*\), and jane is neither: .*verb measure/;
      for (const metadata of TIES)
        for (const at of [[], ['--subresource=status']]) {
          const patch = ['--type=merge', ...at, '-p', JSON.stringify({ metadata })];
          const { code, stderr } = await jane(['patch', 'gpuprofile', written, ...patch]);
          // The status takes some of what is beside it, and passes over the rest.
          if (at.length === 0 || code !== 0) expect(stderr).toMatch(says);
        }
      const all = `/apis/tranche.dev/v1alpha1/namespaces/${NAMESPACE}/gpuprofiles`;
      expect((await jane(['delete', '--raw', all])).stderr).toMatch(/jane is neither/);
      const get = ['get', 'gpuprofile', written, '-n', NAMESPACE, '-o', 'json'];
      const { stdout } = await cluster.kubectl([...get, '--show-managed-fields']);
      expect(stdout).toContain('"manager": "tranche-profiler"');
      expect(stdout).not.toMatch(/ownerReferences|finalizers|tranche.dev\/told/);
    });

    test('nor does she come to own the figures by saying the same', async () => {
      const { spec } = (await figures()) ?? {};
      const head = { apiVersion: 'tranche.dev/v1alpha1', kind: 'GpuProfile' };
      const same = { ...head, metadata: { name: written, namespace: NAMESPACE }, spec };
      const forced = ['apply', '--server-side', '--force-conflicts', '-f', '-'];
      expect((await jane(forced, same)).stderr).toMatch(/managedFields.*jane is neither/);
      const replaced = await jane(['replace', '--force', '-f', '-'], same);
      expect(replaced.stderr).toMatch(/jane is neither/);
      expect(await figures()).toBeDefined();
    });

    test('but what the platform ties to an owner goes with it', async () => {
      await cluster.apply(profile(NAMESPACE, 'Deployment', 'tied'));
      const patch = ['patch', 'gpuprofile', 'deployment-tied', '-n', NAMESPACE, '--type=merge'];
      await cluster.kubectl([...patch, '-p', JSON.stringify({ metadata: OWNED_BY_NOBODY })]);
      const there = () => cluster.get('gpuprofile', 'deployment-tied', NAMESPACE);
      await eventually('the garbage collector', async () => (await there()) === undefined, 120);
    });

    test('but a label is anybody’s, and the platform writes what it likes', async () => {
      expect(await jane(['label', 'gpuprofile', written, 'team=a'])).toMatchObject({ code: 0 });
      await cluster.apply(mine);
    });

    test('as does whoever may measure in the whole cluster', async () => {
      const verb = ['--verb=measure', '--resource=gpuprofiles.tranche.dev'];
      await cluster.kubectl(['create', 'clusterrole', 'measures', ...verb]);
      const bound = ['--clusterrole=measures', '--user=jane'];
      await cluster.kubectl(['create', 'clusterrolebinding', 'measures', ...bound]);
      const hers = profile(NAMESPACE, 'Deployment', 'hers');
      await eventually('her right to be known', async () => {
        const { code } = await jane(['apply', '-f', '-'], hers);
        return code === 0;
      });
      for (const kind of ['clusterrolebinding', 'clusterrole'])
        await cluster.kubectl(['delete', kind, 'measures']);
    });

    test('and Tranche itself takes no row away that somebody wrote, and makes none up', async () => {
      const asTranche = [
        'apply',
        '--server-side',
        '--force-conflicts',
        '-f',
        '-',
        `--as=${SERVER}`,
      ];
      const other = profile(NAMESPACE, 'Deployment', 'mine', [{ vramMaxMiB: 1 }]);
      for (const what of [other, profile(NAMESPACE, 'Deployment', 'made-up')]) {
        const { stderr } = await cluster.kubectl(asTranche, {
          ok: false,
          stdin: JSON.stringify(what),
        });
        expect(stderr).toContain('leaves those of others as they are');
      }
    });
  });
});

const SERVER = `system:serviceaccount:${SYSTEM}:tranche`;
