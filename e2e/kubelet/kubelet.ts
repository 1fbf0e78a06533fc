/**
 * A kubelet for the product's own pods, and for nothing else.
 *
 * The chart is installed by the real helm, its Deployment is rolled out by the real controllers
 * and bound by the real scheduler; all that is missing on a machine without containers is
 * somebody to run it. This runs container 0 of each pod labelled as ours as a child process, in a
 * file system like the image's (box.ts). Init containers and sidecars are refused, since our
 * chart has none. The node `runner` is there for these pods, so that a test can remove its GPU
 * nodes without removing the product; bound to another fake node, they run all the same.
 *
 * It polls. A watch would be nearer to the real thing and would have to be mended whenever a
 * test takes the API server away.
 */
import { networkInterfaces } from 'node:os';

import type { Api } from '../control-plane/api.ts';
import type { Endpoint } from '../service-proxy.ts';
import { objectsOf } from './objects.ts';
import type { Pod } from './pod.ts';
import { type Node, PodRun } from './pod-run.ts';

export const RUNNER = 'runner';

/** What a test may know of a pod that runs here. */
export interface RunningPod {
  readonly namespace: string;
  readonly name: string;
  readonly ip: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** `undefined` between two lives of its process. */
  readonly pid: number | undefined;
}

const OURS = '/api/v1/pods?labelSelector=app.kubernetes.io%2Fname%3Dtranche';

export class Kubelet {
  readonly #api: Api;
  readonly #podIP: (ordinal: number) => string;
  readonly #node: Node;
  readonly #runs = new Map<string, PodRun>();
  #ordinal = 0;
  #held = false;
  #nextRefresh = 0;

  constructor(
    { api, folder, server }: { api: Api; folder: string; server: string },
    podIP: (ordinal: number) => string,
  ) {
    this.#api = api;
    this.#podIP = podIP;
    const held = (): boolean => this.#held;
    this.#node = { api, folder, server: new URL(server), held, objects: objectsOf(api) };
  }

  /** One look at the world, a few times a second. */
  async sync(): Promise<void> {
    const list = await this.#api.get<{ items: readonly Pod[] }>(OURS);
    const pods = (list?.items ?? []).filter(({ spec }) => spec.nodeName);
    for (const pod of pods) this.#take(pod);
    await this.#forget(new Set(pods.map(({ metadata }) => metadata.uid)));
    if (Date.now() > this.#nextRefresh) {
      this.#nextRefresh = Date.now() + 1000;
      // An object that is missing now keeps the old files, as with a kubelet.
      await Promise.allSettled([...this.#runs.values()].map((run) => run.refresh()));
    }
    await Promise.all([...this.#runs.values()].map((run) => run.report()));
  }

  get pods(): readonly RunningPod[] {
    return [...this.#runs.values()].map(({ pod, pid, podIP, life }) => {
      const { namespace, name } = pod.metadata;
      return { namespace, name, ip: podIP, ready: life.ready, restarts: life.restarts, pid };
    });
  }

  get endpoints(): readonly Endpoint[] {
    return [...this.#runs.values()].map(({ pod, podIP, serving }) => {
      const { namespace, labels = {} } = pod.metadata;
      const [{ ports = [] }] = pod.spec.containers;
      return { namespace, labels, ip: podIP, ready: serving, ports };
    });
  }

  /** Ends every process at once and starts none, until `resume`. The pods stay. */
  async hold(): Promise<void> {
    this.#held = true;
    await Promise.all([...this.#runs.values()].map((run) => run.stopProcess()));
  }

  resume(): void {
    this.#held = false;
  }

  async kill(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((run) => run.kill()));
  }

  #take(pod: Pod): void {
    const { uid, deletionTimestamp, deletionGracePeriodSeconds = 30 } = pod.metadata;
    const known = this.#runs.get(uid);
    if (deletionTimestamp) {
      const run = known ?? this.#add(pod);
      void run.terminate(deletionGracePeriodSeconds);
    } else if (!known && !isOver(pod)) void this.#add(pod).live();
  }

  #add(pod: Pod): PodRun {
    const own = this.#podIP(this.#ordinal++);
    const ip = pod.spec.hostNetwork === true ? (machineAddress() ?? own) : own;
    const run = new PodRun(pod, ip, this.#node);
    this.#runs.set(pod.metadata.uid, run);
    return run;
  }

  /** Whose object is gone, because we let it go or because somebody forced it. */
  async #forget(present: ReadonlySet<string>): Promise<void> {
    for (const [uid, run] of this.#runs)
      if (!present.has(uid)) {
        this.#runs.delete(uid);
        await run.kill();
      }
  }
}

/**
 * Of a network that others reach, as a node's address is: EndpointSlices hold it, and the API server's
 * proxy dials it, neither of which is so of loopback. Undefined where this machine has none.
 */
export const machineAddress = (): string | undefined =>
  Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

const isOver = ({ status }: Pod): boolean =>
  status?.phase === 'Succeeded' || status?.phase === 'Failed';
