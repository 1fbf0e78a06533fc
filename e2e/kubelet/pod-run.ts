/**
 * One pod's life on this node: its volumes, its process, its status.
 *
 * Two things go on at once and never wait for each other. `live` starts the container, waits for
 * its end and starts it again; `report` tells the API server whatever is true by then. So an API
 * server that is away delays what is known, not what happens.
 */
import { mkdirSync } from 'node:fs';

import type { Api } from '../control-plane/api.ts';
import type { Service } from '../process.ts';
import { sleep } from '../wait.ts';
import { type Place, Runnable } from './container.ts';
import { logFile, logFolder } from './logs.ts';
import type { Container, Pod } from './pod.ts';
import { type Watcher, watch } from './probes.ts';
import { type Life, type State, type Terminated, conditions, podStatus } from './status.ts';

export interface Node extends Place {
  readonly api: Api;
  /** While true no container is started: see `hold` in kubelet.ts. */
  readonly held: () => boolean;
}

/** Doubled at each restart, and forgotten after ten seconds of running. */
const BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 5000;
const STEADY_MS = 10_000;
/** As a kubelet syncs. */
const AGAIN_MS = 10_000;

export class PodRun {
  readonly pod: Pod;
  readonly podIP: string;
  readonly #node: Node;
  readonly #container: Container;
  readonly #files: Runnable;
  readonly #startTime = now();
  #service: Service | undefined;
  #watcher: Watcher | undefined;
  #state: State = { waiting: { reason: 'ContainerCreating' } };
  #lastTermination: Terminated | undefined;
  #restarts = 0;
  #told = '';
  #toldAt = 0;
  #since = '';
  #ending: Promise<void> | undefined;

  constructor(pod: Pod, podIP: string, node: Node) {
    this.pod = pod;
    this.podIP = podIP;
    this.#node = node;
    [this.#container] = pod.spec.containers;
    const { namespace, name } = pod.metadata;
    mkdirSync(logFolder(node.folder), { recursive: true });
    this.#files = new Runnable(pod, podIP, node, logFile(node.folder, namespace, name));
  }

  get pid(): number | undefined {
    return this.#service?.running() ? this.#service.pid : undefined;
  }

  get life(): Life {
    const { started, ready } = this.#watcher?.health() ?? { started: false, ready: false };
    return {
      state: this.#state,
      lastTermination: this.#lastTermination,
      restarts: this.#restarts,
      started,
      ready,
      podIP: this.podIP,
      startTime: this.#startTime,
    };
  }

  /** A pod that is being deleted gets no new connections, however well it feels. */
  get serving(): boolean {
    return this.life.ready && !this.#ending;
  }

  get #over(): boolean {
    return this.#ending !== undefined || 'terminated' in this.#state;
  }

  async live(): Promise<void> {
    for (let backoff = BACKOFF_MS; !this.#over;) {
      const began = Date.now();
      const ran = !this.#node.held() && (await this.#once());
      if (this.#over) return;
      if (!ran || Date.now() - began > STEADY_MS) backoff = BACKOFF_MS;
      await sleep(backoff);
      if (ran) backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
    }
  }

  /** Volumes follow their objects at each turn, a second apart; see kubelet.ts. */
  async refresh(): Promise<void> {
    if (!this.#over) await this.#files.refresh();
  }

  /** Now and then also what has been told: a node that was not heard of has its pods marked as not ready. */
  async report(): Promise<void> {
    const { life } = this;
    const status = podStatus(this.pod, life);
    const told = JSON.stringify([status, life.ready]);
    if (told === this.#told && Date.now() - this.#toldAt < AGAIN_MS) return;
    const lastTransitionTime = told === this.#told ? this.#since : now();
    await this.#node.api.send('PATCH', `${this.#path}/status`, {
      metadata: { uid: this.pod.metadata.uid },
      status: {
        ...status,
        conditions: conditions(life).map((condition) => ({ ...condition, lastTransitionTime })),
      },
    });
    this.#told = told;
    this.#toldAt = Date.now();
    this.#since = lastTransitionTime;
  }

  /** SIGTERM, the grace period, SIGKILL, and only then is the object let go. */
  terminate(graceSeconds: number): Promise<void> {
    this.#ending ??= this.#end(graceSeconds);
    return this.#ending;
  }

  async kill(): Promise<void> {
    this.#ending ??= Promise.resolve();
    await this.#service?.kill();
    this.#watcher?.stop();
    this.#files.remove();
  }

  /** Ends the process and leaves the pod; it is started again when nothing holds it. */
  async stopProcess(): Promise<void> {
    await this.#service?.kill();
  }

  get #path(): string {
    const { namespace, name } = this.pod.metadata;
    return `/api/v1/namespaces/${namespace}/pods/${name}`;
  }

  /** One life of the process; `false` where there was none, for want of a ConfigMap perhaps. */
  async #once(): Promise<boolean> {
    try {
      this.#service = await this.#files.start();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#state = { waiting: { reason: 'CreateContainerError', message } };
      return false;
    }
    // Deleted or held while it was being made ready.
    if (this.#ending || this.#node.held()) await this.#service.kill();
    await this.#running(this.#service);
    return true;
  }

  async #running(service: Service): Promise<void> {
    const startedAt = now();
    this.#state = { running: { startedAt } };
    this.#watcher = watch(this.#container, this.podIP, () => void service.kill());
    const exitCode = await service.ended;
    this.#watcher.stop();
    const reason = exitCode === 0 ? 'Completed' : 'Error';
    this.#lastTermination = { exitCode, reason, startedAt, finishedAt: now() };
    if (this.#comesBack(exitCode)) {
      this.#restarts++;
      this.#state = { waiting: { reason: 'CrashLoopBackOff' } };
    } else this.#state = { terminated: this.#lastTermination };
  }

  #comesBack(exitCode: number): boolean {
    const { restartPolicy = 'Always' } = this.pod.spec;
    if (this.#ending) return false;
    return restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && exitCode !== 0);
  }

  async #end(graceSeconds: number): Promise<void> {
    await this.#preStop(graceSeconds);
    this.#service?.signal('SIGTERM');
    const late = sleep(graceSeconds * 1000);
    await Promise.race([late, this.#service?.ended]);
    await this.kill();
    const { uid } = this.pod.metadata;
    const body = { gracePeriodSeconds: 0, preconditions: { uid } };
    for (let tries = 0; tries < 60; tries++)
      try {
        await this.#node.api.send('DELETE', this.#path, body);
        return;
      } catch {
        if (!(await this.#stillThere().catch(() => true))) return;
        await sleep(1000);
      }
  }

  async #stillThere(): Promise<boolean> {
    const found = await this.#node.api.get<Pod>(this.#path);
    return found?.metadata.uid === this.pod.metadata.uid;
  }

  async #preStop(graceSeconds: number): Promise<void> {
    const { preStop } = this.#container.lifecycle ?? {};
    if (!this.#service?.running()) return;
    const seconds = preStop?.sleep?.seconds ?? 0;
    await sleep(Math.min(seconds, graceSeconds) * 1000);
    if (!preStop?.exec) return;
    const service = await this.#files.exec(preStop.exec.command);
    await Promise.race([service.ended, sleep(graceSeconds * 1000)]);
    await service.kill();
  }
}

const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;
