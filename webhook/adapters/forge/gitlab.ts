/** GitLab, of any host: a job tells by its variables which merge request it runs for. */
import { recordIn, textIn } from '../raw.ts';
import { call, listed, me, type Api } from './calls.ts';
import type { Env, Forge, Nowhere } from './forge.ts';

/** A note may have 1,000,000 letters, and nobody reads so many. */
const ROOM_BYTES = 262_144;

export function gitlab(env: Env): Forge | Nowhere {
  const number = env['CI_MERGE_REQUEST_IID'] ?? '';
  if (number === '') return { nowhere: 'this job runs for no merge request' };
  const token = env['GITLAB_TOKEN'] ?? '';
  if (token === '') return { nowhere: 'no GITLAB_TOKEN is given, and a job token writes no notes' };
  // The pipeline of a fork may run in the fork; the merge request is where it is to be merged.
  const project = env['CI_MERGE_REQUEST_PROJECT_ID'] || env['CI_PROJECT_ID'] || '';
  const api: Api = {
    base: env['CI_API_V4_URL'] || 'https://gitlab.com/api/v4',
    headers: { 'private-token': token },
  };
  const notes = `/projects/${encodeURIComponent(project)}/merge_requests/${number}/notes`;
  return {
    about: `merge request ${number} of project ${project}`,
    needs: 'a GITLAB_TOKEN with the scope api, of a member with the role Reporter at least',
    roomBytes: ROOM_BYTES,
    async *comments() {
      const own = (await me(api))['id'];
      for await (const one of listed(api, `${notes}?sort=asc&order_by=created_at&`)) {
        const { id } = one;
        const isOurs = one['system'] !== true && recordIn(one, 'author')['id'] === own;
        if (typeof id === 'number') yield { id, body: textIn(one, 'body'), isOurs };
      }
    },
    async create(body) {
      await call(api, { method: 'POST', path: notes, body });
    },
    async update(id, body) {
      await call(api, { method: 'PUT', path: `${notes}/${id}`, body });
    },
  };
}
