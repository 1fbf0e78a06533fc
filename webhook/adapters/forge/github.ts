/** GitHub, of any host: a job tells by its environment which pull request it runs for. */
import { readFileSync } from 'node:fs';
import { isRecord, recordIn, textIn, type Raw } from '../raw.ts';
import { call, listed, me, Refused, type Api } from './calls.ts';
import type { Comment, Env, Forge, Nowhere } from './forge.ts';

/** A comment may have 65,536 letters. */
const ROOM_BYTES = 65_536;

export function github(env: Env): Forge | Nowhere {
  const number = numberIn(env['GITHUB_EVENT_PATH']);
  if (number === undefined) return { nowhere: 'this job runs for no pull request' };
  const token = env['GITHUB_TOKEN'] ?? '';
  if (token === '') return { nowhere: 'no GITHUB_TOKEN is given' };
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const api: Api = {
    base: env['GITHUB_API_URL'] || 'https://api.github.com',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
    },
  };
  const issues = `/repos/${repository}/issues`;
  return {
    about: `pull request ${number} of ${repository}`,
    needs: 'permissions: pull-requests: write, which a pull request from a fork is not given',
    roomBytes: ROOM_BYTES,
    async *comments() {
      const isOurs = await authorship(api, token);
      for await (const one of listed(api, `${issues}/${number}/comments?`)) {
        const comment = commentIn(one, isOurs);
        if (comment !== undefined) yield comment;
      }
    },
    async create(body) {
      await call(api, { method: 'POST', path: `${issues}/${number}/comments`, body });
    },
    async update(id, body) {
      await call(api, { method: 'PATCH', path: `${issues}/comments/${id}`, body });
    },
  };
}

/** Of `pull_request`, `pull_request_target` and the reviews of one; comments on it say `issue`. */
function numberIn(path: string | undefined): number | undefined {
  if (path === undefined || path === '') return undefined;
  const event: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isRecord(event)) return undefined;
  const issue = recordIn(event, 'issue');
  const number =
    recordIn(event, 'pull_request')['number'] ??
    (isRecord(issue['pull_request']) ? issue['number'] : undefined);
  return typeof number === 'number' ? number : undefined;
}

const asBot = (user: Raw): boolean => user['type'] === 'Bot';

/** A job's own token is an app's, which no user is; an app may not ask who it is, and writes as a bot. */
async function authorship(api: Api, token: string): Promise<(user: Raw) => boolean> {
  if (token.startsWith('ghs_')) return asBot;
  try {
    const { login } = await me(api);
    return (user) => user['login'] === login;
  } catch (error) {
    if (error instanceof Refused && error.status === 403) return asBot;
    throw error;
  }
}

function commentIn(one: Raw, isOurs: (user: Raw) => boolean): Comment | undefined {
  const { id } = one;
  if (typeof id !== 'number') return undefined;
  return { id, body: textIn(one, 'body'), isOurs: isOurs(recordIn(one, 'user')) };
}
