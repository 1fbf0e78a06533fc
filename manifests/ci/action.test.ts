/** The action: read by GitHub's own parser, and its steps run as a runner of GitHub runs them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { NoOperationTraceWriter } from '@actions/workflow-parser';
import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { recording, TOKEN } from '../../webhook/adapters/forge/recording.fixture.ts';
import type { Report } from '../../webhook/review/report.ts';
import { checkout, root } from './ran.ts';

const text = readFileSync(join(root, 'action.yml'), 'utf8');

interface Step {
  readonly shell: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const action = parse(text) as Action;

const faultsIn = (content: string): readonly string[] => {
  const { context } = parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
};

test('GitHub understands it', () => {
  expect(faultsIn(text)).toEqual([]);
  // And would say so if it did not.
  expect(faultsIn(text.replace('composite', 'compost'))).not.toEqual([]);
  expect(faultsIn(text.replace('shell: bash', 'shel: bash'))).not.toEqual([]);
});

test('no input stands in the text of a script, and each one that is there is used', () => {
  const { steps } = action.runs;
  for (const { run } of steps) expect(run).not.toContain('${{');
  const used = steps.flatMap(({ env }) => Object.values(env)).join(' ');
  for (const name of Object.keys(action.inputs)) expect(used).toContain(`inputs.${name} `);
});

/** A job starts half a dozen processes, on machines that may be busy with others. */
jest.setTimeout(240_000);

const forge = await recording();
const shop = checkout();
const [event, summary, output] = ['event.json', 'summary.md', 'output'].map((name) =>
  join(shop.folder, '..', name),
) as [string, string, string];
afterAll(() => {
  forge.close();
  shop.remove();
});

beforeEach(() => {
  forge.calls.length = 0;
  forge.comments.length = 0;
  forge.refuse = undefined;
  writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
  shop.holds('17-unknown-slice.yaml');
});

type Inputs = Readonly<Record<string, string>>;

/** Of a job for pull request 7; what its step adds to its summary and sets as outputs, too. */
async function job(inputs: Inputs) {
  const value = (expression: string): string =>
    expression
      .replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_all, name: string) =>
        value(inputs[name] ?? action.inputs[name]?.default ?? ''),
      )
      .replaceAll('${{ github.token }}', TOKEN);
  for (const file of [summary, output]) writeFileSync(file, '');
  const [step] = action.runs.steps;
  if (step?.shell !== 'bash') throw new Error('the action has no step of bash');
  const ran = await shop.run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    ...Object.fromEntries(Object.entries(step.env).map(([name, one]) => [name, value(one)])),
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_PATH: root.replace(/\/$/, ''),
    GITHUB_API_URL: forge.url,
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_EVENT_PATH: event,
    GITHUB_STEP_SUMMARY: summary,
    GITHUB_OUTPUT: output,
    RUNNER_TEMP: join(shop.folder, '..'),
  });
  const outputs = readFileSync(output, 'utf8').trimEnd().split('\n');
  return {
    ...ran,
    summary: readFileSync(summary, 'utf8'),
    outputs: Object.fromEntries(outputs.map((line) => line.split('='))) as Inputs,
  };
}

/** As the report has it. */
function counted(outputs: Inputs): string {
  const { conclusion } = JSON.parse(readFileSync(outputs['json'] ?? '', 'utf8')) as Report;
  const { error, warning, note } = conclusion.counts;
  return String(error + warning + note);
}

const writes = (): string[] => forge.calls.filter((one) => !one.startsWith('GET'));

const CREATED = 'POST /repos/acme/shop/issues/7/comments';
const UPDATED = 'PATCH /repos/acme/shop/issues/comments/1000';

test('a pull request is annotated, summarised and commented on; its comment changes when it does', async () => {
  const first = await job({ paths: 'deploy' });
  expect(first.status).toBe(1);
  expect(first.stdout).toMatch(/^::error file=deploy\/17-unknown-slice\.yaml,line=14,/m);
  expect(first.outputs).toMatchObject({ exit: '1', findings: counted(first.outputs) });
  expect(first.summary).toContain('guard/unknown-resource');
  expect(forge.comments).toMatchObject([{ body: first.summary }]);
  expect(writes()).toEqual([CREATED]);

  expect((await job({ paths: 'deploy' })).status).toBe(1);
  expect(writes()).toEqual([CREATED]);

  shop.holds('17-unknown-slice.yaml', '18-two-shared-units.yaml');
  const more = Number((await job({ paths: 'deploy' })).outputs['findings']);
  expect(more).toBeGreaterThan(Number(first.outputs['findings']));
  expect(writes()).toEqual([CREATED, UPDATED]);
  expect(forge.comments[0]?.body).toContain('guard/one-shared-unit');
});

test('the outputs that it promises are files of the formats that they name', async () => {
  const sarif = join(shop.folder, 'review.sarif');
  const { outputs } = await job({ paths: 'deploy', sarif });
  expect(Object.keys(outputs).toSorted()).toEqual(Object.keys(action.outputs).toSorted());
  expect(outputs['sarif']).toBe(sarif);
  const read = (name: string) => readFileSync(outputs[name] ?? '', 'utf8');
  expect(JSON.parse(read('sarif'))).toMatchObject({ version: '2.1.0' });
  expect(JSON.parse(read('json'))).toMatchObject({ kind: 'ReviewReport' });
  expect(read('markdown')).toMatch(/^<!-- tranche-review -->/);
});

test.each([403, 404])('without the right to comment (%i) all else is as it was', async (how) => {
  forge.refuse = how;
  const { status, stdout, summary: shown } = await job({ paths: 'deploy' });
  expect(status).toBe(1);
  expect(shown).toContain('guard/unknown-resource');
  expect(stdout).toMatch(/^::notice title=tranche::no comment on .*pull-requests: write/m);
});

test('where nobody is to be told, nobody is', async () => {
  shop.holds('12-no-evidence.yaml');
  const { status, outputs } = await job({ paths: 'deploy', comment: 'false' });
  expect([status, outputs['exit'], forge.calls]).toEqual([0, '0', []]);
});

test('what cannot be told is neither clean nor a finding', async () => {
  writeFileSync(join(shop.folder, 'deploy/torn.yaml'), 'kind: [');
  expect((await job({ paths: 'deploy' })).outputs).toMatchObject({ exit: '2' });
});

test('what is left out is not looked at', async () => {
  writeFileSync(join(shop.folder, 'deploy/mkdocs.yml'), 'site_name: shop\n');
  writeFileSync(join(shop.folder, 'deploy/torn.yaml'), 'kind: [');
  const { outputs } = await job({ paths: 'deploy', exclude: 'mkdocs.yml\ndeploy/torn*' });
  expect(outputs).toMatchObject({ exit: '1' });
});

test('without a snapshot it is said that the sample was asked, and with one nothing is', async () => {
  const warning = /^::warning title=tranche review::no snapshot is given: the embedded sample/m;
  expect((await job({ paths: 'deploy', snapshot: ' \n' })).stdout).toMatch(warning);
  const snapshot = `own=${join(root, 'policies/sample/fleet.yaml')}`;
  expect((await job({ paths: 'deploy', snapshot })).stdout).not.toMatch(warning);
});

test('where there is no report, the page of the run says why', async () => {
  const none = await job({ paths: ' \n ' });
  expect(none).toMatchObject({ status: 2, outputs: { exit: '2' } });
  expect(none.stdout).toMatch(/^::error title=tranche review::the input paths is empty/m);
  const lost = await job({ paths: 'deploy', base: '100%' });
  expect(lost).toMatchObject({ status: 2, outputs: { exit: '2' } });
  expect(lost.stdout).toMatch(/^::error title=tranche review::.*--base 100%25 is neither a path/m);
  expect(lost.stderr).toContain('--base 100% is neither a path');
});

test('an input is a word, whatever is in it', async () => {
  const hostile = '$(touch ran)`touch ran`"; touch ran; \'; touch ran #';
  const names = Object.keys(action.inputs).filter((one) => !['token', 'comment'].includes(one));
  const all = await job(Object.fromEntries(names.map((name) => [name, hostile])));
  const asPath = await job({ paths: `--fail-on=none\n  ${hostile}\n deploy \n\n` });
  expect([all.status, asPath.status]).toEqual([2, 2]);
  expect(asPath.stdout).toContain('unknown-slice.yaml');
  expect(existsSync(join(shop.folder, 'ran'))).toBe(false);
});
