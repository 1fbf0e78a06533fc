/**
 * Keeps one informer alive. It stops on most errors, a failed list among them, and an event that was
 * lost stays lost. So a stopped one is started again after a pause that grows, callbacks cannot
 * throw, and every few minutes a new informer reads everything anew. What is kept and a whole list does not
 * show is removed then.
 *
 * A watch may tell of an object under the name of one that is gone: whoever applies compares the uid.
 */
import type { KubeConfig } from '@kubernetes/client-node';
import type { Clock } from '../../ports.ts';
import { ByName } from '../by-name.ts';
import type { Seen } from '../seen.ts';
import { faultText, type Tell } from '../tell.ts';
import { statusOf, type Api } from './api.ts';
import { Informer } from './informer.ts';
import { pagesOf } from './pages.ts';
import { Asking, TrimmedWatch } from './trimmed-watch.ts';
import { METADATA, TIMING, type Kept, type Timing, type View } from './view.ts';

export interface SupervisorParts {
  readonly config: KubeConfig;
  readonly api: Api;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly timing?: Partial<Timing>;
}

/** One informer's time, from its list to the next one's. */
interface Life {
  readonly informer: Informer;
  over: boolean;
  starting: boolean;
}

export class Supervisor<T extends Seen> {
  readonly #view: View<T>;
  readonly #parts: SupervisorParts;
  readonly #timing: Timing;
  #life: Life | undefined;
  /** What is applied, where the view does not keep it. */
  readonly #own = new ByName<T>();
  #backoffMs: number;
  #restart: NodeJS.Timeout | undefined;
  #relist: NodeJS.Timeout | undefined;
  #heardAt = -Infinity;
  #synced = false;

  constructor(view: View<T>, parts: SupervisorParts) {
    this.#view = view;
    this.#parts = parts;
    this.#timing = { ...TIMING, ...parts.timing };
    this.#backoffMs = this.#timing.backoffMs;
  }

  start(): void {
    if (this.#life === undefined) this.#begin();
  }

  stop(): void {
    this.#end();
    this.#life = undefined;
  }

  get name(): string {
    return this.#view.name;
  }

  /** A whole list has been applied, or the kind is known to be absent. */
  get synced(): boolean {
    return this.#synced;
  }

  /** Milliseconds since the server last said anything; Infinity before the first word. */
  ageMs(): number {
    return this.#parts.clock.now() - this.#heardAt;
  }

  #begin(): void {
    const { config } = this.#parts;
    const life: { current?: Life } = {};
    const over = () => life.current?.over === true;
    const watch = new TrimmedWatch(
      this.#view.metadataOnly === true ? new Asking(config, METADATA.watch) : config,
      {
        trim: this.#view.trim,
        changed: (phase, item) => this.#changed(phase, item),
        heard: () => this.#heard(),
        malformed: (fault) => this.#tell('view-object-malformed', fault),
        over,
        quietMs: this.#timing.quietMs,
      },
    );
    const informer = new Informer({
      path: this.#view.path,
      watch,
      list: () => this.#list(over),
      failed: (fault) => this.#failed(begun, fault),
    });
    const begun: Life = { informer, over: false, starting: false };
    life.current = begun;
    this.#life = begun;
    this.#relist = setTimeout(() => this.#renew(), jittered(this.#timing.relistMs));
    void this.#run(begun);
  }

  #end(): void {
    clearTimeout(this.#restart);
    clearTimeout(this.#relist);
    this.#restart = undefined;
    if (this.#life === undefined) return;
    this.#life.over = true;
    this.#life.informer.stop();
  }

  #renew(): void {
    if (this.#life?.starting === true) {
      this.#relist = setTimeout(() => this.#renew(), this.#timing.backoffMs);
      return;
    }
    this.#end();
    this.#begin();
  }

  async #run(life: Life): Promise<void> {
    if (life.starting || life.over) return;
    life.starting = true;
    try {
      await life.informer.start();
    } catch (fault) {
      this.#failed(life, fault);
    } finally {
      life.starting = false;
    }
  }

  #failed(life: Life, fault: unknown): void {
    if (life.over || this.#restart !== undefined) return;
    const absent = this.#view.optional === true && statusOf(fault) === 404;
    if (absent) this.#foundAbsent();
    else this.#tell('view-failed', fault);
    const wait = absent ? this.#timing.absentMs : this.#backoffMs;
    this.#backoffMs = Math.min(this.#backoffMs * 2, this.#timing.mostBackoffMs);
    this.#restart = setTimeout(() => {
      this.#restart = undefined;
      if (absent) this.#renew();
      else void this.#run(life);
    }, jittered(wait));
  }

  async #list(over: () => boolean): Promise<string> {
    const items: T[] = [];
    let resourceVersion = '';
    const options = this.#view.metadataOnly === true ? { accept: METADATA.list } : {};
    for await (const page of pagesOf(this.#parts.api, this.#view.path, options)) {
      if (over()) throw new Error('nobody waits for this list any more');
      resourceVersion = page.resourceVersion;
      for (const raw of page.items) this.#guarded(() => items.push(this.#view.trim(raw)));
    }
    this.#heard();
    this.#listed(items);
    return resourceVersion;
  }

  #listed(items: readonly T[]): void {
    const there = new ByName<T>();
    for (const item of items) there.set(item);
    const gone = Array.from(this.#kept.values()).filter(
      ({ metadata }) => there.get(metadata)?.metadata.uid !== metadata.uid,
    );
    for (const item of gone) this.#remove(item);
    this.#synced = true;
    this.#guarded(() => this.#view.listed?.());
    for (const item of items) this.#apply(item);
  }

  #foundAbsent(): void {
    this.#heard();
    this.#listed([]);
    this.#guarded(() => this.#view.absent?.());
  }

  get #kept(): Kept<T> {
    return this.#view.kept ?? this.#own;
  }

  #changed(phase: string, item: T): void {
    if (phase === 'DELETED') return this.#remove(item);
    const { resourceVersion: version } = this.#kept.get(item.metadata)?.metadata ?? {};
    if (version === undefined || version !== item.metadata.resourceVersion) this.#apply(item);
  }

  #apply(item: T): void {
    if (this.#view.kept === undefined) this.#own.set(item);
    this.#guarded(() => this.#view.apply(item));
  }

  #remove(item: T): void {
    if (this.#view.kept === undefined) this.#own.delete(item);
    this.#guarded(() => this.#view.remove(item));
  }

  #heard(): void {
    this.#heardAt = this.#parts.clock.now();
    this.#backoffMs = this.#timing.backoffMs;
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (fault) {
      this.#tell('view-callback-failed', fault);
    }
  }

  #tell(event: string, fault: unknown): void {
    this.#parts.tell(event, { view: this.#view.name, fault: faultText(fault) });
  }
}

/** Ten replicas that lost the server together must not come back together. */
const jittered = (ms: number): number => ms * (0.8 + 0.4 * Math.random());
