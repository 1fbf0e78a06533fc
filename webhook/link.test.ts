/** What `make link` writes runs the clone from any folder, without npm, npx or a Node on the PATH. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { root } from './commands/ran.ts';

const folder = mkdtempSync(join(tmpdir(), "tranche's link-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linked = (bin: string) =>
  spawnSync(process.execPath, ['webhook/link.ts', bin], { cwd: root, encoding: 'utf8' });

test('is a command that finds its program and its policies from elsewhere', () => {
  const bin = join(folder, 'bin');
  const { status, stdout } = linked(bin);
  expect([status, stdout]).toEqual([0, expect.stringMatching(/wrote .*is not on your PATH yet/)]);
  const sample = join(root, 'policies/sample/workloads/12-no-evidence.yaml');
  const ran = spawnSync('tranche', ['explain', '-f', sample], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: bin },
  });
  expect([ran.status, ran.stdout]).toEqual([0, expect.stringContaining('kept whole')]);
});

test('may be written anew, and is not written over anything else', () => {
  const [bin, other] = [join(folder, 'again'), join(folder, 'tranche')];
  expect(linked(bin).status).toBe(0);
  expect(linked(bin).status).toBe(0);
  writeFileSync(other, 'mine');
  const { status, stderr } = linked(folder);
  expect([status, stderr]).toEqual([2, expect.stringContaining('is not ours')]);
  expect(readFileSync(other, 'utf8')).toBe('mine');
});

test('is written neither into a folder of that name nor through a link', () => {
  const [bin, target] = [join(folder, 'taken'), join(folder, 'elsewhere')];
  const command = join(bin, 'tranche');
  mkdirSync(command, { recursive: true });
  expect(linked(bin)).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^\S.*is not ours; .*\n$/),
  });
  rmSync(command, { recursive: true });
  symlinkSync(target, command);
  expect(linked(bin)).toMatchObject({ status: 2, stderr: expect.stringContaining('is not ours') });
  expect(existsSync(target)).toBe(false);
});

test('is what make link writes', () => {
  const bin = join(folder, 'made');
  const { status } = spawnSync('make', ['link', '-o', 'build', `BIN=${bin}`], { cwd: root });
  expect([status, existsSync(join(bin, 'tranche'))]).toEqual([0, true]);
});

test('is a plugin of kubectl, too, and says so in its help', () => {
  const bin = join(folder, 'plugin');
  linked(bin);
  const env = { PATH: `${bin}:${process.env['PATH']}` };
  const wrong = spawnSync('kubectl-tranche', ['explain', '--no'], { encoding: 'utf8', env });
  expect(wrong.stderr).toContain('(kubectl tranche explain --help lists its options)');
  const ran = spawnSync('kubectl-tranche', ['--help'], { encoding: 'utf8', env });
  expect([ran.status, ran.stdout]).toEqual([0, expect.stringMatching(/^Usage: kubectl tranche /)]);
});
