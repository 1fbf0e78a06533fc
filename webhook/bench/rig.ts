/**
 * A real API server with three webhooks side by side: ours, installed by its chart and enforcing, one
 * that allows everything, and one that sends a constant patch besides, all under the same rules and
 * conditions. Which of them is called goes by the namespace of a pod, so that switching takes no
 * time; the last namespace calls none.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect, type Api } from '../../e2e/control-plane/api.ts';
import { addNodes } from '../../e2e/fleet.ts';
import { installTranche, policy, profile, quota } from '../../e2e/product/install.ts';
import { startCluster, type Cluster, type KubeletHand } from '../../e2e/shared.ts';
import { admissionReview } from '../expand/admission-review.ts';
import { member, text, isRecord, type Raw } from '../expand/raw.ts';
import { identity, startBare, type Identity, type Server } from './servers.ts';

/** `same-patch` allows all as well, and answers with the patch that ours makes of this pod. */
export const callees = ['ours', 'allow-all', 'same-patch', 'none'] as const;
export type Called = (typeof callees)[number];

export const namespaceOf = (called: Called): string => `bench-${called}`;

export interface Rig {
  readonly version: string;
  readonly api: Api;
  readonly kubelet: KubeletHand;
  /** As good a controller of pods as any, and one that no part of the cluster acts upon. */
  readonly owner: Raw;
  /** Of the process that is called; none is called for `none`. */
  pidOf(called: Called): Promise<number | 'none'>;
  stop(): Promise<void>;
}

export const WORKLOAD = 'whisper';

/** Far more than is created, so that no pod finds the slices sold out. */
const SLICES = 100_000;

/** `podFor` gives the pod whose patch the third webhook is to send, as it would be created there. */
export async function startRig(podFor: (called: Called, owner: Raw) => Raw): Promise<Rig> {
  const cluster = await startCluster();
  const us = await identity();
  const plain: Partial<Record<Called, Server>> = {};
  const stop = () => stopAll(cluster, Object.values(plain), us);
  try {
    const { kubelet } = cluster;
    if (kubelet === undefined) throw new Error('this cluster does not run our pods as processes');
    const base = await install(cluster, kubelet);
    const api = apiOf(cluster);
    for (const called of callees) await cluster.namespace(namespaceOf(called));
    const owner = await configMap(cluster);
    plain['allow-all'] = await startBare(us, { core: 'any' });
    await allowEverything(cluster, 'allow-all', plain['allow-all']);
    const patch = await patchOfOurs(cluster, base, await received(api, podFor('none', owner)));
    const file = join(us.folder, 'patch.base64');
    writeFileSync(file, patch);
    plain['same-patch'] = await startBare(us, { core: 'any' }, file);
    await allowEverything(cluster, 'same-patch', plain['same-patch']);
    return {
      version: cluster.version,
      api,
      kubelet,
      owner,
      pidOf: async (called) =>
        (called === 'ours' ? await kubelet.pid() : plain[called]?.target.pid) ?? 'none',
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The pod as the mutating webhooks of our namespace would see it. */
async function received(api: Api, pod: Raw): Promise<Raw> {
  const path = `/api/v1/namespaces/${namespaceOf('none')}/pods?dryRun=All`;
  const seen = await api.send<Raw>('POST', path, pod);
  const { name: _name, uid: _uid, ...metadata } = member(seen, 'metadata');
  return { ...seen, metadata: { ...metadata, namespace: namespaceOf('ours') } };
}

async function patchOfOurs(cluster: Cluster, base: string, pod: Raw): Promise<string> {
  const [webhook] = await webhooksOf(cluster, 'mutatingwebhookconfiguration');
  const ca = Buffer.from(text(member(webhook, 'clientConfig')['caBundle']) ?? '', 'base64');
  const review = JSON.stringify(admissionReview({ pod, name: 'mutate', dryRun: true }));
  const answer = await posted(`${base}/mutate`, ca.toString('utf8'), review);
  const patch = text(member(JSON.parse(answer), 'response')['patch']);
  if (patch === undefined) throw new Error(`our webhook sent no patch: ${answer.slice(0, 500)}`);
  return patch;
}

const posted = (url: string, ca: string, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', ca, headers, timeout: 5000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    sent.on('timeout', () => sent.destroy(new Error('our webhook did not answer')));
    sent.on('error', reject);
    sent.end(body);
  });

async function configMap(cluster: Cluster): Promise<Raw> {
  const named = { apiVersion: 'v1', kind: 'ConfigMap' };
  const namespace = namespaceOf('ours');
  await cluster.apply({ ...named, metadata: { name: WORKLOAD, namespace } });
  const stored = await cluster.get('configmap', WORKLOAD, namespace);
  const { uid } = stored?.metadata ?? {};
  return { ...named, name: WORKLOAD, uid, controller: true, blockOwnerDeletion: false };
}

async function stopAll(cluster: Cluster, servers: readonly Server[], us: Identity): Promise<void> {
  await Promise.all([cluster.stop(), ...servers.map((server) => server.stop())]);
  us.remove();
}

/** As the cluster's administrator. The binaries' kubeconfig is JSON. */
function apiOf({ kubeconfig }: Cluster): Api {
  const config: unknown = JSON.parse(readFileSync(kubeconfig, 'utf8'));
  const [cluster, user] = ['clusters', 'users'].map((list) => first(config, list));
  const { server, 'certificate-authority': authority } = member(cluster, 'cluster');
  const token = member(user, 'user')['token'];
  // The file holds the serving certificate first and the authority that signed it second.
  const pem = readFileSync(text(authority) ?? '', 'utf8');
  return connect(
    text(server) ?? '',
    pem.slice(pem.lastIndexOf('-----BEGIN CERTIFICATE')),
    text(token) ?? '',
  );
}

function first(object: unknown, list: string): unknown {
  const found: unknown = isRecord(object) ? object[list] : undefined;
  return Array.isArray(found) ? found[0] : undefined;
}

/** Where ours is called. */
async function install(cluster: Cluster, kubelet: KubeletHand): Promise<string> {
  const slice = 'nvidia.com/mig-1g.10gb';
  await addNodes(cluster, [
    {
      name: 'bench-mig',
      product: 'NVIDIA-A100-SXM4-80GB',
      gpuMemoryMiB: 81_920,
      gpus: 8,
      allocatable: { [slice]: SLICES },
    },
  ]);
  const excludedNamespaces = callees.filter((called) => called !== 'ours').map(namespaceOf);
  await installTranche(cluster, { enforce: true, values: { excludedNamespaces } });
  await cluster.namespace(namespaceOf('ours'));
  const measured = {
    name: 'server',
    revision: 'ghcr.io/acme/whisper model=large-v3-turbo workers=2',
    vramMaxMiB: 6200,
  };
  await cluster.apply([
    policy('bench'),
    profile(namespaceOf('ours'), 'Pod', WORKLOAD, [measured]),
    profile(namespaceOf('ours'), 'ConfigMap', WORKLOAD, [measured]),
    quota('bench', [namespaceOf('ours')], SLICES),
  ]);
  const [pod] = await kubelet.pods();
  const base = `https://${pod?.ip}:8443`;
  await callAtOnce(cluster, base);
  return base;
}

/**
 * The rig's way from a Service to its pods is a process in between, where a cluster has its kernel;
 * the other webhook has none in between, so neither has ours.
 */
async function callAtOnce(cluster: Cluster, base: string): Promise<void> {
  for (const kind of kinds) {
    const patch = (await webhooksOf(cluster, kind)).map(({ clientConfig }, at) => ({
      op: 'replace',
      path: `/webhooks/${at}/clientConfig`,
      value: {
        url: `${base}${text(member(clientConfig, 'service')['path'])}`,
        caBundle: member(clientConfig)['caBundle'],
      },
    }));
    const words = ['patch', kind, 'tranche', '--type=json', '-p', JSON.stringify(patch)];
    await cluster.kubectl(words);
  }
}

const kinds = ['mutatingwebhookconfiguration', 'validatingwebhookconfiguration'] as const;

async function webhooksOf(cluster: Cluster, kind: (typeof kinds)[number]): Promise<Raw[]> {
  const found = await cluster.get<Raw>(kind, 'tranche');
  const list = found?.['webhooks'];
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** Our own entries, word for word but for whom they call and where. */
async function allowEverything(
  cluster: Cluster,
  called: Called,
  { target: { port, ca } }: Server,
): Promise<void> {
  const caBundle = Buffer.from(ca).toString('base64');
  const key = 'kubernetes.io/metadata.name';
  const values = [namespaceOf(called)];
  for (const kind of kinds) {
    const webhooks = (await webhooksOf(cluster, kind)).map((webhook) => ({
      ...webhook,
      name: `${text(webhook['name'])}.${called}`,
      namespaceSelector: { matchExpressions: [{ key, operator: 'In', values }] },
      clientConfig: {
        url: `https://127.0.0.1:${port}/${kind.startsWith('m') ? 'mutate' : 'validate'}`,
        caBundle,
      },
    }));
    await cluster.apply({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: kind.startsWith('m')
        ? 'MutatingWebhookConfiguration'
        : 'ValidatingWebhookConfiguration',
      metadata: { name: called },
      webhooks,
    });
  }
}
