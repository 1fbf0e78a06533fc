/** `npx tranche` in a clone: before it is built, after that, and where npm linked what was not there. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { root } from './commands/ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-npx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { name, version, type, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** As git has it, but for the packages it asks for, which npm would fetch. */
function clone(called: string, entry: Readonly<Record<string, string>>): string {
  const at = join(folder, called);
  mkdirSync(join(at, 'webhook'), { recursive: true });
  cpSync(join(root, 'webhook/bin.js'), join(at, 'webhook/bin.js'));
  writeFileSync(join(at, 'package.json'), JSON.stringify({ name, version, type, bin: entry }));
  return at;
}

function build(at: string): void {
  mkdirSync(join(at, 'dist'));
  writeFileSync(join(at, 'dist/cli.js'), `process.stdout.write(process.argv.slice(2).join(' '));`);
}

const npx = (cwd: string) =>
  spawnSync('npx', ['--offline', 'tranche', 'explain', '-f', 'a b'], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, npm_config_cache: join(folder, 'npm') },
  });

test('says what is missing before the first build, and is the program after it', () => {
  const at = clone('early', bin);
  expect(npx(at)).toMatchObject({ status: 2, stderr: expect.stringContaining('run: make build') });
  build(at);
  expect(npx(at)).toMatchObject({ status: 0, stdout: 'explain -f a b' });
});

test('finds the link of a build where npm linked what was not there', () => {
  const at = clone('late', { tranche: 'dist/cli.js' });
  expect(npx(at).status).not.toBe(0);
  build(at);
  mkdirSync(join(at, 'node_modules/.bin'), { recursive: true });
  symlinkSync('../../webhook/bin.js', join(at, 'node_modules/.bin/tranche'));
  expect(npx(at)).toMatchObject({ status: 0, stdout: 'explain -f a b' });
});

test('is linked by the build of this one', () => {
  expect(realpathSync(join(root, 'node_modules/.bin/tranche'))).toBe(join(root, bin.tranche));
});
