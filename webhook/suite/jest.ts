/** Jest as a process of its own, which tells what failed on stderr and sums in a file. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJest, type Tally } from './tally.ts';

export function jest(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Tally {
  const report = join(folder, 'jest.json');
  const flags = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const { status } = spawnSync(
    process.execPath,
    [...flags, '--json', `--outputFile=${report}`, '--silent', ...args],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } },
  );
  return readJest(readFileSync(report, 'utf8'), status ?? 1);
}
