/**
 * Three ways to come by a cluster; what follows is the same for all of them.
 *
 * A cluster somebody runs (`TRANCHE_E2E_KUBECONFIG`) and kind bring their own kubelets, so there
 * the product runs in its real image. The third way, binaries, needs neither a container engine
 * nor privileges, and is the one that every laptop and every CI job has.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { type Minor, pathOf } from './binaries/sets.ts';
import type { How } from './can-run.ts';
import { startKwok } from './control-plane/kwok.ts';
import { startControlPlane } from './control-plane/start.ts';
import { node } from './fleet.ts';
import { type GatekeeperHand, gatekeeperIn } from './gatekeeper.ts';
import { imageRef } from './kubelet/image.ts';
import { Kubelet, RUNNER } from './kubelet/kubelet.ts';
import { type Service, run } from './process.ts';
import { ServiceProxy } from './service-proxy.ts';

export interface Wanted {
  readonly how: How;
  readonly minor: Minor;
  readonly admissionPlugins: readonly string[];
  readonly alone: boolean;
  readonly folder: string;
}

export interface Made {
  readonly kubeconfig: string;
  /** A nodeSelector for the product's own pods, away from fake nodes. */
  readonly runner: Readonly<Record<string, string>>;
  readonly serviceIP?: string;
  readonly imageRef?: string;
  readonly auditLog?: string;
  readonly kubelet?: Kubelet;
  readonly apiserver?: { readonly kill: () => Promise<void>; readonly start: () => Promise<void> };
  readonly gatekeeper?: GatekeeperHand;
  readonly stop: () => Promise<void>;
}

const HOSTNAME = 'kubernetes.io/hostname';

export async function make(wanted: Wanted, onStart: (service: Service) => void): Promise<Made> {
  const made = await makers[wanted.how](wanted, onStart);
  if (wanted.how !== 'binaries') {
    const { folder, minor } = wanted;
    await startKwok(folder, made.kubeconfig, { minor, onStart });
  }
  return made;
}

type Maker = (wanted: Wanted, onStart: (service: Service) => void) => Promise<Made>;

const makers: Readonly<Record<How, Maker>> = {
  async binaries({ folder, minor, admissionPlugins, alone }, onStart) {
    const plane = await startControlPlane(folder, { minor, admissionPlugins, alone, onStart });
    const { api, server, addresses, files } = plane;
    if (alone)
      return { kubeconfig: files.kubeconfig('admin'), runner: {}, stop: async () => undefined };
    await startKwok(folder, files.kubeconfig('kwok'), { minor, onStart });
    await api.send('POST', '/api/v1/nodes', node({ name: RUNNER, cpu: '8', memory: '16Gi' }));

    const kubelet = new Kubelet({ api, folder, server }, addresses.podIP);
    const proxy = new ServiceProxy(api, () => kubelet.endpoints);
    const ends = [every(200, () => kubelet.sync()), every(250, () => proxy.sync())];
    return {
      kubelet,
      imageRef,
      kubeconfig: files.kubeconfig('admin'),
      runner: { [HOSTNAME]: RUNNER },
      serviceIP: addresses.serviceIP,
      auditLog: files.auditLog,
      apiserver: { kill: plane.killApiserver, start: plane.startApiserver },
      gatekeeper: gatekeeperIn(folder, files.kubeconfig('admin'), onStart),
      stop: async () => {
        for (const end of ends) end();
        await kubelet.kill();
      },
    };
  },

  async kind({ folder }) {
    const kubeconfig = join(folder, 'kind.kubeconfig');
    const name = `tranche-e2e-${randomBytes(3).toString('hex')}`;
    const nodeImage = process.env['TRANCHE_E2E_KIND_IMAGE'];
    const named = ['--name', name, '--kubeconfig', kubeconfig];
    const version = nodeImage === undefined ? [] : ['--image', nodeImage];
    await run('kind', ['create', 'cluster', ...named, ...version, '--wait', '180s'], {
      seconds: 600,
    });
    const image = process.env['TRANCHE_E2E_IMAGE'];
    if (image !== undefined) await run('kind', ['load', 'docker-image', image, '--name', name]);
    return {
      kubeconfig,
      runner: { [HOSTNAME]: `${name}-control-plane` },
      ...(image !== undefined && { imageRef: image }),
      stop: async () => void (await run('kind', ['delete', 'cluster', ...named])),
    };
  },

  async kubeconfig({ minor }) {
    const kubeconfig = process.env['TRANCHE_E2E_KUBECONFIG'] ?? '';
    const image = process.env['TRANCHE_E2E_IMAGE'];
    return {
      kubeconfig,
      runner: await realNode(pathOf('kubectl', minor), kubeconfig),
      ...(image !== undefined && { imageRef: image }),
      stop: async () => undefined,
    };
  },
};

/** Somewhere a real kubelet runs: not one of ours, not cordoned, not tainted. Else anywhere. */
async function realNode(
  kubectl: string,
  kubeconfig: string,
): Promise<Readonly<Record<string, string>>> {
  const { stdout } = await run(kubectl, ['--kubeconfig', kubeconfig, 'get', 'node', '-o', 'json']);
  const { items } = JSON.parse(stdout) as {
    items: {
      metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
      spec: { unschedulable?: boolean; taints?: unknown[] };
    }[];
  };
  const real = items.find(
    ({ metadata, spec }) =>
      metadata.annotations?.['kwok.x-k8s.io/node'] !== 'fake' &&
      !spec.unschedulable &&
      !spec.taints,
  );
  const name = real?.metadata.labels[HOSTNAME];
  return name === undefined ? {} : { [HOSTNAME]: name };
}

/** Errors are told in the log and tried again: a test may have taken the API server away. */
function every(ms: number, work: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  let last = '';
  const turn = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      if (says !== last) process.stderr.write(`${says}\n`);
      last = says;
    }
    if (!ended) timer = setTimeout(() => void turn(), ms);
  };
  void turn();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
