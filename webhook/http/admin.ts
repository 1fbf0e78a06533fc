/**
 * Probes and metrics, in plain HTTP on a port of their own, so that the door for reviews can stay
 * strict. `/livez` knows of no dependency: restarting us heals none of them.
 */
import { createServer } from 'node:http';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Registry } from 'prom-client';
import { type Address, listen } from './listen.ts';

export interface AdminOptions extends Address {
  /** What is still missing before reviews should come here, a line each; empty when ready. */
  readonly missing: () => readonly string[];
  readonly registry: Registry;
}

export interface AdminServer {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

const HEARTBEAT_MS = 1_000;
/** An event loop that has not turned for so long will not by itself. */
const STUCK_MS = 10_000;

export async function serveAdmin(options: AdminOptions): Promise<AdminServer> {
  let turned = performance.now();
  const heart = setInterval(() => (turned = performance.now()), HEARTBEAT_MS).unref();
  const server = createServer(pages(options, () => performance.now() - turned < STUCK_MS));
  const { address, port } = await listen(server, options);
  return {
    host: address,
    port,
    close() {
      clearInterval(heart);
      return new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
    },
  };
}

function pages({ missing, registry }: AdminOptions, alive: () => boolean): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/livez', (_, res) => {
    if (alive()) res.type('text').send('ok\n');
    else res.status(503).type('text').send('the event loop stands still\n');
  });
  app.get('/readyz', (_, res) => {
    const lines = missing();
    if (lines.length === 0) res.type('text').send('ok\n');
    else
      res
        .status(503)
        .type('text')
        .send(`${lines.join('\n')}\n`);
  });
  app.get('/metrics', async (_, res) => {
    const text = await registry.metrics();
    res.set('Content-Type', registry.contentType).send(text);
  });
  app.use((_, res) => {
    res.status(404).type('text').send('only /livez, /readyz and /metrics are here\n');
  });
  app.use(failed);
  return app;
}

/** Express would show the stack. It knows us for an error handler by our four parameters. */
const failed: ErrorRequestHandler = (_error, _req, res, _next) => {
  res.status(500).type('text').send('this page could not be made\n');
};
