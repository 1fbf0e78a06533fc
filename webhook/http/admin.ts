/**
 * Probes, metrics and what is kept, in plain HTTP on a port of their own, so that the door for reviews can stay
 * strict. `/livez` knows of no dependency: restarting us heals none of them.
 */
import { createServer } from 'node:http';
import express, {
  Router,
  type ErrorRequestHandler,
  type Express,
  type RequestHandler,
} from 'express';
import type { Registry } from 'prom-client';
import { type Address, listen } from './listen.ts';

export interface AdminOptions extends Address {
  /** What is still missing before reviews should come here, a line each; empty when ready. */
  readonly missing: () => readonly string[];
  readonly registry: Registry;
  /** The sets of policies that are kept; absent where none are. */
  readonly policies?: Policies;
  /** What the server says of itself, as JSON; absent where nobody has put it together. */
  readonly status?: () => Promise<unknown>;
}

export interface Policies {
  entries(): Promise<unknown>;
  /** One of them, as JSON, where it is kept. */
  text(hash: string): Promise<string | undefined>;
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

function pages(
  { missing, registry, policies, status }: AdminOptions,
  alive: () => boolean,
): Express {
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
  if (policies !== undefined) app.use('/policies', fromHere, policyPages(policies));
  if (status !== undefined)
    app.get('/status', fromHere, async (_, res) => {
      res.json(await status());
    });
  app.use((_, res) => {
    res
      .status(404)
      .type('text')
      .send('only /livez, /readyz, /metrics, /policies and /status are here\n');
  });
  app.use(failed);
  return app;
}

function policyPages(policies: Policies): Router {
  const router = Router();
  router.get('/', async (_, res) => {
    res.json(await policies.entries());
  });
  router.get('/:hash', async (req, res) => {
    const text = await policies.text(req.params.hash);
    if (text === undefined) res.status(404).type('text').send('no such set is kept\n');
    else res.type('json').send(text);
  });
  return router;
}

/** Policies name teams and what they may have, and so does the status: they are shown inside the pod, and to no network. */
const fromHere: RequestHandler = ({ socket: { remoteAddress, localAddress } }, res, next) => {
  if (remoteAddress !== undefined && remoteAddress === localAddress) next();
  else res.status(403).type('text').send('policies and status are shown to this machine only\n');
};

/** Express would show the stack. It knows us for an error handler by our four parameters. */
const failed: ErrorRequestHandler = (_error, _req, res, _next) => {
  res.status(500).type('text').send('this page could not be made\n');
};
