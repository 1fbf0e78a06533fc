/**
 * Leases and statuses as an API server keeps them, in memory: versions that must match, objects
 * that are there or not, and an outage when a test wants one. The real one is met in e2e/.
 */
import type { Raw } from '../raw.ts';
import { isRecord, recordIn, textIn } from '../raw.ts';
import { ApiFault, type Api, type Ask } from './api.ts';

export class ToyApi implements Api {
  readonly asked: Ask[] = [];
  readonly objects = new Map<string, Raw>();
  /** The status that everything is answered with, while it is set. */
  down = 0;
  #version = 0;

  async ask(ask: Ask): Promise<Raw> {
    this.asked.push(ask);
    await Promise.resolve();
    if (this.down !== 0) throw new ApiFault(this.down, 'as planned');
    if (ask.method === 'POST') return this.#post(ask);
    if (ask.method === 'PUT') return this.#put(ask);
    return ask.method === 'PATCH' ? this.#patch(ask) : this.#at(ask.path);
  }

  #at(path: string): Raw {
    const object = this.objects.get(path);
    if (object === undefined) throw new ApiFault(404, `no ${path}`);
    return object;
  }

  #post({ path, body }: Ask): Raw {
    const value = isRecord(body?.value) ? body.value : {};
    const at = `${path}/${textIn(recordIn(value, 'metadata'), 'name')}`;
    if (this.objects.has(at)) throw new ApiFault(409, 'already exists');
    return this.#store(at, value);
  }

  #put({ path, body }: Ask): Raw {
    const value = isRecord(body?.value) ? body.value : {};
    const version = textIn(recordIn(this.#at(path), 'metadata'), 'resourceVersion');
    if (textIn(recordIn(value, 'metadata'), 'resourceVersion') !== version)
      throw new ApiFault(409, 'has been modified');
    return this.#store(path, value);
  }

  #patch({ path, body }: Ask): Raw {
    const value = isRecord(body?.value) ? body.value : {};
    const at = path.replace(/\/status$/, '');
    return this.#store(at, { ...this.#at(at), status: value['status'] });
  }

  #store(path: string, value: Raw): Raw {
    const metadata = { ...recordIn(value, 'metadata'), resourceVersion: String(++this.#version) };
    const stored = { ...value, metadata };
    this.objects.set(path, stored);
    return stored;
  }
}
