/** What the action has npm install where it builds the program: all that this takes, and little else. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { root } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-needed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Locked {
  readonly dev?: true;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const packagesIn = (path: string): Readonly<Record<string, Locked>> =>
  read(join(path, 'package-lock.json')).packages;

function needed(withNode: 'yes' | 'no'): string[] {
  const program = join(root, 'manifests/ci/github/needed.mjs');
  const ran = spawnSync(process.execPath, [program, root, folder, withNode], { encoding: 'utf8' });
  expect(ran).toMatchObject({ status: 0, stderr: '' });
  return Object.keys(packagesIn(folder));
}

test('is what the program is made of, each package as it is locked, and what bundles it', () => {
  const all = packagesIn(root);
  const ofProgram = Object.keys(all).filter((path) => path !== '' && all[path]?.dev !== true);
  const paths = needed('yes');
  expect(paths).toEqual(expect.arrayContaining([...ofProgram, 'node_modules/esbuild']));
  const beside = paths.filter((path) => path !== '' && !ofProgram.includes(path));
  expect(beside.every((path) => /^node_modules\/(@esbuild\/|esbuild$)/.test(path))).toBe(true);
  const { version, integrity } = all['node_modules/esbuild'] as Record<string, unknown>;
  expect(packagesIn(folder)['node_modules/esbuild']).toMatchObject({ version, integrity });
});

test('is without a Node where the machine has one', () => {
  const [without, withOne] = [needed('no'), needed('yes')];
  const more = withOne.filter((path) => !without.includes(path));
  expect(more.every((path) => path.startsWith('node_modules/node-')) && more.length > 0).toBe(true);
  expect(read(join(folder, 'package.json'))).not.toHaveProperty('devDependencies');
});
