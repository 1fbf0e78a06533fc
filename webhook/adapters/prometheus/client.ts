/**
 * Questions to a Prometheus, or to what speaks like one (Thanos, Mimir, VictoriaMetrics). Each is asked
 * again while there is time and the trouble looks like passing; what comes back is whole.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Series } from '../../usage/measured.ts';
import type { Connection } from './connection.ts';
import { openEnvelope, type Opened } from './envelope.ts';
import { exchange, type Sent } from './exchange.ts';
import { PrometheusFault } from './fault.ts';
import { ALL_OR_NOTHING } from './gaps.ts';
import { matrixOf, vectorOf, type Grid, type Sample } from './results.ts';

/** Milliseconds since the epoch after which an answer is of no use, and a way to be called off. */
export interface Patience {
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

export interface Answer<T> {
  readonly result: T;
  /** E.g. that a store behind it did not answer, so that something may be missing. */
  readonly warnings: readonly string[];
}

export interface PrometheusClient {
  /** What every selector has besides. */
  readonly match: readonly string[];
  instant(query: string, at: number, patience: Patience): Promise<Answer<readonly Sample[]>>;
  range(query: string, grid: Grid, patience: Patience): Promise<Answer<readonly Series[]>>;
  /** Values of a label among the series that one of the selectors matches, over seconds since the epoch. */
  values(label: string, among: Among, patience: Patience): Promise<Answer<readonly string[]>>;
  close(): void;
}

export interface Among {
  readonly selectors: readonly string[];
  readonly start: number;
  readonly end: number;
}

export interface ClientLimits {
  /** Of one request. */
  readonly milliseconds: number;
  /** Of one answer; it is held as text and as objects at once, some four times this. */
  readonly bytes: number;
  /** How often a question is asked at most. */
  readonly tries: number;
  /** Before the second try; doubled before each further one. */
  readonly backOffMs: number;
}

export const usualLimits: ClientLimits = {
  milliseconds: 30_000,
  bytes: 16 * 1024 * 1024,
  tries: 5,
  backOffMs: 500,
};

const MOST_WAIT_MS = 30_000;

export function prometheusClient(
  to: Connection,
  limits: ClientLimits = usualLimits,
): PrometheusClient {
  const post = (path: string, fields: Record<string, string>, patience: Patience) =>
    answered(to, limits, { method: 'POST', path, form: new URLSearchParams(fields) }, patience);
  return {
    match: to.match,
    async instant(query, at, patience) {
      const { data, warnings } = await post('/api/v1/query', { query, time: `${at}` }, patience);
      return { result: told(to, () => vectorOf(data)), warnings };
    },
    async range(query, grid, patience) {
      const { start, end, step } = grid;
      const fields = { query, start: `${start}`, end: `${end}`, step: `${step}` };
      const { data, warnings } = await post('/api/v1/query_range', fields, patience);
      return { result: told(to, () => matrixOf(data, grid)), warnings };
    },
    async values(label, { selectors, start, end }, patience) {
      const form = new URLSearchParams({ start: `${start}`, end: `${end}` });
      for (const selector of selectors) form.append('match[]', selector);
      // Of all the questions this one alone cannot be posted.
      const path = `/api/v1/label/${encodeURIComponent(label)}/values`;
      const { data, warnings } = await answered(
        to,
        limits,
        { method: 'GET', path, form },
        patience,
      );
      return { result: told(to, () => textsOf(data)), warnings };
    },
    close: () => {
      to.close();
    },
  };
}

const OK = 200;

/** Asks until it is answered, refused for good, or too late. */
async function answered(
  to: Connection,
  limits: ClientLimits,
  sent: Sent,
  patience: Patience,
): Promise<Opened> {
  const asked = `${to.base}${sent.path}`;
  for (let tried = 1; ; tried++) {
    const left = patience.deadline - Date.now();
    if (left <= 0) throw new PrometheusFault('late', `${asked}: no time is left to ask`);
    const milliseconds = Math.min(limits.milliseconds, left);
    try {
      const allowed = { ...patience, milliseconds, bytes: limits.bytes };
      const reply = await exchange(to, within(sent, milliseconds), allowed);
      const text = reply.status === OK ? reply.text : to.unsaid(reply.text);
      return openEnvelope({ ...reply, text }, asked, to.shows);
    } catch (fault) {
      if (!(fault instanceof PrometheusFault) || fault.kind !== 'away') throw fault;
      if (tried >= limits.tries) throw again(fault, tried);
      await pause(fault, limits.backOffMs * 2 ** (tried - 1), patience);
    }
  }
}

/** A server that knows our clock stops working when we stop waiting, a little before; and gives no part. */
function within({ method, path, form }: Sent, milliseconds: number): Sent {
  const timed = new URLSearchParams(form);
  for (const [name, value] of Object.entries(ALL_OR_NOTHING)) timed.set(name, value);
  if (method === 'POST') timed.set('timeout', `${Math.max(1, Math.floor(milliseconds * 0.9))}ms`);
  return { method, path, form: timed };
}

/** Up to half as long again, so that those who were turned away together do not come back together. */
async function pause(fault: PrometheusFault, backOffMs: number, patience: Patience): Promise<void> {
  const wanted = Math.max(fault.waitMs, backOffMs * (1 + Math.random() / 2));
  const wait = Math.min(wanted, MOST_WAIT_MS);
  if (Date.now() + wait >= patience.deadline)
    throw new PrometheusFault('late', `${fault.message}; there is no time to ask again`, {
      cause: fault,
    });
  try {
    await sleep(wait, undefined, patience.signal ? { signal: patience.signal } : {});
  } catch {
    throw patience.signal?.reason;
  }
}

const again = (fault: PrometheusFault, tries: number): PrometheusFault =>
  tries === 1
    ? fault
    : new PrometheusFault('away', `${fault.message} (asked ${tries} times)`, { cause: fault });

/** Whoever reads the fault wants to know who said that. */
function told<T>(to: Connection, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (!(fault instanceof PrometheusFault)) throw fault;
    throw new PrometheusFault(fault.kind, `${to.base}: ${fault.message}`, { cause: fault });
  }
}

function textsOf(data: unknown): readonly string[] {
  if (Array.isArray(data) && data.every((each) => typeof each === 'string')) return data;
  throw new PrometheusFault(
    'garbled',
    'it gave no list of texts where the values of a label were asked for',
  );
}
