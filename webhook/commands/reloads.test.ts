/**
 * Policies that change under load. Each set says its number twice, by the name of a policy and by
 * the name of a team, in two files that change together: a decision in which the two differ was made
 * by half a set. One folder is swapped as kubelet does with a ConfigMap, the other is written by hand,
 * a piece at a time.
 */
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { admissionReview } from '../http/review.fixture.ts';
import type { Running } from '../main.ts';
import { compile } from '../policy/compile.ts';
import { readText } from '../policy/read.ts';
import { tell } from '../suite/figures.ts';
import { sampleServer } from './sample-server.ts';

const RELOADS = process.env['PROOF'] === '1' ? 1_000 : 100;
const CONNECTIONS = 8;

/** The namespace of the folder that is swapped, and of the one that is written by hand. */
type Place = 'swapped' | 'written';
const files = ['policy', 'quota'] as const;

const textOf = (place: Place, n: number) => ({
  policy: `apiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: { name: ${place}-${n} }\nspec: { match: { namespaces: [${place}] }, sharing: {} }\n`,
  quota: `apiVersion: tranche.dev/v1alpha1\nkind: GpuQuota\nmetadata: { name: ${place}-${n} }\nspec: { namespaces: [${place}] }\n`,
});

interface Found {
  readonly policy: string;
  readonly team: string;
  readonly hash: string;
}

describe('policies that change under load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-reloads-'));
  const at = (...parts: string[]): string => join(folder, ...parts);
  const put = { swapped: 0, written: 0 };
  /** Hash of each set that was ever put, to the numbers in it. */
  const sets = new Map<string, string>();
  const found: Found[] = [];
  const failures: string[] = [];
  const now = { inForce: '', ended: false };
  let server: Running;
  let load: Promise<unknown>;

  beforeAll(async () => {
    for (const name of ['swapped', 'written']) mkdirSync(at(name));
    for (const name of files)
      symlinkSync(join('..data', `${name}.yaml`), at('swapped', `${name}.yaml`));
    swap(0);
    for (const name of files)
      writeFileSync(at('written', `${name}.yaml`), textOf('written', 0)[name]);
    remember();
    server = await sampleServer({
      documents: [at('swapped'), at('written')],
      log: {
        visit: (_, { policy, team, policyHash }) => found.push({ policy, team, hash: policyHash }),
        say: (_level, _says, about) => (now.inForce = String(about?.['hash'] ?? now.inForce)),
        flush: () => undefined,
      },
    });
    load = Promise.all(Array.from({ length: CONNECTIONS }, send));
  });

  afterAll(async () => {
    now.ended = true;
    await load;
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Known before any of it can be read. */
  function remember(): string {
    const texts = (['swapped', 'written'] as const).flatMap((place) =>
      Object.values(textOf(place, put[place])),
    );
    const made = compile(texts.flatMap((text) => readText('x.yaml', text).documents));
    if (!made.ok) throw new Error('the test writes faults');
    sets.set(made.set.hash, `${put.swapped} ${put.written}`);
    return made.set.hash;
  }

  function swap(n: number): void {
    const version = `..v${n}`;
    mkdirSync(at('swapped', version));
    for (const name of files)
      writeFileSync(at('swapped', version, `${name}.yaml`), textOf('swapped', n)[name]);
    symlinkSync(version, at('swapped', '..next'));
    renameSync(at('swapped', '..next'), at('swapped', '..data'));
    if (n > 0) rmSync(at('swapped', `..v${n - 1}`), { recursive: true });
  }

  async function write(n: number): Promise<void> {
    for (const name of files) {
      const text = textOf('written', n)[name];
      const file = at('written', `${name}.yaml`);
      writeFileSync(file, text.slice(0, text.length / 2));
      await sleep(10);
      writeFileSync(file, text);
      await sleep(10);
    }
  }

  async function reload(i: number): Promise<void> {
    const place = i % 2 === 0 ? 'written' : 'swapped';
    put[place]++;
    const hash = remember();
    if (place === 'swapped') swap(put.swapped);
    else await write(put.written);
    const deadline = performance.now() + 20_000;
    while (now.inForce !== hash) {
      if (performance.now() > deadline) throw new Error(`set ${hash} never came into force`);
      await sleep(5);
    }
  }

  async function send(_: unknown, worker: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: server.bundle() });
    for (let i = worker; !now.ended; i++) {
      const path = i % 2 === 0 ? '/mutate' : '/validate';
      const namespace = i % 4 < 2 ? 'swapped' : 'written';
      const body = JSON.stringify(reviewIn(namespace, `${worker}-${i}`));
      const failure = await admitted({ agent, port: server.port, path }, body);
      if (failure !== 'none') failures.push(failure);
      await sleep(2);
    }
    agent.destroy();
  }

  test(
    `of ${RELOADS} sets none is seen by half, and nobody is turned away`,
    async () => {
      for (let i = 1; i <= RELOADS; i++) await reload(i);
      expect(failures).toEqual([]);
      const halves = found.filter(({ policy, team }) => policy !== team);
      expect(halves).toEqual([]);
      // The set by whose hash it was decided holds the number that the decision names.
      const strangers = found.filter(({ policy, hash }) => {
        const [swapped, written] = (sets.get(hash) ?? '').split(' ');
        return policy !== `swapped-${swapped}` && policy !== `written-${written}`;
      });
      expect(strangers).toEqual([]);
      expect(sets.size).toBe(RELOADS + 1);
      const decidedBy = new Set(found.map(({ hash }) => hash)).size;
      expect(decidedBy).toBeGreaterThan(0.9 * RELOADS);
      tell(
        `${RELOADS} reloads, ${found.length} decisions by ${decidedBy} sets, ${failures.length} failed, 0 of half a set`,
      );
    },
    RELOADS * 2_000,
  );
});

const reviewIn = (namespace: string, name: string) => {
  const base = admissionReview();
  const { object } = base.request;
  const metadata = { ...object.metadata, namespace, uid: name };
  return {
    ...base,
    request: { ...base.request, uid: name, namespace, object: { ...object, metadata } },
  };
};

interface To {
  readonly agent: Agent;
  readonly port: number;
  readonly path: string;
}

/** `none`, or what was answered instead of yes. */
function admitted({ agent, port, path }: To, body: string): Promise<string> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const where = { host: '127.0.0.1', port, path: `${path}?timeout=30s`, method: 'POST' };
  return new Promise((done) => {
    const sent = request({ ...where, agent, headers, servername: 'localhost' }, (res) => {
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (chunk: string) => (text += chunk));
      res.on('end', () => done(isYes(res.statusCode, text) ? 'none' : `${res.statusCode} ${text}`));
    });
    sent.on('error', (error) => done(error.message));
    sent.end(body);
  });
}

const isYes = (status: number | undefined, text: string): boolean =>
  status === 200 && JSON.parse(text).response?.allowed === true;
