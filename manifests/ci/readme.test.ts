/** What the page tells people to write is there: inputs, hooks, variables, files. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { afterAll, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { checkout, commands, root } from './ran.ts';

/** A job starts half a dozen processes, on machines that may be busy with others. */
jest.setTimeout(240_000);

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('manifests/ci/README.md');
const [workflow, pipeline, rendering, leaving, hooks] = [
  ...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm),
  // GitLab's own tag is read as the list it is.
].map(([, text = '']) => parse(text, { logLevel: 'error' }));

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string>>;
}

const shop = checkout();
afterAll(() => shop.remove());

/** What a step does with these programs in place of those that no test has. */
const step = (run: string | undefined, stubs: Readonly<Record<string, string>>) =>
  shop.run('bash', ['--noprofile', '--norc', '-e', '-c', run ?? 'false'], {
    PATH: `${commands(shop.folder, stubs)}:${process.env['PATH']}`,
    RUNNER_TEMP: join(shop.folder, '..'),
  });

test('the job of GitHub names inputs and outputs of the action', () => {
  const action = parse(read('action.yml'));
  const steps: readonly Step[] = workflow.jobs.gpus.steps;
  const review = steps.find(({ id }) => id === 'review');
  const reviewed = [...rendering.slice(1), ...leaving, review] as readonly Step[];
  for (const { with: inputs } of reviewed)
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(inputs ?? {})));
  const outputs = steps.flatMap((one) => /outputs\.(\w+)/.exec(one.if ?? '')?.[1] ?? []);
  expect(Object.keys(action.outputs)).toEqual(expect.arrayContaining(outputs));
  // A revision to compare with is no part of a checkout of one commit.
  expect([review?.with?.['base'], steps[0]?.with]).toEqual([
    'origin/${{ github.base_ref }}',
    { 'fetch-depth': 0 },
  ]);
});

const faultsIn = (text: string): readonly string[] =>
  parseWorkflow({ name: 'review.yml', content: text }, new NoOperationTraceWriter())
    .context.errors.getErrors()
    .map(({ message }) => message);

test('the job of GitHub is one, and that of a fork takes no snapshot and names none', () => {
  const [, content = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(page) ?? [];
  expect(faultsIn(content)).toEqual([]);
  expect(faultsIn(content.replace("|| ''", '||'))).not.toEqual([]);
  const steps: readonly Step[] = workflow.jobs.gpus.steps;
  const taken = steps.find(({ run }) => run);
  expect([taken?.id, taken?.if]).toEqual([
    'snapshot',
    'github.event.pull_request.head.repo.full_name == github.repository',
  ]);
  expect(steps.find(({ id }) => id === 'review')?.with?.['snapshot']).toBe(
    "${{ steps.snapshot.outcome == 'success' && 'prod=prod.yaml.gz' || '' }}",
  );
});

const SNAPSHOT = 'get configmap tranche-snapshot';

test.each([
  ['GitHub', (workflow.jobs.gpus.steps as readonly Step[]).find(({ run }) => run)?.run],
  ['GitLab', (pipeline.snapshot.script as readonly string[]).join('\n')],
])('the job of %s takes a snapshot, and ends where there is none to be had', async (_who, run) => {
  const stub = `case "$*" in *'${SNAPSHOT}'*) printf 'c25hcA==' ;; *) exit 1 ;; esac`;
  expect((await step(run, { kubectl: stub })).status).toBe(0);
  expect(readFileSync(join(shop.folder, 'prod.yaml.gz'), 'utf8')).toBe('snap');
  expect((await step(run, { kubectl: 'exit 1' })).status).not.toBe(0);
});

test('what is rendered is told of at the file of its chart', async () => {
  shop.holds('12-no-evidence.yaml');
  mkdirSync(join(shop.folder, 'charts/vllm/templates'), { recursive: true });
  writeFileSync(join(shop.folder, 'charts/vllm/Chart.yaml'), 'name: vllm\n');
  writeFileSync(join(shop.folder, 'charts/vllm/templates/deploy.yaml'), '{{ broken');
  const sample = join(root, 'policies/sample/workloads/17-unknown-slice.yaml');
  const [render, review] = rendering as readonly Step[];
  const made = await step(render?.run, {
    helm: `echo '# Source: vllm/templates/deploy.yaml'; cat '${sample}'`,
    kubectl: `cat '${sample}' | sed 's/name: probe/name: other/'`,
  });
  expect(made.status).toBe(0);
  const paths = (review?.with?.['paths'] ?? '').trim().split('\n');
  const words = [join(root, 'dist/cli.js'), 'review', ...paths, '-o', 'github'];
  const { status, stdout } = await shop.run(process.execPath, words, {});
  expect(status).toBe(1);
  expect(stdout).toMatch(/^::error file=charts\/vllm\/templates\/deploy\.yaml,title=/m);
  expect(stdout).toMatch(/line \d+ of rendered\/vllm\.yaml, as rendered/);
  expect(stdout).toMatch(/^::error file=rendered\/prod\.yaml,line=/m);
});

test('the job of GitLab sets variables of the template', () => {
  const template = parse(read(pipeline.include[0].file));
  const { GIT_DEPTH: depth, ...variables } = pipeline['tranche-review'].variables;
  expect(Object.keys(template['tranche-review'].variables)).toEqual(
    expect.arrayContaining(Object.keys(variables)),
  );
  expect(depth).toBe('0');
});

test('the hook is one that is offered, and passes over what is no manifest', () => {
  const offered = parse(read('.pre-commit-hooks.yaml')) as { id: string; exclude: string }[];
  const hook = offered.find(({ id }) => id === hooks.repos[0].hooks[0].id);
  const passedOver = (path: string) => new RegExp(hook?.exclude ?? '').test(path);
  expect(['.github/x.yml', 'a/.hidden.yaml', 'chart/templates/a.yaml'].every(passedOver)).toBe(
    true,
  );
  expect(['deploy/a.yaml', 'my.app.yaml', 'package.yaml'].some(passedOver)).toBe(false);
});

test('every file that it links to is there', () => {
  for (const [, path = ''] of page.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect([path, existsSync(join(root, 'manifests/ci', path))]).toEqual([path, true]);
});
