/** What helm renders is told of at the files that it came from, as the repository has them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Report } from '../review/report.ts';
import { root, tranche } from './ran.ts';
import { chartFiles } from './review/charts.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-charts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => rmSync(clone, { recursive: true, force: true }));

const clone = join(folder, 'clone');

function put(path: string, text = ''): void {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), text);
}

function chart(path: string, name: string, ...templates: readonly string[]): void {
  put(`${path}/Chart.yaml`, `apiVersion: v2\nname: ${name} # as helm calls it\nversion: 0.1.0\n`);
  for (const one of templates) put(`${path}/templates/${one}`);
}

const fileOf = (renderedFrom: string, given: readonly string[] = [], here = clone): string =>
  chartFiles(
    given.map((one) => join(clone, one)),
    here,
  )(renderedFrom).replace(`${clone}/`, '');

describe('the file that helm names', () => {
  test('is looked for in the folder whose chart has that name, whatever the folder is called', () => {
    chart('charts/serving', 'vllm', 'deploy.yaml');
    chart('charts/other', 'triton', 'deploy.yaml');
    expect(fileOf('vllm/templates/deploy.yaml')).toBe('charts/serving/templates/deploy.yaml');
  });

  test('lies in the folder of a subchart, or in the chart that one takes from beside itself', () => {
    chart('charts/stack', 'stack', 'deploy.yaml');
    chart('charts/stack/charts/redis', 'redis', 'a.yaml');
    chart('charts/common', 'common', 'b.yaml');
    expect(fileOf('stack/charts/redis/templates/a.yaml')).toBe(
      'charts/stack/charts/redis/templates/a.yaml',
    );
    expect(fileOf('stack/charts/common/templates/b.yaml')).toBe('charts/common/templates/b.yaml');
  });

  test.each([
    ['no chart has that name', 'else/templates/deploy.yaml'],
    ['the chart has no such file', 'vllm/templates/gone.yaml'],
    ['two charts have it', 'twice/templates/x.yaml'],
    ['it leads out of its chart', 'vllm/../outside.yaml'],
    ['it is no path of a chart', 'vllm'],
  ])('stays as helm names it where %s', (_why, name) => {
    chart('charts/vllm', 'vllm', 'deploy.yaml');
    put('charts/outside.yaml');
    chart('a/twice', 'twice', 'x.yaml');
    chart('b/twice', 'twice', 'x.yaml');
    expect(fileOf(name)).toBe(name);
  });

  test('is not looked for in hidden folders, in packages of others, or through links', () => {
    chart('.cache/vllm', 'vllm', 'deploy.yaml');
    chart('node_modules/vllm', 'vllm', 'deploy.yaml');
    chart('charts/vllm', 'vllm', 'deploy.yaml');
    symlinkSync('vllm', join(clone, 'charts/again'));
    symlinkSync('..', join(clone, 'charts/up'));
    expect(fileOf('vllm/templates/deploy.yaml')).toBe('charts/vllm/templates/deploy.yaml');
  });

  test('is found elsewhere in the clone, from a folder of it', () => {
    chart('charts/vllm', 'vllm', 'deploy.yaml');
    put('.git/HEAD');
    put('apps/x.yaml');
    const here = join(clone, 'apps');
    expect(fileOf('vllm/templates/deploy.yaml', [], here)).toBe(
      'charts/vllm/templates/deploy.yaml',
    );
  });

  test('is one of the chart that was named, where several have it', () => {
    chart('a/twice', 'twice', 'x.yaml');
    chart('b/twice', 'twice', 'x.yaml');
    expect(fileOf('twice/templates/x.yaml', ['b/twice'])).toBe('b/twice/templates/x.yaml');
  });
});

const rendered = (): string =>
  ['configmap', 'deploy']
    .map((name) =>
      name === 'deploy'
        ? `---\n# Source: vllm/templates/deploy.yaml\n${readFileSync(join(root, 'policies/sample/workloads/17-unknown-slice.yaml'), 'utf8')}`
        : `---\n# Source: vllm/templates/configmap.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n`,
    )
    .join('');

const review = (...args: readonly string[]) =>
  tranche(['review', '-', ...args], rendered(), {}, clone);

const read = (name: string): string => readFileSync(join(clone, name), 'utf8');

function named(): string[] {
  const { findings }: Report = JSON.parse(review('-o', 'json').stdout);
  return findings.map(({ fingerprint }) => fingerprint);
}

test('every output for machines has that file, and no line of it', () => {
  chart('charts/vllm', 'vllm', 'deploy.yaml');
  const file = 'charts/vllm/templates/deploy.yaml';
  const { stdout } = review(
    '-o',
    'github,gitlab=gitlab.json,sarif=r.sarif,md=r.md,json=r.json,junit=r.xml,policyreport=r.yaml',
  );
  expect(stdout).toMatch(
    new RegExp(`^::error file=${file},title=.*\\(line \\d+ of stdin, as rendered\\)`, 'm'),
  );
  expect(JSON.parse(read('gitlab.json'))).toContainEqual(
    expect.objectContaining({ location: { path: file, lines: { begin: 1, end: 1 } } }),
  );
  for (const { locations } of JSON.parse(read('r.sarif')).runs[0].results)
    expect(locations[0].physicalLocation).toEqual({ artifactLocation: { uri: file } });
  for (const name of ['r.md', 'r.xml', 'r.yaml', 'r.json']) {
    expect(read(name)).toContain(file);
    expect(read(name).replaceAll(file, '')).not.toContain('vllm/templates');
  }
});

test('a rendering that is kept has lines of its own where nobody has its chart, nor names a way out of one', () => {
  put('kept/all.yaml', rendered().replaceAll('vllm/templates', 'nobodys/templates'));
  put('kept/odd.yaml', rendered().replace('vllm/templates/deploy.yaml', '../../../etc/passwd'));
  const { stdout } = tranche(['review', 'kept', '-o', 'github'], '', {}, clone);
  expect(stdout).toMatch(/^::error file=kept\/all\.yaml,line=\d+,/m);
  expect(stdout).not.toMatch(/file=nobodys|passwd/);
});

test('no finding becomes another one because its chart was found', () => {
  put('.git/HEAD');
  const without = named();
  chart('charts/vllm', 'vllm', 'deploy.yaml');
  expect([named(), without.length > 0]).toEqual([without, true]);
});

test('a chart that is none is told of before anything is read', () => {
  put('charts/x/values.yaml');
  expect(review('--chart', 'charts/x')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: 'tranche: --chart charts/x is no chart: its Chart.yaml cannot be read: no such file\n',
  });
});
