/**
 * The door for people who ask: HTTPS with the serving certificate, on a port of its own, so that the
 * door for reviews stays strict and nobody's question can take its room. Whoever comes shows a token,
 * in `Authorization` or, since the API server's proxy takes that away, in a header of our own. A token
 * is handed to the API server that gave it, and to nobody else: not to the log, not to an answer.
 */
import { createServer } from 'node:https';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Asker } from '../../ports.ts';
import { deeperThan } from '../depth.ts';
import { CHECK_MS, DEPTH_LIMIT, HANDSHAKE_MS, HEADERS_MS, REQUEST_MS } from '../limits.ts';
import { type Address, listen } from '../listen.ts';
import type { Log } from '../log.ts';
import { type Certificate, tlsOptions } from '../tls.ts';
import { denial, notAllowed } from './denial.ts';
import { guardOf, type Guard, type GuardParts } from './guard.ts';
import type { Inquiry, Page } from './page.ts';

export interface InquiryOptions extends Address, GuardParts {
  readonly certificate: Certificate;
  readonly pages: readonly Page[];
  readonly log: Log;
}

export interface InquiryDoor {
  readonly port: number;
  close(): Promise<void>;
}

/** Where a token is that came through the API server's proxy. */
export const TOKEN_HEADER = 'x-tranche-token';

const CONNECTIONS = 128;
/** Questions being answered. More would take from reviews the time that they have. */
const AT_ONCE = 16;
/** A pod may be as large as the API server takes; one that is asked about is a page of YAML. */
const BODY = 512 * 1024;

export async function openInquiries(options: InquiryOptions): Promise<InquiryDoor> {
  const { certificate } = options;
  const tls = () => tlsOptions(certificate, 'TLSv1.2');
  const server = createServer(
    {
      ...tls(),
      handshakeTimeout: HANDSHAKE_MS,
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: CHECK_MS,
    },
    pagesOf(options),
  );
  server.maxConnections = CONNECTIONS;
  const { port } = await listen(server, options);
  const renew = () => server.setSecureContext(tls());
  const unsubscribe = certificate.onChange(renew);
  renew();
  return {
    port,
    close() {
      unsubscribe();
      return new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
    },
  };
}

function pagesOf({ pages, log, ...parts }: InquiryOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  const guard = guardOf(parts);
  app.use(fewAtOnce(), known(guard, log), express.json({ limit: BODY, verify: readable }));
  for (const page of pages) app[page.method](page.path, answering(page, guard, log));
  const paths = pages.map(({ path }) => path).join(', ');
  app.use((_, res) => refuse(res, 404, `only ${paths} can be asked for here`));
  app.use(failed(log));
  return app;
}

/** Why a body is not even parsed. */
class Unread extends Error {}

/**
 * Whatever its size, unlike a review: what is asked about is copied and written down again, which
 * recurses. A quote is told from half of another letter in UTF-8 alone.
 */
function readable(_req: unknown, _res: unknown, body: Buffer, encoding: string): void {
  if (encoding !== 'utf-8') throw new Unread('a question is written in UTF-8');
  if (deeperThan(body, DEPTH_LIMIT))
    throw new Unread(`a question nests ${DEPTH_LIMIT} levels at most`);
}

function fewAtOnce(): RequestHandler {
  let inside = 0;
  return (_, res, next) => {
    if (inside >= AT_ONCE)
      return refuse(res, 503, 'too many questions at once; ask again in a second');
    inside += 1;
    res.once('close', () => (inside -= 1));
    return next();
  };
}

const NO_TOKEN = `no token: show one in Authorization (Bearer …), or through the API server's proxy in ${TOKEN_HEADER}`;
const NOBODYS = 'the API server knows nobody with this token; it may have ended';
const CANNOT_ASK =
  'the API server cannot be asked who you are and what you may; ask again in a second';

/** Whoever the API server knows is let in. */
const known =
  (guard: Guard, log: Log): RequestHandler =>
  async (req, res, next) => {
    const token = tokenOf(req);
    if (token === undefined) return refuse(res, 401, NO_TOKEN);
    const asker = await asked(guard.holder(token), log);
    if (asker === 'unanswered') return refuse(res, 503, CANNOT_ASK);
    if (asker === 'nobody') return refuse(res, 401, NOBODYS);
    askers.set(req, asker);
    return next();
  };

const askers = new WeakMap<Request, Asker>();

const answering =
  (page: Page, guard: Guard, log: Log): RequestHandler =>
  async (req, res) => {
    const heard = page.hear(inquiryOf(req));
    if (!heard.ok) return refuse(res, 400, heard.says);
    const asker = askers.get(req);
    if (asker === undefined) return refuse(res, 401, NO_TOKEN);
    for (const right of [heard.right, ...(heard.also ?? [])]) {
      const allowed = await asked(guard.allows(asker, right), log);
      if (allowed === 'unanswered') return refuse(res, 503, CANNOT_ASK);
      if (!allowed) return refuse(res, 403, notAllowed(asker, right));
    }
    res.set('Cache-Control', 'no-store').json(await heard.answer());
  };

async function asked<T>(answer: Promise<T>, log: Log): Promise<T | 'unanswered'> {
  try {
    return await answer;
  } catch (error) {
    log.say('warn', 'inquiry-unanswered', { fault: error instanceof Error ? error.message : '' });
    return 'unanswered';
  }
}

const BEARER = /^bearer +(\S+)$/i;

function tokenOf({ headers }: Request): string | undefined {
  const own = headers[TOKEN_HEADER];
  if (typeof own === 'string' && own !== '') return own;
  return BEARER.exec(headers.authorization ?? '')?.[1];
}

function inquiryOf({ query, body }: Request): Inquiry {
  const entries = Object.entries(query).map(([name, value]): [string, string[]] => [
    name,
    [value].flat().filter((one) => typeof one === 'string'),
  ]);
  return { query: new Map(entries), body };
}

function refuse(res: Response, code: number, says: string): void {
  if (code === 401) res.set('WWW-Authenticate', 'Bearer');
  if (code === 503) res.set('Retry-After', '1');
  res.status(code).json(denial(code, says));
}

/** A body that could not be read is told its sender; what failed here is told our log. */
const failed =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, _req, res, _next) => {
    const code = error instanceof Error && 'status' in error ? Number(error.status) : 500;
    if (code === 413) return refuse(res, 413, `a question has ${BODY / 1024} KiB at most`);
    if (error instanceof Unread) return refuse(res, 400, error.message);
    if (code >= 400 && code < 500) return refuse(res, 400, 'this is no JSON that can be read');
    log.say('error', 'inquiry-failed', { fault: error instanceof Error ? error.message : '' });
    return refuse(res, 500, 'this page could not be made; our log says why');
  };
