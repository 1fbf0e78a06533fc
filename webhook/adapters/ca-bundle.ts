/**
 * Keeps the certificate authority in the webhook configurations that point at us. Whoever applies
 * the chart again takes it out, and then no API server can call us: so it is looked at every few
 * seconds, and put back where it differs, one webhook at a time and by name, since others may have
 * changed the list meanwhile.
 */
import { isRecord, listIn, recordIn, textIn, type Raw } from './raw.ts';
import { statusOf, type Api } from './cluster/api.ts';
import { faultText, type Tell } from './tell.ts';

const EVERY_MS = 5_000;
const GROUP = '/apis/admissionregistration.k8s.io/v1';

export interface CaBundleParts {
  readonly api: Api;
  /** Names of the configurations. */
  readonly mutating: readonly string[];
  readonly validating: readonly string[];
  readonly tell: Tell;
  readonly everyMs?: number;
}

export interface CaBundle {
  /** From now on the configurations shall hold this. */
  keep(pem: string): void;
  /** Looks now, mends, and has read back what it wrote. Rejects where the API server cannot be asked. */
  ensure(): Promise<void>;
  /** Whether each configuration held exactly this when it was last read. */
  inPlace(pem: string): boolean;
  start(): void;
  stop(): void;
}

export const caBundle = (parts: CaBundleParts): CaBundle => new Bundle(parts);

/** What a configuration's webhooks held, all of them; `missing` where there is no configuration. */
type Held = ReadonlySet<string> | 'missing';

class Bundle implements CaBundle {
  readonly #parts: CaBundleParts;
  readonly #held = new Map<string, Held>();
  readonly #paths: readonly string[];
  #pem = '';
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;

  constructor(parts: CaBundleParts) {
    this.#parts = parts;
    this.#paths = [
      ...parts.mutating.map((name) => `${GROUP}/mutatingwebhookconfigurations/${name}`),
      ...parts.validating.map((name) => `${GROUP}/validatingwebhookconfigurations/${name}`),
    ];
  }

  keep(pem: string): void {
    this.#pem = pem;
  }

  async ensure(): Promise<void> {
    // Whoever asks while a look is under way may have changed the bundle since it began.
    await this.#running?.catch(() => undefined);
    this.#running ??= this.#all().finally(() => (this.#running = undefined));
    await this.#running;
  }

  inPlace(pem: string): boolean {
    const wanted = encoded(pem);
    return this.#paths.every((path) => {
      const held = this.#held.get(path);
      return held instanceof Set && held.size === 1 && held.has(wanted);
    });
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.#turn(), this.#parts.everyMs ?? EVERY_MS);
    void this.#turn();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #turn(): Promise<void> {
    try {
      await this.ensure();
    } catch (fault) {
      this.#parts.tell('ca-bundle-failed', { fault: faultText(fault) });
    }
  }

  async #all(): Promise<void> {
    for (const path of this.#paths) await this.#one(path);
  }

  async #one(path: string): Promise<void> {
    const found = await this.#read(path);
    if (found === 'missing') return;
    const ops = this.#pem === '' ? [] : repairs(found, encoded(this.#pem));
    if (ops.length === 0) return;
    const body = { type: 'application/json-patch+json', value: ops };
    await this.#parts.api.ask({ method: 'PATCH', path, body });
    this.#parts.tell('ca-bundle-written', { path });
    await this.#read(path);
  }

  async #read(path: string): Promise<Raw | 'missing'> {
    try {
      const found = await this.#parts.api.ask({ path });
      this.#held.set(path, new Set(webhooksOf(found).map(bundleOf)));
      return found;
    } catch (fault) {
      if (statusOf(fault) !== 404) throw fault;
      if (this.#held.get(path) !== 'missing')
        this.#parts.tell('ca-bundle-no-configuration', { path });
      this.#held.set(path, 'missing');
      return 'missing';
    }
  }
}

const encoded = (pem: string): string => Buffer.from(pem).toString('base64');

const webhooksOf = (configuration: Raw): Raw[] =>
  listIn(configuration, 'webhooks').filter(isRecord);

const bundleOf = (webhook: Raw): string => textIn(recordIn(webhook, 'clientConfig'), 'caBundle');

function repairs(configuration: Raw, wanted: string): unknown[] {
  return webhooksOf(configuration).flatMap((webhook, i) =>
    bundleOf(webhook) === wanted
      ? []
      : [
          { op: 'test', path: `/webhooks/${i}/name`, value: webhook['name'] },
          { op: 'add', path: `/webhooks/${i}/clientConfig/caBundle`, value: wanted },
        ],
  );
}
