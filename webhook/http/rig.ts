/** For tests: all that a visit needs, and a server over real sockets. */
import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';
import { afterAll } from '@jest/globals';
import { Registry } from 'prom-client';
import { newCa, newLeaf } from '../../certs/issue.ts';
import type { Decision } from '../core/decision.ts';
import { allowed, decision } from '../core/testing/decision.ts';
import { ask, raw, type Question } from './client.fixture.ts';
import { jsonLog } from './log.ts';
import { metricsOn } from './metrics.ts';
import { serve, type ServerOptions, type WebhookServer } from './server.ts';

/** All that a visit needs, with what it said kept to be looked at. */
export function desk(over: Partial<ServerOptions> = {}) {
  const lines: string[] = [];
  const announced: string[] = [];
  const log = jsonLog({ write: (text) => lines.push(...text.trimEnd().split('\n')) });
  const metrics = metricsOn(new Registry(), ['fit/mig']);
  const parts: Omit<ServerOptions, 'certificate' | 'host' | 'port'> = {
    admit: { propose: () => decision(), judge: async () => allowed() },
    announcer: { announce: (review) => announced.push(review.uid) },
    voice: {
      warning: ({ verdict }) => (verdict === 'rewrite' ? 'tranche: a slice' : undefined),
      refusal: ({ because }) => `${because.rule}: ${because.says}`,
    },
    metrics,
    log,
    clock: { now: () => Date.now() },
    failClosed: true,
    ...over,
  };
  const said = (): Record<string, unknown>[] => {
    log.flush();
    return lines.map((line): Record<string, unknown> => JSON.parse(line));
  };
  /** The value of one series, e.g. `malformed_total{reason="pod"}`. */
  const counted = async (series: string): Promise<number> => {
    const text = await metrics.registry.metrics();
    const line = text.split('\n').find((other) => other.startsWith(`tranche_${series} `));
    return Number(line?.split(' ').at(-1) ?? Number.NaN);
  };
  return { parts, said, lines, announced, counted };
}

export const NAME = 'tranche.tranche-system.svc';

const ca = await newCa(Date.now(), 3600);
export const freshPair = async () => (await newLeaf(ca, [NAME], Date.now(), 3600)).pair;

/** A certificate that is changed by hand. */
export async function certificate() {
  let pair = await freshPair();
  const listeners = new Set<() => void>();
  const show = (next: typeof pair): void => {
    pair = next;
    for (const listener of listeners) listener();
  };
  return {
    current: () => pair,
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    show,
    renew: async () => show(await freshPair()),
  };
}

const standings: WebhookServer[] = [];
// A test that failed has closed nothing, and one open port keeps the whole run from ending.
afterAll(async () => {
  await Promise.all(standings.map((server) => server.close(0)));
});

export async function standing(over: Partial<ServerOptions> = {}) {
  const at = desk(over);
  const shown = await certificate();
  const server = await serve({ ...at.parts, certificate: shown, host: '127.0.0.1', port: 0 });
  standings.push(server);
  const where = { host: server.host, port: server.port, servername: NAME, ca: ca.pem };
  return {
    ...at,
    server,
    certificate: shown,
    ask: (question: Question = {}) => ask(where, question),
    /** A connection of one's own, to misbehave on. */
    raw: (options: ConnectionOptions = {}) => raw({ ...where, ...options }),
    agent: (sockets: number) => new Agent({ keepAlive: true, maxSockets: sockets }),
  };
}

/** Something to wait for, and the way to bring it about. */
export function later<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  const kept: ((value: T) => void)[] = [];
  const promise = new Promise<T>((resolve) => kept.push(resolve));
  return { promise, resolve: (value) => kept.forEach((resolve) => resolve(value)) };
}

/** An admit whose judgement comes when `verdict` does. */
export const pending = (verdict: Promise<Decision>): ServerOptions['admit'] => ({
  propose: () => decision(),
  judge: () => verdict,
});

export async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await met())) {
    if (Date.now() > end) throw new Error(`waited 15 s for ${met.toString()}`);
    await sleep(10);
  }
}
