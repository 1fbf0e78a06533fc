/** What a change of manifests is held against: a commit, a folder, a file; and what of it is no news. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../review/report.ts';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-review-base-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const deployment = (name: string, replicas: number, gpus = '1', resource = 'nvidia.com/gpu') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: speech }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - { name: main, image: ${name}, resources: { limits: { ${resource}: '${gpus}' } } }
`;

function put(file: string, text: string, under = folder): string {
  const path = join(under, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function reviewed(words: readonly string[], cwd = folder) {
  const { status, stdout, stderr } = tranche(['review', ...words, '-o', 'json'], '', {}, cwd);
  const told: Report | undefined = stdout === '' ? undefined : JSON.parse(stdout);
  const errors = told?.findings.filter(({ level }) => level === 'error') ?? [];
  return { status, stderr, told, errors };
}

describe('a refusal that was there', () => {
  const table = [
    {
      name: 'of a pod, and is of many now',
      was: deployment('w', 4),
      is: deployment('w', 17),
      worse: '14 pods refused, 1 in ../was',
    },
    {
      name: 'of more pods than are judged',
      was: deployment('w', 150),
      is: deployment('w', 300),
      worse: '297 pods refused, 147 in ../was',
    },
    {
      name: 'of a pod that asks for more now',
      was: deployment('w', 1, '17'),
      is: deployment('w', 1, '99'),
      worse: 'asks for nvidia.com/gpu: 99, 17 in ../was',
    },
    {
      name: 'for another name that is none',
      was: deployment('w', 1, '1', 'nvidia.com/gpus'),
      is: deployment('w', 1, '1', 'nvidia.com/gpux'),
      worse: 'asks for nvidia.com/gpux: 1, not in ../was',
    },
  ];

  test.each(table)('$name is new, and the exit status says so', ({ was, is, worse }) => {
    put('was/w.yaml', was);
    put('is/w.yaml', is);
    const here = join(folder, 'is');
    const compared = reviewed(['.', '--base', '../was'], here);
    expect(compared.status).toBe(1);
    expect(compared.errors).toMatchObject([{ worse }]);
    expect(compared.told?.comparison?.newFindings).toContain(compared.errors[0]?.fingerprint);
  });

  test('of more replicas is told as a change of the object', () => {
    put('was/w.yaml', deployment('w', 17));
    put('is/w.yaml', deployment('w', 20));
    const { told } = reviewed(['.', '--base', '../was'], join(folder, 'is'));
    expect(told?.comparison?.objects).toMatchObject([
      {
        change: 'changed',
        clusters: [
          {
            before: { pods: { judged: 17, admitted: 3 } },
            after: { pods: { judged: 20, admitted: 3 } },
          },
        ],
      },
    ]);
  });

  test('is new by a baseline, too', () => {
    const known = join(folder, 'known.json');
    const file = put('held/w.yaml', deployment('w', 1, '17'));
    tranche(['review', file, '--write-baseline', known], '', {}, folder);
    put('held/w.yaml', deployment('w', 1, '99'));
    const { status, errors } = reviewed([file, '--baseline', known]);
    const worse = `asks for nvidia.com/gpu: 99, 17 in ${known}`;
    expect([status, errors]).toEqual([1, [expect.objectContaining({ worse })]]);
  });
});

describe('of two folders', () => {
  test('what lies at the same path in both is compared', () => {
    put('ren/a/x/rel.yaml', deployment('w', 17));
    put('ren/b/x/rel.yaml', deployment('w', 17));
    const { status, told } = reviewed(['ren/b', '--base', 'ren/a']);
    expect([status, told?.comparison?.objects, told?.comparison?.newFindings]).toEqual([0, [], []]);
    expect(told?.findings.map(({ at }) => at.file)).toContain('ren/b/x/rel.yaml');
  });

  test('what is left out here is left out there', () => {
    put('out/a/rel.yaml', deployment('w', 17));
    put('out/a/docs/mkdocs.yml', 'site: a\n');
    put('out/b/rel.yaml', deployment('w', 17));
    const { status, told, stderr } = reviewed(['out/b', '--base', 'out/a', '--exclude', 'docs']);
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('could not be read')]);
    expect(told?.comparison?.objects).toEqual([]);
  });

  test('nothing is compared with nothing', () => {
    put('ren/b/rel.yaml', deployment('w', 17));
    mkdirSync(join(folder, 'empty'), { recursive: true });
    for (const words of [
      ['ren/b', '--base', 'empty'],
      ['ren/b/rel.yaml', '--base', 'ren/a'],
    ]) {
      const { status, stderr, told } = reviewed(words);
      expect([status, told]).toEqual([2, undefined]);
      expect(stderr).toContain('has no manifests to compare with: none is at ');
    }
  });
});

describe('of a repository', () => {
  const repository = join(folder, 'repository');
  const git = (args: readonly string[], cwd = repository) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd,
      encoding: 'utf8',
    }).trim();
  const committed = (says: string): string => {
    git(['add', '.']);
    git(['commit', '-qm', says]);
    return git(['rev-parse', 'HEAD']);
  };
  mkdirSync(repository);
  git(['init', '-qb', 'main']);
  put('deploy/w.yaml', deployment('w', 17), repository);
  const left = committed('first');
  git(['checkout', '-qb', 'work']);
  git(['checkout', '-q', 'main']);
  put('deploy/late.yaml', deployment('late', 30), repository);
  const tip = committed('what came to main since');
  git(['checkout', '-q', 'work']);
  put('deploy/x.yaml', deployment('other', 1), repository);
  committed('work');

  test('it is the commit where the work left the branch, and what came there since is not told', () => {
    const { told } = reviewed(['deploy', '--base', 'main'], repository);
    expect(told?.comparison).toMatchObject({
      base: 'main',
      commit: { hash: left, is: 'merge base' },
      objects: [{ change: 'new', file: 'deploy/x.yaml' }],
      goneFindings: [],
    });
  });

  test('a clone without that commit falls back to the branch itself, and says so', () => {
    const clone = join(folder, 'shallow');
    const url = `file://${repository}`;
    git(['clone', '-q', '--depth', '1', '--no-single-branch', url, clone]);
    const { told, stderr } = reviewed(['deploy', '--base', 'origin/main'], clone);
    expect(told?.comparison?.commit).toEqual({ hash: tip, is: 'tip' });
    expect(stderr).toContain('this clone is shallow');
  });

  test('a clone that has the branch of its remote alone is compared with that, and says so', () => {
    const clone = join(folder, 'of-work');
    git(['clone', '-q', '-b', 'work', repository, clone]);
    const { told, stderr } = reviewed(['deploy', '--base', 'main'], clone);
    expect(told?.comparison?.commit).toEqual({ hash: left, is: 'merge base' });
    expect(stderr).toContain('it is compared with origin/main');
  });

  test.each([
    ['main', 'git fetch origin main:refs/remotes/origin/main brings it'],
    ['origin/main', 'git fetch origin main:refs/remotes/origin/main brings it'],
    ['0123456789abcdef', 'git fetch origin 0123456789abcdef brings it'],
    ['HEAD~7', 'git fetch --unshallow brings it'],
  ])('a clone without %s is told what brings it', (base, help) => {
    const clone = join(folder, `without-${base.replace('/', '-')}`);
    git(['clone', '-q', '--depth', '1', '-b', 'work', `file://${repository}`, clone]);
    const { status, stderr } = reviewed(['deploy', '--base', base], clone);
    expect([status, stderr]).toEqual([2, expect.stringContaining(help)]);
    if (help.includes(':')) {
      git(['fetch', '-q', ...help.split(' ').slice(2, 4)], clone);
      expect(reviewed(['deploy', '--base', base], clone).told?.comparison).toMatchObject({ base });
    }
  });

  test('a clone that git will not read is told with what git says of it', () => {
    const { status, stderr } = tranche(
      ['review', 'deploy', '--base', 'main'],
      '',
      { PATH: process.env['PATH'] ?? '', GIT_TEST_ASSUME_DIFFERENT_OWNER: '1', HOME: folder },
      repository,
    );
    expect([status, stderr]).toEqual([2, expect.stringContaining('safe.directory')]);
  });

  test('what is there in none of its files is new, and that is said', () => {
    put('new/w.yaml', deployment('another', 1), repository);
    const { told, stderr } = reviewed(['new', '--base', 'main'], repository);
    expect(stderr).toContain('--base main has no manifests at new: all of them count as new');
    expect(told?.comparison?.objects).toMatchObject([{ change: 'new' }]);
  });

  test('a baseline holds from any folder, and for a file that was moved', () => {
    const known = join(repository, 'known.json');
    tranche(['review', 'deploy', '--write-baseline', known], '', {}, repository);
    const deploy = join(repository, 'deploy');
    expect(reviewed(['.', '--baseline', known], deploy).status).toBe(0);
    renameSync(join(deploy, 'w.yaml'), join(deploy, 'w-moved.yaml'));
    expect(reviewed([deploy, '--baseline', known], folder).status).toBe(0);
    renameSync(join(deploy, 'w-moved.yaml'), join(deploy, 'w.yaml'));
  });

  test('without git it is said that git is missing', () => {
    const { status, stderr } = tranche(
      ['review', 'deploy', '--base', 'main'],
      '',
      { PATH: folder },
      repository,
    );
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('there is no git to ask for a commit of that name'),
    ]);
  });
});

test('outside of a repository no fetch is advised', () => {
  const file = put('outside/w.yaml', deployment('w', 1));
  const { status, stderr } = reviewed([file, '--base', 'main'], dirname(file));
  expect([status, stderr]).toEqual([2, expect.stringContaining('is in no git repository')]);
  expect(stderr).not.toContain('git fetch');
});
