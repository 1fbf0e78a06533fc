/** What was found before, as a file has it or as the base of a change shows it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Entry } from '../review/baseline.ts';
import type { Report } from '../review/report.ts';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-review-known-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const workload = (name: string): string => `policies/sample/workloads/${name}.yaml`;
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('what is known already', () => {
  const baseline = join(folder, 'baseline.json');
  const bad = workload('17-unknown-slice');

  test('is written down once, and fails nothing from then on; what is new does', () => {
    const first = tranche(['review', bad, '--write-baseline', baseline]);
    expect([first.status, first.stdout]).toEqual([0, expect.stringContaining(' 1 known\n')]);
    const other = file('other.yaml', readFileSync(bad, 'utf8').replace('probe', 'prober'));
    const both = tranche(['review', bad, other, '--baseline', baseline, '--quiet']);
    expect(both.status).toBe(1);
    expect(both.stdout).toContain(`${other}:14:19: error guard/unknown-resource`);
    expect(both.stdout).toMatch(/ 1 error, 1 known\n$/);
  });

  test('is mended where its file was looked at, and stays in the baseline where it was not', () => {
    const text = readFileSync(bad, 'utf8');
    mkdirSync(join(folder, 'apps'));
    const one = file('apps/one.yaml', text.replace('probe', 'one'));
    const two = file('apps/two.yaml', text.replace('probe', 'two'));
    const known = join(folder, 'known.json');
    const files = (): string[] =>
      JSON.parse(readFileSync(known, 'utf8')).findings.map((entry: Entry) => basename(entry.file));
    tranche(['review', one, two, '--write-baseline', known]);
    const all = files();
    expect(all).toEqual(expect.arrayContaining(['one.yaml', 'two.yaml']));

    const apart = tranche(['review', two, '--baseline', known]);
    expect([apart.status, apart.stderr]).toEqual([0, expect.not.stringContaining('found no more')]);
    file('apps/two.yaml', readFileSync(workload('01-whisper'), 'utf8'));
    const mended = tranche(['review', two, '--baseline', known]);
    expect(mended.stderr).toContain(`of ${known} found no more`);
    for (const words of [['--baseline', known], []]) {
      tranche(['review', two, ...words, '--write-baseline', known]);
      expect(files()).toEqual(all.filter((name) => name !== 'two.yaml'));
    }
    rmSync(one);
    tranche(['review', dirname(one), '--write-baseline', known]);
    expect(files()).not.toContain('one.yaml');
  });

  test('is not read from a baseline that is lost or broken, nor begun on what nobody could read', () => {
    const broken = file('broken.json', '{');
    for (const lost of ['nowhere.json', broken]) {
      const { status, stderr } = tranche(['review', bad, '--baseline', lost]);
      expect([status, stderr]).toEqual([2, expect.stringContaining(lost)]);
    }
    const none = join(folder, 'none.json');
    const words = ['review', file('unread.yaml', 'kind: ['), '--write-baseline', none];
    expect(tranche(words)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('not written'),
    });
    expect(readdirSync(folder)).not.toContain('none.json');
  });

  test('is what the base of a change shows: a commit, with nothing of the working tree touched', () => {
    const clone = join(folder, 'clone');
    mkdirSync(join(clone, 'deploy'), { recursive: true });
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: clone,
        encoding: 'utf8',
      });
    git('init', '-q');
    writeFileSync(join(clone, 'deploy', 'old.yaml'), readFileSync(bad, 'utf8'));
    git('add', '.');
    git('commit', '-qm', 'base');
    const text = readFileSync(bad, 'utf8').replace('probe', 'prober');
    writeFileSync(join(clone, 'deploy', 'new.yaml'), text);
    git('add', '.');
    const before = git('status', '--porcelain');
    const { status, stdout } = tranche(
      ['review', 'deploy', '--base', 'HEAD', '-o', 'json'],
      '',
      {},
      clone,
    );
    const { findings, comparison }: Report = JSON.parse(stdout);
    expect(status).toBe(1);
    expect(findings.map(({ at, known = false }) => [at.file, known])).toEqual([
      ['deploy/new.yaml', false],
      ['deploy/old.yaml', true],
    ]);
    expect(comparison?.objects).toMatchObject([{ change: 'new', file: 'deploy/new.yaml' }]);
    expect(git('status', '--porcelain')).toBe(before);
    expect(tranche(['review', 'deploy', '--base', 'no-such'], '', {}, clone)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('neither a path nor a commit that git knows here'),
    });
  });
});
