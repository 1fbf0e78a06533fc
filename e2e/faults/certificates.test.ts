/**
 * The serving certificate changes, the CA bundle is taken away, the chart is applied again: pods go
 * on being admitted.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type PeerCertificate, connect } from 'node:tls';

import {
  SYSTEM,
  gpuPod,
  installTranche,
  metric,
  metrics,
  reviewed,
  uninstallTranche,
} from '../product/install.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import { type Api, apiOf } from './api.ts';
import { underLoad } from './load.ts';
import { nowhere } from './pods.ts';
import { tell } from '../../webhook/suite/figures.ts';

const proof = process.env['PROOF'] === '1';
/** Renewed after two thirds of it. */
const LIFE_SECONDS = proof ? 30 : 12;
const ROTATIONS = proof ? 10 : 3;

jest.setTimeout(proof ? 600_000 : 120_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'certificates';
/** Forty at once: the API server keeps 25 connections and shakes hands anew for the others. */
const PACE = { atOnce: 40, everyMs: 1000 };

const pod = (i: number): object =>
  gpuPod({ namespace: NAMESPACE, name: `pod-${i}`, spec: nowhere });

suite('certificates', () => {
  let cluster: Cluster;
  let api: Api;

  beforeAll(async () => {
    cluster = await sharedCluster();
    api = await apiOf(cluster);
    await cluster.namespace(NAMESPACE);
    await installTranche(cluster, { enforce: true });
  }, BOOT_MS);

  afterAll(async () => {
    api.close();
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--timeout=60s']);
    await uninstallTranche(cluster);
    await cluster.stop();
  });

  /** Most leave nothing behind; each tenth is stored. */
  const create = async (i: number) => {
    const dryRun = i % 10 !== 0;
    const answer = await api.createPod(pod(i), { dryRun });
    if (!dryRun) await api.deletePod(NAMESPACE, `pod-${i}`);
    return answer;
  };

  /** `/mutate` fails open, so that its failures show nowhere else. */
  const failedOpen = async (): Promise<number> => {
    const { stdout } = await cluster.kubectl(['get', '--raw', '/metrics']);
    return metric(stdout, 'apiserver_admission_webhook_fail_open_count');
  };

  const until = async (): Promise<number> =>
    metric(await metrics(cluster), 'tranche_serving_cert_not_after_seconds');

  for (const kind of ['mutating', 'validating'])
    test(`a caBundle emptied in the ${kind} configuration is put back`, async () => {
      const configuration = `${kind}webhookconfiguration`;
      const bundles = async () =>
        (await cluster.get<Configuration>(configuration, 'tranche'))?.webhooks.map(
          ({ clientConfig }) => clientConfig.caBundle,
        ) ?? [];
      const before = await bundles();
      const ops = before.map((_, i) => ({
        op: 'remove',
        path: `/webhooks/${i}/clientConfig/caBundle`,
      }));
      const words = ['patch', configuration, 'tranche', '--type=json', '-p', JSON.stringify(ops)];
      await cluster.kubectl(words);
      await eventually('every bundle as it was', async () => {
        const now = await bundles();
        return now.every((bundle, i) => bundle !== undefined && bundle === before[i]);
      });
      await eventually('both webhooks to be called', async () => {
        const earlier = await reviewed(cluster);
        await api.createPod(pod(0), { dryRun: true });
        const { mutate, validate } = await reviewed(cluster);
        return mutate > earlier.mutate && validate > earlier.validate;
      });
    });

  test('helm upgrade that changes nothing fails no admission', async () => {
    const before = await failedOpen();
    const { refused } = await underLoad({ atOnce: 10, everyMs: 200 }, create, async () => {
      for (let times = 0; times < 2; times++) await installTranche(cluster, { enforce: true });
    });
    expect(refused).toEqual([]);
    expect(await failedOpen()).toBe(before);
  });

  /** Shorter than the chart lets anybody choose, so that a test lives to see it. */
  async function shortenLife(): Promise<void> {
    const path = '/spec/template/spec/containers/0/args';
    const deployment = await cluster.get<Deployment>('deployment', 'tranche', SYSTEM);
    const args = deployment?.spec.template.spec.containers[0]?.args ?? [];
    const at = args.findIndex((arg) => arg.startsWith('--serving-cert-seconds='));
    const value = `--serving-cert-seconds=${LIFE_SECONDS}`;
    const patch = JSON.stringify([{ op: 'replace', path: `${path}/${at}`, value }]);
    await cluster.kubectl(['patch', 'deploy/tranche', '-n', SYSTEM, '--type=json', '-p', patch]);
    await cluster.kubectl(['rollout', 'status', 'deploy/tranche', '-n', SYSTEM, '--timeout=60s']);
    await eventually('GPU pods to be judged again', async () => {
      const { status } = await api.createPod(pod(0), { dryRun: true });
      return status === 201 && (await until()) < Date.now() / 1000 + LIFE_SECONDS + 1;
    });
  }

  test(`renewed ${ROTATIONS} times under load, without one failed admission`, async () => {
    await shortenLife();
    const seen = new Set<number>();
    const before = { open: await failedOpen(), reviewed: await reviewed(cluster) };
    const { asked, refused } = await underLoad(PACE, create, () =>
      eventually(
        `${ROTATIONS} renewals`,
        async () => {
          seen.add(await until());
          return seen.size > ROTATIONS;
        },
        ROTATIONS * LIFE_SECONDS * 2,
      ),
    );
    tell(`${asked} admissions over ${seen.size - 1} renewals`);
    expect(refused).toEqual([]);
    expect(await failedOpen()).toBe(before.open);
    expect((await reviewed(cluster)).validate - before.reviewed.validate).toBe(asked);
    expect(metric(await metrics(cluster), 'tranche_tls_errors_total')).toBe(0);
  });

  test('the door shows the new one', async () => {
    const [ours] = (await cluster.kubelet?.pods()) ?? [];
    if (!ours) return;
    await eventually('the certificate of the metrics', async () => {
      const { valid_to } = await shownAt(ours.ip);
      return new Date(valid_to).getTime() / 1000 === (await until());
    });
  });
});

interface Deployment {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] };
    };
  };
}

interface Configuration {
  readonly webhooks: readonly { readonly clientConfig: { readonly caBundle?: string } }[];
}

const shownAt = (host: string): Promise<PeerCertificate> =>
  new Promise((resolve, reject) => {
    // Whether it is to be trusted is the API server's question, asked above.
    const socket = connect({ host, port: 8443, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.on('error', reject);
  });
