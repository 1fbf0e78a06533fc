import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { excludedBy } from './excluded.ts';
import { filesAt } from './files.ts';

describe('a pattern', () => {
  const table = [
    { pattern: 'mkdocs.yml', takes: ['mkdocs.yml', 'a/b/mkdocs.yml'], leaves: ['my-mkdocs.yml'] },
    { pattern: '*.json', takes: ['a.json', 'a/b.json'], leaves: ['a.yaml'] },
    { pattern: 'tests/', takes: ['tests', 'a/tests/b.yaml'], leaves: ['a/tests.yaml'] },
    {
      pattern: 'a/*.yaml',
      takes: ['a/b.yaml', './a/b.yaml'],
      leaves: ['c/a/b.yaml', 'a/b/c.yaml'],
    },
    { pattern: './a/b', takes: ['a/b', 'a/b/c.yaml'], leaves: ['a/bc', 'a'] },
    { pattern: 'a/**', takes: ['a/b', 'a/b/c.yaml'], leaves: ['b/a'] },
    { pattern: '**/ci/*', takes: ['ci/a.yaml', 'a/ci/b.yaml'], leaves: ['ci', 'ci.yaml'] },
    { pattern: '../x/**', takes: ['../x/a.yaml'], leaves: ['x/a.yaml', '../a.yaml'] },
    { pattern: '.*', takes: ['.gitlab-ci.yml'], leaves: ['.', '..', '../a.yaml', './a.yaml'] },
    { pattern: 'a[1].yaml', takes: ['a[1].yaml', 'a1.yaml'], leaves: ['a2.yaml'] },
    { pattern: '*.{yml,json}', takes: ['a.yml', 'a.json'], leaves: ['a.yaml'] },
    { pattern: join(process.cwd(), 'a'), takes: ['a', 'a/b.yaml'], leaves: ['b/a'] },
  ];
  test.each(table)('$pattern takes $takes and leaves $leaves', ({ pattern, takes, leaves }) => {
    const isExcluded = excludedBy(['nothing/of/this', pattern]);
    expect([...takes, ...leaves].filter(isExcluded)).toEqual(takes);
  });
});

describe('of what is asked for', () => {
  const top = mkdtempSync(join(tmpdir(), 'tranche-excluded-'));
  afterAll(() => rmSync(top, { recursive: true, force: true }));
  for (const path of [
    'deploy/a.yaml',
    'deploy/mkdocs.yml',
    'deploy/tests/b.yaml',
    'charts/vllm/Chart.yaml',
    'charts/vllm/values.yaml',
    'base/kustomization.yaml',
    'base/deploy.yaml',
    'base/patch.yaml',
  ]) {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(
      join(top, path),
      path.endsWith('kustomization.yaml')
        ? 'resources: [deploy.yaml]\npatches: [{path: patch.yaml}]\n'
        : 'kind: A\n',
    );
  }
  symlinkSync('nowhere', join(top, 'deploy/tests/lost.yaml'));

  const inside = (path: string) => relative(top, path);
  const listed = (paths: readonly string[], ...patterns: readonly string[]) => {
    const { files, unread, passedOver } = filesAt(
      paths.map((path) => join(top, path)),
      { isExcluded: excludedBy(patterns) },
    );
    return {
      files: files.map(({ path }) => inside(path)),
      unread: unread.map(({ file }) => inside(file)),
      excluded: passedOver.excluded.map(inside),
      parts: passedOver.parts.map(({ name }) => inside(name)),
    };
  };

  test('files and folders are left out, and a folder is not looked into', () => {
    expect(listed(['deploy'], 'mkdocs.yml', 'tests')).toEqual({
      files: ['deploy/a.yaml'],
      unread: [],
      excluded: ['deploy/mkdocs.yml', 'deploy/tests'],
      parts: [],
    });
  });

  test('so it is where they are named, as a hook does', () => {
    expect(listed(['deploy/a.yaml', 'deploy/mkdocs.yml'], 'mkdocs.yml')).toMatchObject({
      files: ['deploy/a.yaml'],
      excluded: ['deploy/mkdocs.yml'],
    });
  });

  test('charts and kustomizations are not told of where they are left out', () => {
    expect(listed(['charts', 'base'], 'Chart.yaml', 'kustomization.yaml')).toEqual({
      files: ['base/deploy.yaml'],
      unread: [],
      excluded: ['charts/vllm/Chart.yaml', 'base/kustomization.yaml'],
      parts: ['base/patch.yaml'],
    });
  });
});
