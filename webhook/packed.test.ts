/** The program away from its clone: in one file, and as npm packs it. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from './commands/ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-packed-'));
const empty = join(folder, 'empty');
const sample = join(root, 'policies/sample/workloads/12-no-evidence.yaml');
mkdirSync(empty);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ran = (program: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  spawnSync(process.execPath, [program, ...args], { cwd: empty, encoding: 'utf8', env });

const expectToWork = (program: string, env: Readonly<Record<string, string>>) => {
  expect(ran(program, ['--version'], env)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+ \(Node /),
  });
  const inClone = spawnSync(process.execPath, ['dist/cli.js', 'explain', '-f', sample], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(inClone.stdout).toContain('kept whole');
  expect(ran(program, ['explain', '-f', sample], env)).toMatchObject({
    status: 0,
    stdout: inClone.stdout,
  });
  const reviewed = ran(program, ['review', '-o', 'md', sample], env);
  expect(reviewed).toMatchObject({ status: 0, stdout: expect.stringContaining('evidence/none') });
};

const single = join(folder, 'tranche.mjs');

beforeAll(() => {
  const made = spawnSync(process.execPath, ['webhook/build.ts', '--single', single], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(made).toMatchObject({ status: 0, stderr: '' });
});

test('one file decides as the clone does, and finds again what it laid down', () => {
  const env = { XDG_CACHE_HOME: join(folder, 'caches') };
  expectToWork(single, env);
  const [kept = ''] = readdirSync(join(folder, 'caches/tranche'));
  const guards = join(folder, 'caches/tranche', kept, 'guards.yaml');
  const shipped = readFileSync(join(root, 'policies/guards.yaml'), 'utf8');
  expect(readFileSync(guards, 'utf8')).toBe(shipped);
  // Nobody's edit of a cache decides.
  writeFileSync(guards, 'kind: Nonsense');
  expectToWork(single, env);
  expect(readFileSync(guards, 'utf8')).toBe(shipped);
  expect(readdirSync(join(folder, 'caches/tranche'))).toHaveLength(1);
});

test('one file works without a home, and leaves nothing behind', () => {
  const [none, temporary] = [join(folder, 'not-a-folder'), join(folder, 'temporary')];
  writeFileSync(none, '');
  mkdirSync(temporary);
  expectToWork(single, { HOME: none, TMPDIR: temporary });
  expect(readdirSync(temporary)).toEqual([]);
});

test('one file, and the program of a clone, say which Node they need before they ask an older one for anything', () => {
  // An import of what Node lacks is no error of the program's, but a page of its source.
  const text = readFileSync(single, 'utf8');
  const imports = text.matchAll(/(?:^|[;}])import[ {*][^;"']{0,200}from ?["']([^"']+)/gm);
  expect([...imports].map(([, from]) => from)).toEqual(['node:module']);
  const older = join(folder, 'older.cjs');
  writeFileSync(
    older,
    "delete require('zlib').createZstdDecompress; delete require('fs').globSync;",
  );
  for (const program of [single, join(root, 'dist/cli.js')]) {
    const args = ['--require', older, program, 'review', sample];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^tranche needs Node 22\.15 or newer, this is [^\n]*\n$/);
  }
});

test('what npm packs is the whole program, and little else', () => {
  const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, npm_config_cache: join(folder, 'npm') },
  });
  expect(packed.status).toBe(0);
  const archive = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  spawnSync('tar', ['xzf', archive.join('')], { cwd: folder });
  const program = join(folder, 'package/webhook/bin.js');
  expectToWork(program, {});
  const files = readdirSync(join(folder, 'package'), { recursive: true }).map(String);
  expect(files.filter((name) => /\.(map|ts|mjs)$/.test(name))).toEqual([]);

  // As npm links it for kubectl.
  symlinkSync(program, join(folder, 'kubectl-tranche'));
  const asPlugin = ran(join(folder, 'kubectl-tranche'), ['explain', '--help'], {});
  expect(asPlugin.stdout).toMatch(/^Usage: kubectl tranche explain /);
});
