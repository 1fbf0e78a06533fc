/** What no commit of the repository holds is not held against itself: it is new, and that is said. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../review/report.ts';
import { tranche } from './ran.ts';

// As deep below the folder of temporary files as a commit is laid out, so that a way out of one leads out of the other.
const folder = mkdtempSync(join(tmpdir(), 'tranche-review-outside-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const repository = join(folder, 'repository');
const elsewhere = join(folder, 'elsewhere');

const refused = (name: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: speech }
spec:
  containers: [{ name: main, image: x, resources: { limits: { nvidia.com/gpu: 100 } } }]
`;

for (const one of [join(repository, 'deploy'), elsewhere]) mkdirSync(one, { recursive: true });
writeFileSync(join(elsewhere, 'pod.yaml'), refused('other'));
writeFileSync(join(repository, 'deploy/pod.yaml'), refused('own'));
symlinkSync(join(elsewhere, 'pod.yaml'), join(repository, 'deploy/link.yaml'));
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: repository });
git('init', '-qb', 'main');
git('add', '.');
git('commit', '-qm', 'first');

function against(path: readonly string[], cwd = repository) {
  const words = ['review', ...path, '--base', 'main', '-o', 'json'];
  const { status, stdout, stderr } = tranche(words, '', {}, cwd);
  const { comparison }: Report = JSON.parse(stdout);
  return { status, stderr, objects: comparison?.objects.map(({ change }) => change) };
}

const outside = join(elsewhere, 'pod.yaml');
const deep = join(repository, 'deploy');

describe('a file outside of the repository', () => {
  const table = [
    { name: 'by its whole path', path: outside, cwd: repository },
    { name: 'by its way from here', path: '../elsewhere/pod.yaml', cwd: repository },
    { name: 'in a folder', path: '../elsewhere', cwd: repository },
    { name: 'of a pattern', path: '../elsewhere/*.yaml', cwd: repository },
    {
      name: 'of a pattern with several roads',
      path: '{../elsewhere,none}/*.yaml',
      cwd: repository,
    },
    { name: 'from a folder within', path: '../../elsewhere/pod.yaml', cwd: deep },
  ];

  test.each(table)('$name is new', ({ path, cwd }) => {
    const { status, stderr, objects } = against([path], cwd);
    expect(stderr).toContain(`--base main has no manifests at ${path}: all of them count as new`);
    expect([status, objects]).toEqual([1, ['new']]);
  });

  test('is told of beside those that the commit holds', () => {
    const { status, stderr, objects } = against(['deploy/pod.yaml', outside]);
    expect(stderr).toContain(`--base main does not hold ${outside}: all of it counts as new`);
    expect([status, objects]).toEqual([1, ['new']]);
  });

  test('is none of the commit by a link that the commit holds', () => {
    const { status, stderr, objects } = against(['deploy']);
    expect(stderr).toContain('--base main does not hold deploy/link.yaml: all of it counts as new');
    expect([status, objects]).toEqual([1, ['new']]);
  });
});

test('a folder whose name begins with two dots lies within', () => {
  mkdirSync(join(repository, '..data'));
  writeFileSync(join(repository, '..data/pod.yaml'), refused('dots'));
  git('add', '.');
  git('commit', '-qm', 'dots');
  expect(against(['..data'])).toMatchObject({ status: 0, objects: [] });
});
