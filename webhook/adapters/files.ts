/**
 * Policy files that change under us: edited in place, replaced by a rename, half-written, or
 * swapped all at once as kubelet does with a ConfigMap. A change is taken when two looks, a moment
 * apart, see the same; and looked for every few seconds in any case, since a file system may forget
 * to tell.
 */
import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';
import { foldersIn, isFolder } from './folders.ts';
import {
  readFiles,
  sameTexts,
  textsNow,
  versionOf,
  type FilesRead,
  type Texts,
} from './read-files.ts';
import { faultText, type Tell } from './tell.ts';

const SETTLE_MS = 200;
const POLL_MS = 10_000;
/** Kubelet may turn the link while we read; it will not do so three times in a row. */
const MOST_TRIES = 3;
/** Node says which call failed on a path, and people ask about the path. */
const SYSTEM_CALL = /(?<=, )\w+ (?=')/;

export interface FilesOptions {
  /** Folders, or single files. */
  readonly paths: readonly string[];
  readonly changed: (read: FilesRead) => void;
  readonly tell: Tell;
  readonly settleMs?: number;
  readonly pollMs?: number;
}

export interface WatchedFiles {
  /** Reads at once, and again after each change. */
  start(): void;
  stop(): void;
  /** Why the files cannot be read, by the last look at them, or `read`. */
  unread(): string;
}

export const watchFiles = (options: FilesOptions): WatchedFiles => new Watched(options);

class Watched implements WatchedFiles {
  readonly #options: FilesOptions;
  /** By the folder that is watched. */
  readonly #watchers = new Map<string, FSWatcher>();
  #poll: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #taken: Texts = new Map();
  /** A change that was seen once. */
  #seen: Texts | undefined;
  #unread = 'read';

  constructor(options: FilesOptions) {
    this.#options = options;
  }

  start(): void {
    this.#listenToAll();
    this.#readable(() => this.#take());
    this.#poll = setInterval(() => this.#look(), this.#options.pollMs ?? POLL_MS);
  }

  unread(): string {
    return this.#unread;
  }

  stop(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    clearInterval(this.#poll);
    clearTimeout(this.#soon);
  }

  /** A file is watched through its folder: what replaces it by a rename is another file. Folders come and go. */
  #listenToAll(): void {
    const now = new Set<string>();
    for (const path of this.#options.paths)
      this.#guarded(() => {
        for (const folder of isFolder(path) ? foldersIn(path) : [dirname(path)]) now.add(folder);
      });
    for (const [folder, watcher] of this.#watchers)
      if (!now.has(folder)) {
        watcher.close();
        this.#watchers.delete(folder);
      }
    for (const folder of now)
      if (!this.#watchers.has(folder)) this.#guarded(() => this.#listen(folder));
  }

  #listen(folder: string): void {
    const watcher = watch(folder, () => this.#later());
    watcher.on('error', (fault) => this.#report(fault));
    this.#watchers.set(folder, watcher);
  }

  #later(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#look(), this.#options.settleMs ?? SETTLE_MS);
  }

  #look(): void {
    this.#readable(() => {
      this.#listenToAll();
      const now = textsNow(this.#options.paths, this.#taken.keys());
      const before = this.#seen;
      this.#seen = undefined;
      if (sameTexts(now, this.#taken)) return;
      if (before !== undefined && sameTexts(now, before)) return this.#take();
      this.#seen = now;
      this.#later();
    });
  }

  #take(): void {
    const read = readAtOneVersion(this.#options.paths);
    this.#taken = read.texts;
    this.#options.changed(read);
  }

  #readable(work: () => void): void {
    this.#guarded(() => {
      work();
      this.#unread = 'read';
    });
  }

  /** A folder that is gone for a moment says nothing about the policies that were in it. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (fault) {
      this.#report(fault);
    }
  }

  /** Once, however often it is looked: what cannot be watched can mostly not be read either. */
  #report(thrown: unknown): void {
    const [before, fault] = [this.#unread, faultText(thrown).replace(SYSTEM_CALL, '')];
    this.#unread = fault;
    if (fault !== before) this.#options.tell('policy-files-unreadable', { fault });
  }
}

function readAtOneVersion(paths: readonly string[]): FilesRead {
  for (let tries = 1; ; tries++) {
    const before = versionsOf(paths);
    const read = readFiles(paths);
    if (tries === MOST_TRIES || versionsOf(paths) === before) return read;
  }
}

/** A ConfigMap may be mounted into a folder of the folder. */
const versionsOf = (paths: readonly string[]): string =>
  paths
    .flatMap((path) => (isFolder(path) ? foldersIn(path) : [path]))
    .map(versionOf)
    .join('\n');
