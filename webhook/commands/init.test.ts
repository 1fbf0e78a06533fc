import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-init-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted();

describe('what init writes', () => {
  const made = join(folder, 'made');
  const { status, stdout, stderr } = tranche(['init', made]);

  test('is told, and ends with 0', () => {
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`wrote ${made}/policy.yaml\n`);
    expect(stdout).toContain(`  tranche test ${made}\n`);
  });

  test('passes its own tests, which come by all of it', () => {
    const { status: came, stdout: said } = tranche(['test', made, '--require-coverage']);
    expect([came, said]).toEqual([0, expect.stringContaining('4 cases')]);
  });

  test('explains its pod, as it tells to', () => {
    const [, typed = ''] = /^ {2}tranche (explain .*)$/m.exec(stdout) ?? [];
    const explained = tranche(typed.split(' '));
    expect([explained.status, explained.stderr]).toEqual([0, '']);
    expect(explained.stdout).toContain('team-a/Deployment/server  would rewrite');
    expect(explained.stdout).toContain('> H100-80GB nvidia.com/mig-1g.10gb');
  });

  test('tells editors the schema of each document, which lies where it says', () => {
    const documents = filesIn(made).filter((file) => /(?<!server)\.yaml$/.test(file));
    expect(documents).toHaveLength(5);
    for (const file of documents) {
      const text = readFileSync(join(made, file), 'utf8');
      const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
      expect(JSON.parse(readFileSync(join(made, dirname(file), schema), 'utf8'))).toHaveProperty(
        '$id',
      );
    }
  });

  test('only observes', () => {
    for (const file of ['policy.yaml', 'quota.yaml'])
      expect(readFileSync(join(made, file), 'utf8')).toContain('\n  mode: observe\n');
  });

  test('fails its tests once the policy enforces, with the place of what is expected', () => {
    const enforcing = join(folder, 'enforcing');
    tranche(['init', enforcing]);
    const path = join(enforcing, 'policy.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('mode: observe', 'mode: enforce'));
    const { status: came, stdout: said } = tranche(['test', enforcing]);
    expect(came).toBe(1);
    expect(said).toMatch(
      /policy\.test\.yaml:\d+:\d+: mode\n {6}expected {2}observe\n {6}had {7}enforce\n/,
    );
  });
});

describe('what is there already', () => {
  test('is never written over, nor is anything beside it, and it is named', () => {
    const taken = join(folder, 'taken');
    mkdirSync(taken);
    writeFileSync(join(taken, 'quota.yaml'), 'mine');
    const { status, stdout, stderr } = tranche(['init', taken]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${taken}/quota.yaml is there already, and nothing was written`);
    expect(filesIn(taken)).toEqual(['quota.yaml']);
    expect(readFileSync(join(taken, 'quota.yaml'), 'utf8')).toBe('mine');
  });

  test('is named and counted, where it is much', () => {
    const twice = join(folder, 'twice');
    tranche(['init', twice]);
    const before = filesIn(twice);
    const { status, stderr } = tranche(['init', twice]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/policy\.yaml, .*quota\.yaml, .* and \d+ more are there already/);
    expect(filesIn(twice)).toEqual(before);
  });

  test('may be a file where the directory would be, or where one above it would be', () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'mine');
    for (const to of [path, join(path, 'policies')]) {
      const { status, stderr } = tranche(['init', to]);
      expect([status, stderr]).toEqual([
        2,
        `tranche: cannot write into ${to}: ${path} is a file; name a directory\n`,
      ]);
    }
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
