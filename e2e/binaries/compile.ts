/** One `go build`, told in a line; its result is renamed into place whole, or is not there. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

import { tail } from '../process.ts';
import { goEnvironment } from './go.ts';
import type { Binary } from './sets.ts';

export async function compile({ name, version, package: from, module, path, ldflags }: Binary) {
  mkdirSync(dirname(path), { recursive: true });
  const half = `${path}.half`;
  const log = `${path}.log`;
  const args = ['build', '-trimpath', '-ldflags', ldflags, '-o', half, from];
  const done = progress(`building ${name} ${version}`);
  const code = await go(args, module, log);
  done(code === 0 ? 'done' : 'FAILED');
  if (code !== 0) throw new Error(`go build ${from} failed; the end of ${log}:\n${tail(log)}`);
  renameSync(half, path);
  rmSync(log);
}

function go(args: readonly string[], cwd: string, log: string): Promise<number> {
  const out = openSync(log, 'w');
  const child = spawn('go', args, { cwd, env: goEnvironment(), stdio: ['ignore', out, out] });
  closeSync(out);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** One line a binary, with the seconds every ten, in a terminal and in a log alike. */
function progress(what: string): (end: string) => void {
  const start = Date.now();
  const seconds = (): number => Math.round((Date.now() - start) / 1000);
  process.stderr.write(`${what} `);
  const tick = setInterval(() => process.stderr.write(` ${seconds()}`), 10_000);
  return (end) => {
    clearInterval(tick);
    process.stderr.write(` ${end} (${seconds()} s)\n`);
  };
}
