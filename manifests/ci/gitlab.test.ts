/** The template for GitLab: held against GitLab's own schema, and its job run on this machine. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { recording, TOKEN } from '../../webhook/adapters/forge/recording.fixture.ts';
import { checkout, commands, root } from './ran.ts';

const template = join(root, 'manifests/ci/gitlab/tranche-review.yml');
const runner = join(root, 'node_modules/gitlab-ci-local/dist/index.js');

/** A job starts half a dozen processes, on machines that may be busy with others. */
jest.setTimeout(240_000);

const forge = await recording();
const shop = checkout();
const bin = commands(shop.folder, {
  tranche: `exec '${process.execPath}' '${root}dist/cli.js' "$@"`,
  // The runner copies the checkout for jobs in containers, which this one is not.
  rsync: 'exit 0',
});
afterAll(() => {
  forge.close();
  shop.remove();
});

beforeEach(() => {
  forge.calls.length = 0;
  forge.comments.length = 0;
  forge.refuse = undefined;
  copyFileSync(template, join(shop.folder, 'tranche-review.yml'));
  including('TRANCHE_PATHS: deploy');
  shop.holds('17-unknown-slice.yaml');
});

const including = (variables: string): void =>
  writeFileSync(
    join(shop.folder, '.gitlab-ci.yml'),
    `include: [{ local: tranche-review.yml }]\ntranche-review: { variables: { ${variables} } }\n`,
  );

const ofMergeRequest = {
  GITLAB_CI: 'true',
  CI_PIPELINE_SOURCE: 'merge_request_event',
  CI_API_V4_URL: forge.url,
  CI_PROJECT_ID: '12',
  CI_MERGE_REQUEST_IID: '7',
  GITLAB_TOKEN: TOKEN,
};

const job = (variables: Readonly<Record<string, string>> = ofMergeRequest) =>
  shop.run(
    process.execPath,
    [
      runner,
      '--force-shell-executor',
      '--ignore-predefined-vars',
      Object.keys(ofMergeRequest).join(','),
      ...Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]),
      'tranche-review',
    ],
    { PATH: `${bin}:${process.env['PATH']}`, HOME: shop.folder },
  );

const writes = (): string[] => forge.calls.filter((one) => !one.startsWith('GET'));

const CREATED = 'POST /projects/12/merge_requests/7/notes';

test('a merge request has its reports and one note, and fails as the review does', async () => {
  const first = await job();
  expect([first.status, first.stdout]).toEqual([1, expect.stringContaining('1 error')]);
  const { artifacts } = (parse(readFileSync(template, 'utf8')) as Template)['tranche-review'];
  const { codequality, junit } = artifacts.reports;
  const said = JSON.parse(readFileSync(join(shop.folder, codequality), 'utf8'));
  expect(said).toContainEqual(expect.objectContaining({ check_name: 'guard/unknown-resource' }));
  expect(readFileSync(join(shop.folder, junit), 'utf8')).toContain('<testsuites');
  expect(forge.comments).toMatchObject([{ body: expect.stringContaining('unknown-resource') }]);
  expect(writes()).toEqual([CREATED]);

  await job();
  expect(writes()).toEqual([CREATED]);
  shop.holds('18-two-shared-units.yaml');
  await job();
  expect(writes()).toEqual([CREATED, 'PUT /projects/12/merge_requests/7/notes/1000']);
});

interface Template {
  readonly 'tranche-review': {
    readonly artifacts: {
      readonly reports: { readonly codequality: string; readonly junit: string };
    };
  };
}

test('without the right to write a note the job is what the review was', async () => {
  forge.refuse = 403;
  expect((await job()).status).toBe(1);
  writeFileSync(join(shop.folder, 'deploy/mkdocs.yml'), 'site_name: shop\n');
  including('TRANCHE_PATHS: deploy, TRANCHE_EXCLUDE: mkdocs.yml, TRANCHE_FAIL_ON: none');
  const { status, stdout, stderr } = await job();
  expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('scope api')]);
});

test("what is not GitLab's is told", async () => {
  const [text, file] = [readFileSync(template, 'utf8'), join(shop.folder, 'tranche-review.yml')];
  writeFileSync(file, text.replace('codequality:', 'quality: 5\n      codequality:'));
  const { status, stdout, stderr } = await job();
  expect([status, stdout + stderr]).toEqual([
    1,
    expect.stringContaining('is not expected to be here'),
  ]);
});

test('it reads its variables as the action does', () => {
  const shared = readFileSync(join(root, 'manifests/ci/arguments.sh'), 'utf8');
  const [, , ...lines] = shared.trimEnd().split('\n');
  const indented = lines.map((line) => (line === '' ? '' : `      ${line}`)).join('\n');
  expect(readFileSync(template, 'utf8')).toContain(indented.trimEnd());
});
