/**
 * A pod's volumes as folders on this machine, kept up to date while it runs.
 *
 * Files change as a kubelet changes them: a new folder is written beside the old one and the
 * symlink `..data` is renamed onto it, so a reader sees all old or all new, and a watcher sees
 * what it would see in a cluster (no write to the file itself, ever).
 */
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { field, resource } from './fields.ts';
import type { Data, Objects, Token } from './objects.ts';
import type { Item, Pod, Source, Volume } from './pod.ts';

export class Volumes {
  readonly #folder: string;
  readonly #pod: Pod;
  readonly #podIP: string;
  readonly #objects: Objects;
  readonly #written = new Map<string, string>();
  readonly #tokens = new Map<string, Token>();

  constructor(folder: string, pod: Pod, podIP: string, objects: Objects) {
    this.#folder = folder;
    this.#pod = pod;
    this.#podIP = podIP;
    this.#objects = objects;
  }

  path(volume: string): string {
    return join(this.#folder, volume);
  }

  /** Throws while an object that a volume needs is not there; a kubelet waits for it too. */
  async refresh(): Promise<void> {
    for (const volume of this.#pod.spec.volumes ?? []) {
      mkdirSync(this.path(volume.name), { recursive: true });
      if (volume.emptyDir) continue;
      const files = new Map<string, Buffer>();
      for (const source of sourcesOf(volume))
        for (const [path, content] of await this.#read(source)) files.set(path, content);
      this.#write(volume.name, files);
    }
  }

  async #read(source: Source): Promise<Data> {
    const { namespace } = this.#pod.metadata;
    const { configMap, secret, downwardAPI, serviceAccountToken } = source;
    if (configMap)
      return pick(await this.#objects.configMap(namespace, configMap), configMap.items);
    if (secret) return pick(await this.#objects.secret(namespace, secret), secret.items);
    if (downwardAPI) return this.#told(downwardAPI);
    if (serviceAccountToken) return this.#token(serviceAccountToken);
    throw new Error(`this kubelet cannot project ${Object.keys(source).join()}`);
  }

  #told({ items = [] }: NonNullable<Source['downwardAPI']>): Data {
    const [container] = this.#pod.spec.containers;
    return new Map(
      items.map(({ path, fieldRef, resourceFieldRef }) => [
        path,
        Buffer.from(
          resourceFieldRef
            ? resource(container, resourceFieldRef)
            : field(this.#pod, this.#podIP, fieldRef?.fieldPath ?? ''),
        ),
      ]),
    );
  }

  /** Renewed when four fifths of its time are over. */
  async #token(wanted: NonNullable<Source['serviceAccountToken']>): Promise<Data> {
    const { path, audience, expirationSeconds = 3600 } = wanted;
    const spare = (expirationSeconds * 1000) / 5;
    const key = `${audience}/${expirationSeconds}`;
    let token = this.#tokens.get(key);
    if (!token || token.expires.getTime() - Date.now() < spare) {
      token = await this.#objects.token(this.#pod, audience, expirationSeconds);
      this.#tokens.set(key, token);
    }
    return new Map([[path, Buffer.from(token.token)]]);
  }

  #write(volume: string, files: Data): void {
    const print = JSON.stringify(
      [...files].map(([path, content]) => [path, content.toString('base64')]),
    );
    if (this.#written.get(volume) === print) return;
    swap(this.path(volume), files);
    this.#written.set(volume, print);
  }
}

function swap(folder: string, files: Data): void {
  const fresh = `..${new Date().toISOString().replaceAll(/[:.]/g, '_')}`;
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, fresh, path)), { recursive: true });
    writeFileSync(join(folder, fresh, path), content);
  }
  mkdirSync(join(folder, fresh), { recursive: true });
  symlinkSync(fresh, join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));

  const wanted = new Set([...files.keys()].map((path) => path.split('/', 1)[0] ?? path));
  const present = readdirSync(folder);
  for (const name of wanted)
    if (!present.includes(name)) symlinkSync(join('..data', name), join(folder, name));
  for (const name of present)
    if (!wanted.has(name) && name !== '..data' && name !== fresh)
      rmSync(join(folder, name), { recursive: true });
}

function sourcesOf(volume: Volume): readonly Source[] {
  const { name, configMap, secret, downwardAPI, projected } = volume;
  if (projected) return projected.sources;
  if (configMap) return [{ configMap }];
  if (secret) return [{ secret: { ...secret, name: secret.secretName } }];
  if (downwardAPI) return [{ downwardAPI }];
  throw new Error(`volume "${name}" is of a kind that this kubelet does not know`);
}

/** Without a list of items, every key is a file. */
function pick(data: Data, items: readonly Item[] | undefined): Data {
  if (!items) return data;
  return new Map(
    items.flatMap(({ key, path }) => {
      const content = data.get(key);
      return content ? [[path, content] as const] : [];
    }),
  );
}
