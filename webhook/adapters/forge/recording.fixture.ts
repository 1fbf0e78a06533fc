/**
 * What GitHub and GitLab answer about the comments of one pull request, by their public references, on
 * a port of this machine; it keeps what it was asked.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { isRecord, textIn, type Raw } from '../raw.ts';

export interface Stored {
  readonly id: number;
  body: string;
  readonly by: 'ours' | 'somebody';
}

export interface Recording {
  readonly url: string;
  readonly calls: string[];
  readonly comments: Stored[];
  /** The status of every answer from now on, if not that of success. */
  refuse: number | undefined;
  close(): void;
}

const authors = {
  ours: { id: 42, login: 'github-actions[bot]', type: 'Bot' },
  somebody: { id: 7, login: 'mallory', type: 'User' },
};

export const TOKEN = 'ghs_told-to-nobody';

const shown = ({ id, body, by }: Stored) => ({
  id,
  body,
  user: authors[by],
  author: authors[by],
  system: false,
});

type Answer = readonly [status: number, value: unknown];

function read(comments: readonly Stored[], { pathname, searchParams }: URL): Answer {
  if (pathname === '/user') return [200, authors.ours];
  const [page, size] = [Number(searchParams.get('page')), Number(searchParams.get('per_page'))];
  return [200, comments.slice((page - 1) * size, page * size).map(shown)];
}

function created(comments: Stored[], body: string): Answer {
  const stored: Stored = { id: 1000 + comments.length, body, by: 'ours' };
  comments.push(stored);
  return [201, shown(stored)];
}

function updated(comments: readonly Stored[], path: string, body: string): Answer {
  const found = comments.find(({ id }) => path.endsWith(`/${id}`));
  if (found === undefined) return [404, { message: 'Not Found' }];
  found.body = body;
  return [200, shown(found)];
}

export async function recording(): Promise<Recording> {
  const calls: string[] = [];
  const comments: Stored[] = [];
  const server = createServer((asked, answer) => {
    void textOf(asked).then((text) => {
      const [status, value] = answered(asked, text);
      answer.writeHead(status, { 'content-type': 'application/json' });
      answer.end(JSON.stringify(value));
    });
  });
  function answered(asked: IncomingMessage, text: string): Answer {
    const url = new URL(asked.url ?? '', 'http://127.0.0.1');
    calls.push(`${asked.method} ${url.pathname}`);
    if (made.refuse !== undefined)
      return [made.refuse, { message: 'Resource not accessible by integration' }];
    if (!isOfToken(asked)) return [401, { message: 'Bad credentials' }];
    if (asked.method === 'GET') return read(comments, url);
    const body = textIn(parsed(text), 'body');
    return asked.method === 'POST'
      ? created(comments, body)
      : updated(comments, url.pathname, body);
  }
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const at = server.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  const made: Recording = {
    calls,
    comments,
    refuse: undefined,
    url: `http://127.0.0.1:${port}`,
    close: () => server.close(),
  };
  return made;
}

function parsed(text: string): Raw {
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? value : {};
}

const isOfToken = ({ headers }: IncomingMessage): boolean =>
  headers.authorization === `Bearer ${TOKEN}` || headers['private-token'] === TOKEN;

async function textOf(asked: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of asked) text += String(chunk);
  return text;
}
