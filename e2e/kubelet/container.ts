/** What a container needs in order to run: its files, its environment, its words, its box. */
import { existsSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

import { type Service, serve } from '../process.ts';
import { type Mount, boxed } from './box.ts';
import { type Environment, environment, expand } from './environment.ts';
import { commandLine } from './image.ts';
import type { Objects } from './objects.ts';
import type { Container, Pod, VolumeMount } from './pod.ts';
import { Volumes } from './volumes.ts';

export interface Place {
  readonly objects: Objects;
  readonly folder: string;
  /** The API server as pods are told about it. */
  readonly server: URL;
}

export class Runnable {
  readonly #pod: Pod;
  readonly #podIP: string;
  readonly #place: Place;
  readonly #log: string;
  readonly #container: Container;
  readonly #volumes: Volumes;
  readonly #root: string;

  constructor(pod: Pod, podIP: string, place: Place, log: string) {
    const { uid } = pod.metadata;
    this.#pod = pod;
    this.#podIP = podIP;
    this.#place = place;
    this.#log = log;
    [this.#container] = pod.spec.containers;
    this.#volumes = new Volumes(join(place.folder, 'pods', uid), pod, podIP, place.objects);
    this.#root = join(place.folder, 'roots', uid);
  }

  /** Brings the files up to date with the objects they come from. */
  refresh(): Promise<void> {
    return this.#volumes.refresh();
  }

  async start(): Promise<Service> {
    refuseOthers(this.#pod);
    await this.refresh();
    return this.exec(commandLine(this.#container));
  }

  async exec(command: readonly string[]): Promise<Service> {
    const variables = await this.#environment();
    const words = command.map((word) => expand(word, variables));
    const boxedUp = this.#boxed(words, Object.fromEntries(variables));
    return serve(this.#pod.metadata.name, boxedUp.command, { log: this.#log, env: boxedUp.env });
  }

  remove(): void {
    // Not recursive, on purpose: were the process's mounts ever visible out here, it would throw.
    if (existsSync(this.#root)) rmdirSync(this.#root);
    rmSync(this.#volumes.path(''), { recursive: true, force: true });
  }

  async #environment(): Promise<Environment> {
    const { hostname, port } = this.#place.server;
    return new Map([
      ['KUBERNETES_SERVICE_HOST', hostname],
      ['KUBERNETES_SERVICE_PORT', port],
      ['KUBERNETES_SERVICE_PORT_HTTPS', port],
      ['HOSTNAME', this.#pod.metadata.name],
      ...(await environment(this.#pod, this.#container, this.#podIP, this.#place.objects)),
    ]);
  }

  #boxed(words: readonly string[], env: NodeJS.ProcessEnv): ReturnType<typeof boxed> {
    const { workingDir: cwd, securityContext, volumeMounts = [] } = this.#container;
    return boxed(words, env, {
      cwd,
      root: this.#root,
      readOnlyRoot: securityContext?.readOnlyRootFilesystem ?? false,
      mounts: volumeMounts.map((mount) => this.#mount(mount)),
    });
  }

  #mount({ name, mountPath, subPath = '', readOnly = false }: VolumeMount): Mount {
    const writable = this.#pod.spec.volumes?.find((volume) => volume.name === name)?.emptyDir;
    const from = join(this.#volumes.path(name), subPath);
    return { from, to: mountPath, readOnly: readOnly || !writable };
  }
}

function refuseOthers({ spec: { containers, initContainers = [] } }: Pod): void {
  const others = containers.length - 1 + initContainers.length;
  if (others > 0) throw new Error(`this kubelet runs one container a pod, not ${others} more`);
}
