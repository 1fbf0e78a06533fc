/**
 * Pods that die on the slice they were given: it is written down where every server reads it, their
 * owner is told the command that restarts them now, and what comes by it is larger, for a while.
 */
import { request } from 'node:https';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { chosenMinor, pathOf } from '../binaries/sets.ts';
import { freePorts } from '../control-plane/addresses.ts';
import type { KubeObject } from '../cluster.ts';
import { addNodes } from '../fleet.ts';
import { type Service, run, serve } from '../process.ts';
import { BOOT_MS, type Cluster, canRun, eventually, onBinaries, sharedCluster } from '../shared.ts';
import {
  A100,
  MIG,
  changedSoon,
  eventsIn,
  foretold,
  gpuDeployment,
  gpusOf,
  installTranche,
  leave,
  metric,
  metrics,
  podsOf,
  policy,
  profile,
  runningPods,
} from './install.ts';

jest.setTimeout(150_000);
/** The second server is a process beside the cluster. */
const suite = canRun() && onBinaries() ? describe : describe.skip;
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const NAMESPACE = 'backed-off';
const LARGER = 'nvidia.com/mig-3g.40gb';
const LASTS_S = 40;
const nodes = [
  { name: 'back-off-small', ...A100, gpus: 2, allocatable: { [MIG]: 14 } },
  { name: 'back-off-large', ...A100, gpus: 2, allocatable: { [LARGER]: 4 } },
];
const whisper = gpuDeployment({
  namespace: NAMESPACE,
  name: 'whisper',
  replicas: 2,
  // kwok's stage of e2e/control-plane/dying.yaml.
  annotations: { 'e2e.tranche.dev/dies-on': MIG },
});

interface Profile extends KubeObject {
  readonly spec: {
    readonly workload: { readonly name: string };
    readonly backedOff?: readonly {
      readonly container: string;
      readonly until: string;
      readonly because: string;
    }[];
  };
}

suite('a slice that pods die on', () => {
  let cluster: Cluster;
  let second: Service;
  let [port, admin] = [0, 0];

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true });
    await cluster.namespace(NAMESPACE);
    const sharing = { ladder: { default: ['mig'] }, backOff: { for: `${LASTS_S}s` } };
    await cluster.apply([
      policy('backed-off', { match: { namespaces: [NAMESPACE] }, sharing }),
      profile(NAMESPACE, 'Deployment', 'whisper'),
    ]);
    await changedSoon(cluster, whisper);
    [port = 0, admin = 0] = await freePorts(2);
    const words = ['--cluster', `--secure-port=${port}`, `--admin-port=${admin}`];
    second = await serve(
      'second',
      [process.execPath, join(root, 'dist/cli.js'), 'serve', ...words],
      {
        log: join(dirname(cluster.kubeconfig), 'second.log'),
        env: { ...process.env, KUBECONFIG: cluster.kubeconfig },
      },
    );
  }, BOOT_MS);

  afterAll(async () => {
    await second.kill();
    await leave(cluster, [NAMESPACE], nodes);
  });

  const written = async (): Promise<Profile['spec']['backedOff']> => {
    const profiles = await cluster.list<Profile>('gpuprofile', { namespace: NAMESPACE });
    return profiles.find(({ spec }) => spec.backedOff !== undefined)?.spec.backedOff;
  };

  test('is taken back once a container of them restarted twice, and their owner is told', async () => {
    await cluster.apply(whisper);
    const [row] = (await eventually('a GpuProfile that says so', written, 60)) || [];
    expect(row).toMatchObject({
      container: 'main',
      because: expect.stringMatching(/OOMKilled, exit code 137$/),
    });
    const event = await eventually('an Event on the Deployment', async () => {
      const events = await eventsIn(cluster, NAMESPACE);
      return events.find(({ reason }) => reason === 'TrancheBackedOff');
    });
    expect(event.involvedObject).toMatchObject({ kind: 'Deployment', name: 'whisper' });
    await countedAs(1);

    const command = /To restart it now: (.*)$/.exec(event.message)?.[1] ?? 'false';
    expect(command).toBe(`kubectl rollout restart deployment/whisper -n ${NAMESPACE}`);
    await shell(cluster, command);
    const pods = await eventually('two pods of the next shape', async () => {
      const all = await runningPods(cluster, whisper, 2);
      return all.every((pod) => gpusOf(pod)['main'] === `${LARGER}: 1`) && all;
    });
    expect(pods).toHaveLength(2);
    expect(gpusOf(await foretold(cluster, whisper))).toEqual({ main: `${LARGER}: 1` });
  });

  test('and whatever server is asked, it says the same', async () => {
    const text = await eventually('the second server to have read it', async () => {
      const answer = await fetch(`http://127.0.0.1:${admin}/metrics`);
      const read = await answer.text();
      return metric(read, 'tranche_backed_off_workloads') === 1 && read;
    });
    expect(metric(text, 'tranche_policy_faults')).toBe(0);
    const { metadata } = await foretold(cluster, whisper);
    const { template } = whisper.spec as { template: { spec: object } };
    const asSubmitted = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...metadata, annotations: {} },
      spec: template.spec,
    };
    expect(await mutated(port, asSubmitted)).toContain(LARGER.replace('/', '~1'));
  });

  test('and it is given again to what is rolled out once that is over', async () => {
    const [row] = (await written()) ?? [];
    const until = Date.parse(row?.until ?? '');
    await eventually('the end of it', () => Date.now() > until + 2000, LASTS_S + 20);
    await countedAs(0);
    await posed();
    const before = new Set((await podsOf(cluster, whisper)).map(({ metadata }) => metadata.uid));
    await shell(cluster, `kubectl rollout restart deployment/whisper -n ${NAMESPACE}`);
    const pod = await eventually('a pod of the former shape', async () => {
      const all = await podsOf(cluster, whisper);
      return all.find(({ metadata }) => !before.has(metadata.uid));
    });
    expect(gpusOf(pod)).toEqual({ main: `${MIG}: 1` });
  });

  test('but is written over no object of another workload, and that is said', async () => {
    const says = /GpuProfile \S+ is of another workload than Deployment.*"says":"back-off-refused"/;
    if (cluster.kubelet)
      await eventually('it to be said', async () =>
        says.test((await cluster.kubelet?.logs()) ?? ''),
      );
    const profiles = await cluster.list<Profile>('gpuprofile', { namespace: NAMESPACE });
    const names = profiles.map(
      ({ spec }) => `${spec.workload.name} ${spec.backedOff === undefined}`,
    );
    expect(names.toSorted()).toEqual(['other true', 'whisper true']);
  });

  /** The Event is written before the server has read back what it wrote. */
  const countedAs = (workloads: number) =>
    eventually(
      `${workloads} of them to be counted`,
      async () => metric(await metrics(cluster), 'tranche_backed_off_workloads') === workloads,
    );

  /** In the place of ours, an object of its name that says another workload. */
  const posed = async (): Promise<void> => {
    const profiles = await cluster.list<Profile>('gpuprofile', { namespace: NAMESPACE });
    const own = profiles.find(({ spec }) => spec.backedOff !== undefined);
    const { name = '' } = own?.metadata ?? {};
    await cluster.kubectl(['delete', 'gpuprofile', name, '-n', NAMESPACE]);
    const other = profile(NAMESPACE, 'Deployment', 'other');
    await cluster.apply({ ...other, metadata: { ...other.metadata, name } });
  };
});

/** As whoever reads it would, on a machine with kubectl. */
const shell = (cluster: Cluster, command: string) =>
  run('bash', ['-c', command], {
    env: {
      ...process.env,
      KUBECONFIG: cluster.kubeconfig,
      PATH: `${dirname(pathOf('kubectl', chosenMinor()))}:${process.env['PATH'] ?? ''}`,
    },
  });

/** The patch a server would send for it, in words. */
const mutated = (port: number, object: object): Promise<string> =>
  new Promise((done, failed) => {
    const body = JSON.stringify({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      request: {
        uid: 'u',
        kind: { group: '', version: 'v1', kind: 'Pod' },
        resource: { group: '', version: 'v1', resource: 'pods' },
        operation: 'CREATE',
        namespace: NAMESPACE,
        dryRun: true,
        object,
        userInfo: { username: 'somebody' },
      },
    });
    const headers = { 'content-type': 'application/json' };
    const to = { port, path: '/mutate', method: 'POST', headers, rejectUnauthorized: false };
    const asked = request(to, (answer) => {
      let text = '';
      answer.on('data', (part: Buffer) => (text += part.toString()));
      answer.on('end', () => {
        const { response } = JSON.parse(text) as { response: { patch?: string } };
        done(
          response.patch === undefined ? text : Buffer.from(response.patch, 'base64').toString(),
        );
      });
    });
    asked.on('error', failed);
    asked.end(body);
  });
