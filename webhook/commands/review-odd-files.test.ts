/** Files that are none: pipes, devices and links, among what is read and as what is written. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../review/report.ts';
import { root, tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-review-odd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whisper = join(root, 'policies/sample/workloads/01-whisper.yaml');

function folderOf(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

/** Bounded: what is broken here hangs. */
const inShell = (line: string) =>
  spawnSync('bash', ['-c', line], { cwd: root, encoding: 'utf8', timeout: 60_000 });
const TRANCHE = `"${process.execPath}" dist/cli.js`;

describe('what is no file', () => {
  const odd = folderOf('odd');
  execFileSync('mkfifo', [join(odd, 'a-pipe.yaml')]);
  symlinkSync('/dev/null', join(odd, 'b-device.yaml'));
  writeFileSync(join(odd, 'whisper.yaml'), readFileSync(whisper));

  test.each([odd, join(odd, '*.yaml')])('is told of in %s, and all else is reviewed', (path) => {
    const { status, stdout } = tranche(['review', path, '-o', 'json']);
    const { unread, reviewed }: Report = JSON.parse(stdout);
    expect(unread.map(({ file, says }) => `${file}: ${says}`)).toEqual(
      ['a-pipe.yaml', 'b-device.yaml'].map((name) =>
        expect.stringContaining(`${join(odd, name)}: cannot be read: it is no file, but a pipe`),
      ),
    );
    expect([status, reviewed.length]).toEqual([2, 1]);
  });

  test('is no kustomization and no chart either', () => {
    const named = folderOf('named');
    for (const name of ['kustomization.yaml', 'Chart.yaml'])
      execFileSync('mkfifo', [join(named, name)]);
    writeFileSync(join(named, 'whisper.yaml'), readFileSync(whisper));
    const { status, stdout } = tranche(['review', join(named, 'whisper.yaml'), '-o', 'json']);
    expect([status, JSON.parse(stdout).reviewed.length]).toEqual([0, 1]);
    expect(tranche(['review', named]).status).toBe(2);
  });

  test('as a pipe that was named by hand is read as stdin is', () => {
    const { status, stdout } = inShell(`${TRANCHE} review <(cat '${whisper}') -o json`);
    expect([status, JSON.parse(stdout).reviewed.length]).toEqual([0, 1]);
  });

  test('as a pipe has more than 100 MiB at its end only', () => {
    const line = `${TRANCHE} review <(head -c 110000000 /dev/zero) -o json`;
    const { status, stdout } = inShell(line);
    expect(status).toBe(2);
    expect(JSON.parse(stdout).unread).toMatchObject([
      { says: 'cannot be read: it has more than 100 MiB' },
    ]);
  });

  test('as a device is not read, whoever names it', () => {
    const { status, stdout } = tranche(['review', '/dev/null', '-o', 'json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout).unread).toMatchObject([
      { file: '/dev/null', says: 'cannot be read: it is a device or a socket, and no file' },
    ]);
    const { stderr } = tranche(['review', whisper, '--base', '/dev/null']);
    expect(stderr).toContain('--base /dev/null: 1 document of it could not be read');
  });
});

const written = (out: string, ...names: readonly string[]) => {
  const formats = ['json', 'md', 'yaml'];
  const all = names.map((name, at) => `${formats[at]}=${join(out, name)}`);
  return tranche(['review', whisper, '-o', all.join(',')]);
};

// Linux alone has a device that is full.
(existsSync('/dev/full') ? describe : describe.skip)('a full disk', () => {
  test('under stdout is told of in a sentence, and no findings', () => {
    const { status, stderr } = inShell(`${TRANCHE} review ${whisper} > /dev/full`);
    expect([status, stderr]).toEqual([
      2,
      'tranche: cannot write to stdout: no space is left there\n',
    ]);
  });

  test('under a report is told of, too', () => {
    const { status, stderr } = tranche(['review', whisper, '-o', 'json=/dev/full']);
    expect(status).toBe(2);
    expect(stderr).toContain('tranche: cannot write /dev/full: no space is left there\n');
  });

  test('under what is said beside takes nothing from the result', () => {
    const { status, stdout } = inShell(`${TRANCHE} review ${whisper} -o json 2> /dev/full`);
    expect([status, JSON.parse(stdout).conclusion.exit]).toEqual([0, 0]);
  });
});

describe('a report', () => {
  test('may have as long a name as a file may have', () => {
    const out = folderOf('long');
    const name = 'n'.repeat(255);
    expect(written(out, name).status).toBe(0);
    expect(readdirSync(out)).toEqual([name]);
  });

  test('of a longer name is told of by it, and leaves none', () => {
    const out = folderOf('longer');
    const { status, stderr } = written(out, 'short', 'n'.repeat(256));
    expect(status).toBe(2);
    expect(stderr).toContain(`cannot write ${join(out, 'n'.repeat(256))}: its name is too long`);
    expect(readdirSync(out)).toEqual([]);
  });

  test('below a file is told of as that', () => {
    const out = folderOf('below');
    writeFileSync(join(out, 'file'), '');
    expect(written(out, 'file/r.json').stderr).toContain(
      `cannot write ${join(out, 'file/r.json')}: a part of the path is no directory`,
    );
  });

  test('goes where a link leads, though nothing is there yet, and the link stays', () => {
    const out = folderOf('links');
    mkdirSync(join(out, 'far'));
    symlinkSync('far/step', join(out, 'link'));
    symlinkSync('report', join(out, 'far/step'));
    expect(written(out, 'link').status).toBe(0);
    expect(lstatSync(join(out, 'link')).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(out, 'far/step')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(join(out, 'far/report'), 'utf8'))).toHaveProperty('conclusion');
  });

  test('has no place in a circle of links', () => {
    const out = folderOf('circle');
    symlinkSync('one', join(out, 'two'));
    symlinkSync('two', join(out, 'one'));
    expect(written(out, 'one').stderr).toContain(
      `cannot write ${join(out, 'one')}: its links lead in a circle`,
    );
    expect(readdirSync(out)).toEqual(['one', 'two']);
  });

  test('is not lost under another that a link leads to the same place', () => {
    const out = folderOf('same');
    symlinkSync('r.json', join(out, 'link'));
    const { status, stderr } = written(out, 'r.json', 'link');
    expect(status).toBe(2);
    expect(stderr).toContain(
      `${join(out, 'r.json')} and ${join(out, 'link')} lead to one file; give each report a file of its own`,
    );
    expect(readdirSync(out)).toEqual(['link']);
  });
});
