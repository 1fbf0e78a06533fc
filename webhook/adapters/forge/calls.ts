/** Calls of a forge's REST API. No redirect is followed: it might take the token elsewhere. */
import { isRecord, type Raw } from '../raw.ts';

export interface Api {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

export class Refused extends Error {
  readonly status: number;

  constructor(status: number, says: string) {
    super(says);
    this.status = status;
  }

  /** The token may not; a repository that it may not see is said not to be there. */
  get isOfRights(): boolean {
    return [401, 403, 404].includes(this.status);
  }
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly path: string;
  readonly body?: string;
}

const PATIENCE_MS = 20_000;

export async function call({ base, headers }: Api, { method, path, body }: Call): Promise<unknown> {
  const url = `${base.replace(/\/$/, '')}${path}`;
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
    headers: {
      ...headers,
      'user-agent': 'tranche',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify({ body }) }),
  }).catch((error: unknown) => {
    throw new Error(`${method} ${url}: ${reason(error)}`);
  });
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  throw new Refused(answer.status, `${method} ${url} was answered ${answer.status}${said(text)}`);
}

/** What fetch says itself is only that it failed. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function said(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const message = isRecord(value) ? (value['message'] ?? value['error']) : undefined;
    return typeof message === 'string' ? `: ${message}` : '';
  } catch {
    return '';
  }
}

/** Whose token it is. */
export async function me(api: Api): Promise<Raw> {
  const user = await call(api, { method: 'GET', path: '/user' });
  if (!isRecord(user)) throw new Error(`${api.base}/user is no user`);
  return user;
}

const PER_PAGE = 100;
/** More comments than anybody reads. */
const PAGES = 50;

/** Pages are asked for by number until one is not full. */
export async function* listed(api: Api, path: string): AsyncIterable<Raw> {
  for (let page = 1; page <= PAGES; page += 1) {
    const found = await call(api, {
      method: 'GET',
      path: `${path}per_page=${PER_PAGE}&page=${page}`,
    });
    if (!Array.isArray(found)) throw new Error(`${api.base}${path} is no list`);
    for (const one of found) if (isRecord(one)) yield one;
    if (found.length < PER_PAGE) return;
  }
}
