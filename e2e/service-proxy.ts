/**
 * What kube-proxy does, for pods that our kubelet runs: a ClusterIP leads to whichever of them
 * are ready. In user space, a connection at a time, so a client that keeps its connection keeps
 * its pod, as it does behind iptables.
 *
 * It selects pods itself, because EndpointSlices may not hold loopback addresses: the controller
 * tries, the API server refuses, and the slices of these Services stay empty.
 *
 * Only Services with a ready pod have a listener; the others refuse, as in a cluster. A
 * process that listens on 0.0.0.0 already answers on the ClusterIP's port, and then the listener
 * here finds the address taken and is not needed.
 */
import { type Server, type Socket, connect, createServer } from 'node:net';

import type { Api } from './control-plane/api.ts';

/** A pod that runs here, as far as traffic goes. */
export interface Endpoint {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ip: string;
  readonly ready: boolean;
  readonly ports: readonly { readonly name?: string; readonly containerPort: number }[];
}

interface KubeService {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: {
    readonly clusterIP?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
  };
}

interface ServicePort {
  readonly port: number;
  readonly targetPort: number | string;
}

interface Backend {
  readonly host: string;
  readonly port: number;
}

interface Route {
  readonly server: Server;
  backends: readonly Backend[];
  next: number;
}

export class ServiceProxy {
  readonly #api: Api;
  readonly #endpoints: () => readonly Endpoint[];
  readonly #said = new Set<string>();
  readonly #routes = new Map<string, Route>();

  constructor(api: Api, endpoints: () => readonly Endpoint[]) {
    this.#api = api;
    this.#endpoints = endpoints;
  }

  /** One look at the world. While the API server is away the routes stay as they are. */
  async sync(): Promise<void> {
    const path = '/api/v1/services?resourceVersion=0';
    const services = await this.#api.get<{ items: readonly KubeService[] }>(path);
    const wanted = new Map<string, readonly Backend[]>();
    for (const service of services?.items ?? []) {
      const ready = this.#endpoints().filter((pod) => pod.ready && selects(service, pod));
      for (const port of service.spec.ports ?? [])
        if (ready.length > 0)
          wanted.set(`${service.spec.clusterIP}:${port.port}`, backends(ready, port));
    }
    this.#adopt(wanted);
  }

  #complain(says: string): void {
    if (!this.#said.has(says)) process.stderr.write(`${says}\n`);
    this.#said.add(says);
  }

  #adopt(wanted: ReadonlyMap<string, readonly Backend[]>): void {
    for (const [address, { server }] of this.#routes)
      if (!wanted.has(address)) {
        server.close();
        this.#routes.delete(address);
      }
    for (const [address, backends] of wanted) {
      const route = this.#routes.get(address);
      if (route) route.backends = backends;
      else this.#listen(address, backends);
    }
  }

  #listen(address: string, backends: readonly Backend[]): void {
    const [host = '', port = ''] = address.split(':');
    const server = createServer((client) => {
      forward(client, route);
    });
    const route: Route = { server, backends, next: 0 };
    this.#routes.set(address, route);
    server.on('error', (error: NodeJS.ErrnoException) => {
      // Taken, most likely by a pod that listens everywhere; tried again at the next turn.
      this.#routes.delete(address);
      if (error.code === 'EACCES')
        this.#complain(`${address} needs root: give the Service a port above 1023`);
    });
    server.listen(Number(port), host);
  }
}

function selects({ metadata, spec: { selector = {} } }: KubeService, pod: Endpoint): boolean {
  const entries = Object.entries(selector);
  if (metadata.namespace !== pod.namespace || entries.length === 0) return false;
  return entries.every(([key, value]) => pod.labels[key] === value);
}

const backends = (pods: readonly Endpoint[], { targetPort }: ServicePort): readonly Backend[] =>
  pods.flatMap(({ ip, ports }) => {
    const named = ports.find(({ name }) => name === targetPort)?.containerPort;
    const port = typeof targetPort === 'number' ? targetPort : named;
    return port === undefined ? [] : [{ host: ip, port }];
  });

function forward(client: Socket, route: Route): void {
  const backend = route.backends[route.next++ % route.backends.length];
  if (!backend) {
    client.destroy();
    return;
  }
  const pod = connect(backend);
  client.on('error', () => pod.destroy());
  pod.on('error', () => client.destroy());
  client.pipe(pod).pipe(client);
}
