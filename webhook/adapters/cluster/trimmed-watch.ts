/**
 * The client's watch with three things mended that an informer cannot do without.
 *
 * Objects are trimmed before anybody is told, or every pod would be held whole. Bookmarks
 * are asked for, so that a quiet watch does not fall behind history. And nothing is thrown: the
 * informer calls `watch` from a callback that nobody awaits, where a token file that cannot be read
 * for a moment would end the process as an unhandled rejection.
 */
import { KubeConfig, Watch, type RequestContext } from '@kubernetes/client-node';

export interface WatchParts<T> {
  readonly trim: (raw: unknown) => T;
  /** Told what became of an object, before the caller of `watch` hears of it as it came. */
  readonly changed: (phase: string, item: T) => void;
  /** The server has spoken: an event, a bookmark, or a watch that was opened. */
  readonly heard: () => void;
  readonly malformed: (fault: unknown) => void;
  /** Whoever wanted this watch has gone. */
  readonly over: () => boolean;
  /** Silence after which the watch is opened anew. */
  readonly quietMs: number;
}

type OnEvent = (phase: string, object: unknown) => void;
type OnDone = (fault: unknown) => void;

const TRIMMED = new Set(['ADDED', 'MODIFIED', 'DELETED']);

export class TrimmedWatch<T> extends Watch {
  readonly #parts: WatchParts<T>;

  constructor(config: KubeConfig, parts: WatchParts<T>) {
    super(config);
    this.#parts = parts;
    // Its only name for it is private; a test with a server that falls silent holds it to that.
    Object.assign(this, { requestTimeoutMs: parts.quietMs });
  }

  override async watch(
    path: string,
    query: Record<string, string | number | boolean | undefined>,
    callback: OnEvent,
    done: OnDone,
  ): Promise<AbortController> {
    const { heard, over } = this.#parts;
    if (over()) return new AbortController();
    let ended = false;
    const end: OnDone = (fault) => {
      ended = true;
      done(fault);
    };
    try {
      const asked = { ...query, allowWatchBookmarks: true };
      const controller = await super.watch(path, asked, this.#trimming(callback), end);
      if (over()) controller.abort();
      else if (!ended) heard();
      return controller;
    } catch (fault) {
      end(fault);
      return new AbortController();
    }
  }

  #trimming(callback: OnEvent): OnEvent {
    const { trim, changed, heard, malformed, over } = this.#parts;
    return (phase, object) => {
      if (over()) return;
      heard();
      try {
        if (TRIMMED.has(phase)) changed(phase, trim(object));
        callback(phase, object);
      } catch (fault) {
        malformed(fault);
      }
    };
  }
}

/** The same cluster and user, asked for another form of its objects. */
export class Asking extends KubeConfig {
  readonly #accept: string;

  constructor(config: KubeConfig, accept: string) {
    super();
    const { clusters, users, contexts, currentContext } = config;
    this.loadFromOptions({ clusters, users, contexts, currentContext });
    this.#accept = accept;
  }

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    await super.applySecurityAuthentication(context);
    context.setHeaderParam('Accept', this.#accept);
  }
}
