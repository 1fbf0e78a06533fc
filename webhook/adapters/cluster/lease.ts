/**
 * Who of several replicas does what only one should: whoever holds a Lease of coordination.k8s.io,
 * by the rules of client-go's leader election, which the JavaScript client has not.
 *
 * Nobody's clock is trusted but one's own. A candidate takes the lease over once it has watched the
 * same record for as long as the record says that it lasts; the holder stops leading well before,
 * when it could not renew. So two lead at the same time only where one was stopped in between and
 * does not know yet, and what leaders write must bear that.
 */
import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';
import { isRecord, recordIn, textIn, type Raw } from '../raw.ts';
import { faultText, type Tell } from '../tell.ts';
import { statusOf, type Api } from './api.ts';

export interface LeaseParts {
  readonly api: Api;
  readonly namespace: string;
  readonly name: string;
  readonly tell: Tell;
  /** Who asks; made up where it is not said. */
  readonly identity?: string;
  readonly timing?: Partial<LeaseTiming>;
}

export interface LeaseTiming {
  /** How long others leave the holder alone after its last word. */
  readonly lastsMs: number;
  /** How long a holder that cannot renew goes on: less than `lastsMs`. */
  readonly patienceMs: number;
  readonly everyMs: number;
}

const TIMING: LeaseTiming = { lastsMs: 15_000, patienceMs: 10_000, everyMs: 4_000 };

export interface Lease {
  readonly identity: string;
  /** Whether this is the holder, as far as it can know. */
  held(): boolean;
  start(): void;
  /** Gives it back, so that the next one need not wait. */
  stop(): Promise<void>;
}

export const leaseOf = (parts: LeaseParts): Lease => new Candidate(parts);

class Candidate implements Lease {
  readonly identity: string;
  readonly #parts: LeaseParts;
  readonly #timing: LeaseTiming;
  readonly #path: string;
  /** What was last seen of the lease, and since when it has looked so, by our own clock. */
  #seen: { readonly version: string; readonly since: number } | undefined;
  #renewedAt = -Infinity;
  #failing = false;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;

  constructor(parts: LeaseParts) {
    this.#parts = parts;
    this.#timing = { ...TIMING, ...parts.timing };
    this.identity = parts.identity ?? `${hostname()}_${randomBytes(4).toString('hex')}`;
    this.#path = `/apis/coordination.k8s.io/v1/namespaces/${parts.namespace}/leases`;
  }

  held(): boolean {
    return performance.now() - this.#renewedAt < this.#timing.patienceMs;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), this.#timing.everyMs);
    this.#look();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#turn;
    if (!this.held()) return;
    this.#renewedAt = -Infinity;
    try {
      const lease = await this.#read();
      if (lease !== 'none' && holderOf(lease) === this.identity) await this.#write(lease, '');
    } catch {
      // Then it lapses by itself.
    }
  }

  /** A look that hangs is not joined by another. */
  #look(): void {
    this.#turn ??= this.#take()
      .then(() => void (this.#failing = false))
      .catch((fault: unknown) => this.#failed(fault))
      .finally(() => (this.#turn = undefined));
  }

  async #take(): Promise<void> {
    const asked = performance.now();
    const led = this.held();
    const lease = await this.#read();
    if (lease === 'none') await this.#create();
    else if (this.#mayTake(lease)) await this.#write(lease, this.identity);
    else return;
    // From before the question: what others count from is later.
    this.#renewedAt = asked;
    if (!led) this.#parts.tell('lease-taken', { lease: this.#parts.name, holder: this.identity });
  }

  #mayTake(lease: Raw): boolean {
    const holder = holderOf(lease);
    if (holder === this.identity || holder === '') return true;
    const version = textIn(recordIn(lease, 'metadata'), 'resourceVersion');
    const now = performance.now();
    if (this.#seen?.version !== version) this.#seen = { version, since: now };
    const seconds = recordIn(lease, 'spec')['leaseDurationSeconds'];
    const lasts = typeof seconds === 'number' ? seconds * 1000 : this.#timing.lastsMs;
    return now - this.#seen.since >= lasts;
  }

  async #read(): Promise<Raw | 'none'> {
    try {
      return await this.#parts.api.ask({ path: `${this.#path}/${this.#parts.name}` });
    } catch (fault) {
      if (statusOf(fault) === 404) return 'none';
      throw fault;
    }
  }

  async #create(): Promise<void> {
    const { name, namespace } = this.#parts;
    const now = microTime();
    const value = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace },
      spec: { ...this.#spec(this.identity), acquireTime: now, leaseTransitions: 0 },
    };
    const body = { type: 'application/json', value };
    await this.#parts.api.ask({ method: 'POST', path: this.#path, body });
  }

  /** With the version that was read, so that of two who try only one succeeds. */
  async #write(lease: Raw, holder: string): Promise<void> {
    const before = recordIn(lease, 'spec');
    const passes = holder !== '' && holder !== holderOf(lease);
    const count = before['leaseTransitions'];
    const taken = {
      acquireTime: microTime(),
      leaseTransitions: (typeof count === 'number' ? count : 0) + 1,
    };
    const spec = { ...before, ...this.#spec(holder), ...(passes ? taken : {}) };
    const path = `${this.#path}/${this.#parts.name}`;
    const body = { type: 'application/json', value: { ...lease, spec } };
    await this.#parts.api.ask({ method: 'PUT', path, body });
  }

  #spec(holderIdentity: string) {
    const leaseDurationSeconds = Math.max(1, Math.ceil(this.#timing.lastsMs / 1000));
    return { holderIdentity, leaseDurationSeconds, renewTime: microTime() };
  }

  #failed(fault: unknown): void {
    // Another was quicker: that is what the version is for.
    if (statusOf(fault) === 409 || this.#failing) return;
    // Once an outage, not once a look.
    this.#failing = true;
    this.#parts.tell('lease-failed', { lease: this.#parts.name, fault: faultText(fault) });
  }
}

const holderOf = (lease: Raw): string => {
  const spec = isRecord(lease['spec']) ? lease['spec'] : {};
  return textIn(spec, 'holderIdentity');
};

/** Six digits after the point, or the API server does not read it. */
const microTime = (): string => new Date().toISOString().replace('Z', '000Z');
