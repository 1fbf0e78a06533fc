/**
 * A real API server with two webhooks side by side: ours, installed by its chart and enforcing, and
 * one that allows everything, under the same rules and conditions. Which of them is called goes by
 * the namespace of a pod, so that switching takes no time; a third namespace calls neither.
 */
import { readFileSync } from 'node:fs';
import { connect, type Api } from '../../e2e/control-plane/api.ts';
import { addNodes } from '../../e2e/fleet.ts';
import { installTranche, policy, profile, quota } from '../../e2e/product/install.ts';
import { startCluster, type Cluster, type KubeletHand } from '../../e2e/shared.ts';
import { member, text, isRaw, type Raw } from '../expand/raw.ts';
import { identity, startBare, type Identity, type Server } from './servers.ts';

export const callees = ['ours', 'allow-all', 'none'] as const;
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

export async function startRig(): Promise<Rig> {
  const cluster = await startCluster();
  const us = await identity();
  let allowAll: Server | undefined;
  try {
    allowAll = await startBare(us, { core: 'any' });
    const { kubelet } = cluster;
    if (kubelet === undefined) throw new Error('this cluster does not run our pods as processes');
    await install(cluster, kubelet);
    await allowEverything(cluster, allowAll);
    for (const called of callees) await cluster.namespace(namespaceOf(called));
    const owner = await configMap(cluster);
    const pids = { ours: () => kubelet.pid(), 'allow-all': async () => allowAll?.target.pid };
    return {
      version: cluster.version,
      api: apiOf(cluster),
      kubelet,
      owner,
      pidOf: async (called) => (called === 'none' ? 'none' : ((await pids[called]()) ?? 'none')),
      stop: () => stop(cluster, allowAll, us),
    };
  } catch (error) {
    await stop(cluster, allowAll, us);
    throw error;
  }
}

async function configMap(cluster: Cluster): Promise<Raw> {
  const named = { apiVersion: 'v1', kind: 'ConfigMap' };
  const namespace = namespaceOf('ours');
  await cluster.apply({ ...named, metadata: { name: WORKLOAD, namespace } });
  const stored = await cluster.get('configmap', WORKLOAD, namespace);
  const { uid } = stored?.metadata ?? {};
  return { ...named, name: WORKLOAD, uid, controller: true, blockOwnerDeletion: false };
}

async function stop(cluster: Cluster, allowAll: Server | undefined, us: Identity): Promise<void> {
  await Promise.all([cluster.stop(), allowAll?.stop()]);
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
  const found: unknown = isRaw(object) ? object[list] : undefined;
  return Array.isArray(found) ? found[0] : undefined;
}

async function install(cluster: Cluster, kubelet: KubeletHand): Promise<void> {
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
  const excludedNamespaces = [namespaceOf('allow-all'), namespaceOf('none')];
  await installTranche(cluster, { enforce: true, values: { excludedNamespaces } });
  await cluster.namespace(namespaceOf('ours'));
  const measured = {
    name: 'server',
    revision: 'ghcr.io/acme/whisper model=large-v3-turbo',
    vramMaxMiB: 6200,
  };
  await cluster.apply([
    policy('bench'),
    profile(namespaceOf('ours'), 'Pod', WORKLOAD, [measured]),
    profile(namespaceOf('ours'), 'ConfigMap', WORKLOAD, [measured]),
    quota('bench', [namespaceOf('ours')], SLICES),
  ]);
  const [pod] = await kubelet.pods();
  await callAtOnce(cluster, `https://${pod?.ip}:8443`);
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
  return Array.isArray(list) ? list.filter(isRaw) : [];
}

/** Our own entries, word for word but for whom they call and where. */
async function allowEverything(cluster: Cluster, { target: { port, ca } }: Server): Promise<void> {
  const caBundle = Buffer.from(ca).toString('base64');
  const key = 'kubernetes.io/metadata.name';
  const values = [namespaceOf('allow-all')];
  for (const kind of kinds) {
    const webhooks = (await webhooksOf(cluster, kind)).map((webhook) => ({
      ...webhook,
      name: `${text(webhook['name'])}.allow-all`,
      namespaceSelector: { matchExpressions: [{ key, operator: 'In', values }] },
      clientConfig: { url: `https://127.0.0.1:${port}/mutate`, caBundle },
    }));
    await cluster.apply({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: kind.startsWith('m')
        ? 'MutatingWebhookConfiguration'
        : 'ValidatingWebhookConfiguration',
      metadata: { name: 'allow-all' },
      webhooks,
    });
  }
}
