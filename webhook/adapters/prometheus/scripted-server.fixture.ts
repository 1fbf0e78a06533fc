/** A server that answers as a test says: what no Prometheus does on purpose, and what stands between us and one. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, beforeEach } from '@jest/globals';
import { connectionOf, type PrometheusConfig } from './connection.ts';
import {
  prometheusClient,
  usualLimits,
  type ClientLimits,
  type PrometheusClient,
} from './client.ts';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
}

export type Script = (response: ServerResponse, asked: Asked) => void;

export interface ScriptedServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Answers from now on; of several the last is repeated. */
  play(...scripts: readonly [Script, ...Script[]]): void;
  /** What a client of it gets to hear. */
  instant(
    limits?: Partial<ClientLimits>,
    milliseconds?: number,
  ): ReturnType<PrometheusClient['instant']>;
  range(): ReturnType<PrometheusClient['range']>;
  stop(): Promise<void>;
}

export async function scriptedServer(): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  let scripts: Script[] = [];
  const server = createServer(async (request, response) => {
    response.on('error', () => undefined);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = '', url = '', headers } = request;
    const now = { method, url, headers, form: new URLSearchParams(body) };
    asked.push(now);
    const script = scripts.length > 1 ? scripts.shift() : scripts[0];
    script?.(response, now);
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    asked,
    instant: (limits = {}, milliseconds = 5_000) =>
      clientOf({ url }, limits).instant('up', 1_763_600_000, within(milliseconds)),
    range: () => clientOf({ url }).range('up', grid, within(5_000)),
    play: (...next) => {
      scripts = [...next];
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export const clientOf = (
  config: PrometheusConfig,
  limits: Partial<ClientLimits> = {},
): PrometheusClient =>
  prometheusClient(connectionOf(config), { ...usualLimits, backOffMs: 5, ...limits });

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Script =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

export const vector = (...rows: readonly (readonly [Record<string, string>, string])[]) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: rows.map(([metric, value]) => ({ metric, value: [1_763_600_000, value] })),
  },
});

export const matrix = (...rows: readonly { metric: unknown; values?: unknown }[]) => ({
  status: 'success',
  data: { resultType: 'matrix', result: rows },
});

export const error = (errorType: string, says: string, status: number): Script =>
  json({ status: 'error', errorType, error: says }, status);

export const within = (milliseconds: number) => ({ deadline: Date.now() + milliseconds });

export const grid = { start: 60, end: 240, step: 60 };

export async function faultOf(answer: Promise<unknown>): Promise<Error> {
  try {
    await answer;
  } catch (fault) {
    if (fault instanceof Error) return fault;
  }
  throw new Error('there was no fault');
}

/** A new one for each test; `at()` is that of the test which runs. */
export function servers(): () => ScriptedServer {
  let server: ScriptedServer;
  beforeEach(async () => {
    server = await scriptedServer();
  });
  afterEach(() => server.stop());
  return () => server;
}
