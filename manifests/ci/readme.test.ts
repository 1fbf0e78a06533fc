/** What the page tells people to write is there: inputs, hooks, variables, files. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { root } from './ran.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('manifests/ci/README.md');
const [workflow, pipeline, hooks] = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
  ([, text = '']) => parse(text),
);

test('the job of GitHub names inputs and outputs of the action', () => {
  const action = parse(read('action.yml'));
  const [, review, upload] = workflow.jobs.gpus.steps;
  expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(review.with)));
  expect(Object.keys(action.outputs)).toContain(/outputs\.(\w+)/.exec(upload.if)?.[1]);
});

test('the job of GitLab sets variables of the template', () => {
  const template = parse(read(pipeline.include[0].file));
  expect(Object.keys(template['tranche-review'].variables)).toEqual(
    expect.arrayContaining(Object.keys(pipeline['tranche-review'].variables)),
  );
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
