/** Runs the built program as a person would, for tests. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const MINUTE_MS = 60_000;

export function tranche(
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
  cwd = root,
): Ran {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'dist/cli.js'), ...args],
    {
      cwd,
      input,
      encoding: 'utf8',
      timeout: MINUTE_MS,
      env: { ...process.env, FORCE_COLOR: '', ...env },
    },
  );
  return { status, stdout, stderr };
}
