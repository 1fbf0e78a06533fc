/**
 * Addresses for one run, and no other.
 *
 * The Service range lies inside loopback: all of 127/8 is local on Linux, so the API server can
 * dial a ClusterIP with no kube-proxy and no privileges, and a webhook is registered by the very
 * manifests we ship instead of a `clientConfig.url` whose client takes another branch. Pods get
 * a /16 beside it, so that two replicas of one Deployment do not fight for a port.
 */
import { type Server, createServer } from 'node:net';

export interface Addresses {
  readonly serviceRange: string;
  /** A fixed ClusterIP for whoever wants one; from the band that is never handed out unasked. */
  readonly serviceIP: string;
  readonly podIP: (ordinal: number) => string;
}

/** Nobody dials it; holding it is the claim, which the kernel drops when we die. */
const CLAIM_PORT = 64_999;

export async function claimAddresses(): Promise<Addresses> {
  const offset = Math.floor(Math.random() * 63);
  for (let tried = 0; tried < 63; tried++) {
    const second = 64 + ((offset + tried) % 63);
    if (await listening(`127.${second}.255.254`, CLAIM_PORT)) return addresses(second);
  }
  throw new Error('all 63 Service ranges inside 127/8 are in use; are old test runs still alive?');
}

function addresses(second: number): Addresses {
  const podPrefix = `127.${second + 128}.`;
  return {
    serviceRange: `127.${second}.0.0/16`,
    serviceIP: `127.${second}.0.10`,
    podIP: (ordinal) => `${podPrefix}${Math.floor(ordinal / 250)}.${(ordinal % 250) + 1}`,
  };
}

export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening('127.0.0.1', 0)));
  // All are held until the last is known, or the same port would come twice.
  return servers.map((server) => {
    const address = server?.address();
    server?.close();
    if (!address || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
    return address.port;
  });
}

function listening(host: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.unref();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen(port, host, () => {
      resolve(server);
    });
  });
}
