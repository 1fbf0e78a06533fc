/** A report reaches the pull request once, and again only when it says something new. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { recording, TOKEN, type Recording } from '../adapters/forge/recording.fixture.ts';
import { root, type Ran } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-post-'));
const file = join(folder, 'report.md');
const event = join(folder, 'event.json');
const summary = join(folder, 'summary.md');
writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
const forge = await recording();
afterAll(() => {
  forge.close();
  rmSync(folder, { recursive: true, force: true });
});

type Env = Readonly<Record<string, string>>;

const ofGitHub: Env = {
  GITHUB_ACTIONS: 'true',
  GITHUB_API_URL: forge.url,
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_EVENT_PATH: event,
  GITHUB_TOKEN: TOKEN,
};
const ofGitLab: Env = {
  GITLAB_CI: 'true',
  CI_API_V4_URL: forge.url,
  CI_PROJECT_ID: '99',
  CI_MERGE_REQUEST_PROJECT_ID: '12',
  CI_MERGE_REQUEST_IID: '7',
  GITLAB_TOKEN: TOKEN,
};

/** Not synchronously: the forge answers in this process. */
const post = (env: Env, ...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const words = ['dist/cli.js', 'post', file, ...args];
    const { PATH = '' } = process.env;
    const options = { cwd: root, env: { PATH, ...env } };
    execFile(process.execPath, words, options, (error, stdout, stderr) => {
      const status = error === null ? 0 : Number(error.code);
      resolve({ status, stdout, stderr });
    });
  });

const report = (says: string): void =>
  writeFileSync(file, `<!-- tranche-review -->\n# Report\n\n${says}\n`);

const writes = ({ calls }: Recording): string[] => calls.filter((one) => !one.startsWith('GET'));

beforeEach(() => {
  forge.calls.length = 0;
  forge.comments.length = 0;
  forge.refuse = undefined;
  report('one finding');
});

describe.each([
  [
    'GitHub',
    ofGitHub,
    'POST /repos/acme/shop/issues/7/comments',
    'PATCH /repos/acme/shop/issues/comments/1000',
  ],
  [
    'GitLab',
    ofGitLab,
    'POST /projects/12/merge_requests/7/notes',
    'PUT /projects/12/merge_requests/7/notes/1000',
  ],
] as const)('on %s', (_name, env, created, updated) => {
  test('the first run writes a comment, the next ones only what is new', async () => {
    expect((await post(env)).status).toBe(0);
    expect(writes(forge)).toEqual([created]);
    expect(forge.comments).toMatchObject([{ body: readFileSync(file, 'utf8') }]);
    const again = await post(env);
    expect([again.status, writes(forge)]).toEqual([0, [created]]);
    report('two findings');
    expect((await post(env)).status).toBe(0);
    expect(writes(forge)).toEqual([created, updated]);
    expect(forge.comments).toMatchObject([{ body: expect.stringContaining('two findings') }]);
  });

  test('a comment that somebody else began with our marker is left alone', async () => {
    forge.comments.push({ id: 1, body: '<!-- tranche-review -->\nall is well', by: 'somebody' });
    await post(env);
    expect(writes(forge)).toEqual([created]);
    expect(forge.comments[0]?.body).toContain('all is well');
  });

  test('ours is found behind hundreds of others, and another review has its own', async () => {
    for (let id = 1; id <= 250; id += 1) forge.comments.push({ id, body: 'hm', by: 'somebody' });
    for (const _ of ['first', 'second']) {
      await post(env);
      await post(env, '--name', 'prod');
    }
    expect(writes(forge)).toEqual([created, created]);
  });

  test.each([401, 403, 404])('where it may not (%i) it says so, and fails nothing', async (how) => {
    forge.refuse = how;
    const { status, stdout, stderr } = await post(env);
    expect(status).toBe(0);
    expect(stdout + stderr).toMatch(/no comment on (pull|merge) request 7 .*; it takes /);
    expect(stdout + stderr).not.toContain(TOKEN);
  });

  test('what is wrong with the forge itself is told as that', async () => {
    forge.refuse = 502;
    expect(await post(env)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no comment: GET http.* was answered 502/),
    });
  });

  test('no redirect takes the token elsewhere', async () => {
    forge.refuse = 307;
    expect((await post(env)).status).toBe(2);
    expect(forge.calls).toHaveLength(1);
  });
});

test('the page of a run has the report, whatever becomes of the comment', async () => {
  forge.refuse = 403;
  writeFileSync(summary, 'before\n');
  const { stdout } = await post({ ...ofGitHub, GITHUB_STEP_SUMMARY: summary });
  expect(readFileSync(summary, 'utf8')).toBe(`before\n${readFileSync(file, 'utf8')}`);
  expect(stdout).toMatch(/^::notice title=tranche::no comment on pull request 7 of acme\/shop: /);
});

test('the page of a run is never more than GitHub shows', async () => {
  report('a line of it\n'.repeat(200_000));
  writeFileSync(summary, 'before\n');
  await post({ ...ofGitHub, GITHUB_STEP_SUMMARY: summary }, '--no-comment');
  const shown = readFileSync(summary);
  expect(shown.length).toBeLessThanOrEqual(1024 * 1024);
  expect(shown.toString()).toMatch(/_Cut here, .*\n$/);
  expect(forge.calls).toEqual([]);
});

test('a push, a missing token and a desk are nothing to fail on', async () => {
  writeFileSync(join(folder, 'push.json'), '{}');
  const push = { ...ofGitHub, GITHUB_EVENT_PATH: join(folder, 'push.json') };
  for (const env of [
    push,
    { ...ofGitHub, GITHUB_TOKEN: '' },
    { ...ofGitLab, GITLAB_TOKEN: '' },
    {},
  ])
    expect((await post(env)).status).toBe(0);
  expect(forge.calls).toEqual([]);
});
