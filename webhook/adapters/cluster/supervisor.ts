/**
 * Keeps one informer alive. The client's informer stops for good on most errors, a failed list
 * among them; it tells nobody of an exception in a callback; and an event that was lost stays lost.
 * So a stopped one is started again after a pause that grows, callbacks cannot throw, and every few
 * minutes a new informer reads everything anew. What the old one knew and the new one does not find
 * is removed then.
 *
 * What an informer remembers by name it reports as an update when the name is another object's
 * by now: whoever applies compares the uid.
 */
import { ListWatch, type KubeConfig, type KubernetesListObject } from '@kubernetes/client-node';
import type { Clock } from '../../ports.ts';
import type { Seen } from '../seen.ts';
import { faultText, type Tell } from '../tell.ts';
import { statusOf, type Api } from './api.ts';
import { pagesOf } from './pages.ts';
import { Asking, TrimmedWatch } from './trimmed-watch.ts';
import { METADATA, TIMING, type Timing, type View } from './view.ts';

export interface SupervisorParts {
  readonly config: KubeConfig;
  readonly api: Api;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly timing?: Partial<Timing>;
}

/** One informer's time, from its list to the next one's. */
interface Life<T extends Seen> {
  readonly informer: ListWatch<T>;
  over: boolean;
  starting: boolean;
}

export class Supervisor<T extends Seen> {
  readonly #view: View<T>;
  readonly #parts: SupervisorParts;
  readonly #timing: Timing;
  #life: Life<T> | undefined;
  /** What is applied and stood in no list of this life yet. */
  #unconfirmed: readonly T[] = [];
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
    const life: { current?: Life<T> } = {};
    const over = () => life.current?.over === true;
    const watch = new TrimmedWatch(
      this.#view.metadataOnly === true ? new Asking(config, METADATA.watch) : config,
      {
        trim: this.#view.trim,
        heard: () => this.#heard(),
        malformed: (fault) => this.#tell('view-object-malformed', fault),
        over,
        quietMs: this.#timing.quietMs,
      },
    );
    const informer = new ListWatch<T>(this.#view.path, watch, () => this.#list(over), false);
    const begun: Life<T> = { informer, over: false, starting: false };
    life.current = begun;
    const apply = (item: T) => this.#guarded(() => this.#view.apply(item));
    informer.on('add', apply);
    informer.on('update', apply);
    informer.on('delete', (item) => this.#guarded(() => this.#view.remove(item)));
    informer.on('error', (fault: unknown) => this.#failed(begun, fault));
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
    void this.#life.informer.stop();
  }

  #renew(): void {
    if (this.#life?.starting === true) {
      this.#relist = setTimeout(() => this.#renew(), this.#timing.backoffMs);
      return;
    }
    this.#keepKnown();
    this.#end();
    this.#begin();
  }

  /** The old informer's memory outlives it until a list has been compared with it. */
  #keepKnown(): void {
    this.#unconfirmed = [...this.#unconfirmed, ...(this.#life?.informer.list() ?? [])];
  }

  async #run(life: Life<T>): Promise<void> {
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

  #failed(life: Life<T>, fault: unknown): void {
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

  async #list(over: () => boolean): Promise<KubernetesListObject<T>> {
    const items: T[] = [];
    let resourceVersion = '';
    const options = this.#view.metadataOnly === true ? { accept: METADATA.list } : {};
    for await (const page of pagesOf(this.#parts.api, this.#view.path, options)) {
      if (over()) throw new Error('nobody waits for this list any more');
      resourceVersion = page.resourceVersion;
      for (const raw of page.items) this.#guarded(() => items.push(this.#view.trim(raw)));
    }
    this.#heard();
    this.#confirm(items);
    return { items, metadata: { resourceVersion } };
  }

  #confirm(items: readonly T[]): void {
    const there = new Set(items.map(identity));
    for (const item of this.#unconfirmed)
      if (!there.has(identity(item))) this.#guarded(() => this.#view.remove(item));
    this.#unconfirmed = [];
    this.#synced = true;
    this.#guarded(() => this.#view.listed?.());
  }

  #foundAbsent(): void {
    this.#heard();
    this.#keepKnown();
    this.#confirm([]);
    this.#guarded(() => this.#view.absent?.());
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

const identity = ({ metadata }: Seen): string =>
  `${metadata.namespace}/${metadata.name} ${metadata.uid}`;

/** Ten replicas that lost the server together must not come back together. */
const jittered = (ms: number): number => ms * (0.8 + 0.4 * Math.random());
