/**
 * A list, and then watches from where it ended, until one of them fails. The client has such a one, which
 * keeps a table of all that it has told; whoever is told keeps them anyhow, and a hundred thousand pods need not
 * stand in two tables. Like the client's it goes on from the last version that it has heard of,
 * pauses where the server ends watches at once, and lists again when the server has forgotten that version.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Watch } from '@kubernetes/client-node';
import { isRecord, recordIn, textIn } from '../raw.ts';

export interface InformerParts {
  readonly path: string;
  /** Tells of what it hears, and this of versions and ends. */
  readonly watch: Pick<Watch, 'watch'>;
  /** Reads everything and tells of it; the version that it shows. */
  readonly list: () => Promise<string>;
  /** It does nothing more until it is started again. */
  readonly failed: (fault: unknown) => void;
}

const PAUSE_MS = 1_000;
const MOST_PAUSE_MS = 30_000;
const GONE = 410;

export class Informer {
  readonly #parts: InformerParts;
  /** '' where there is nothing to go on from. */
  #version = '';
  #request: AbortController | undefined;
  #stopped = false;
  #watched = false;
  #pauseMs = 0;

  constructor(parts: InformerParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    this.#watched = false;
    this.#pauseMs = 0;
    await this.#next();
  }

  stop(): void {
    this.#stopped = true;
    this.#request?.abort();
  }

  async #next(): Promise<void> {
    const { path, watch, list, failed } = this.#parts;
    try {
      if (this.#version === '') this.#version = await list();
      if (this.#watched) await this.#pause();
      if (this.#stopped) return;
      this.#watched = true;
      this.#request = await watch.watch(
        path,
        { resourceVersion: this.#version },
        (phase, object) => this.#hear(phase, object),
        (fault) => this.#ended(fault),
      );
    } catch (fault) {
      failed(fault);
    }
  }

  /** None after a watch that brought something. */
  async #pause(): Promise<void> {
    const ms = this.#pauseMs;
    this.#pauseMs = Math.min(Math.max(PAUSE_MS, 2 * ms), MOST_PAUSE_MS);
    if (ms > 0) await sleep(ms);
  }

  #hear(phase: string, object: unknown): void {
    if (phase === 'ERROR') {
      // The server ends the watch by itself then.
      if (isGone(object)) this.#version = '';
      return;
    }
    this.#pauseMs = 0;
    this.#version = versionIn(object);
  }

  #ended(fault: unknown): void {
    this.#request?.abort();
    this.#request = undefined;
    if (this.#stopped) return;
    if (isGone(fault)) this.#version = '';
    else if (isSilence(fault)) this.#pauseMs = 0;
    else if (fault !== null && fault !== undefined) return this.#parts.failed(fault);
    void this.#next();
  }
}

const isGone = (fault: unknown): boolean => {
  const { code, statusCode } = isRecord(fault) ? fault : {};
  return code === GONE || statusCode === GONE;
};

/** It has waited for long already. */
const isSilence = (fault: unknown): boolean => isRecord(fault) && fault['name'] === 'TimeoutError';

const versionIn = (object: unknown): string =>
  isRecord(object) ? textIn(recordIn(object, 'metadata'), 'resourceVersion') : '';
