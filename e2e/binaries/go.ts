/** Go as it is called here: pinned by the go.mod and go.sum of a set, and by nothing else. */
import { spawnSync } from 'node:child_process';

import { run } from '../process.ts';
import { setOf } from './sets.ts';

export const goMissing =
  'Go 1.26 or later is needed to build the control plane: install it from https://go.dev/doc/install';

export const hasGo = (): boolean => spawnSync('go', ['version']).status === 0;

/** The environment's own GOFLAGS and workspace must not change what is pinned here. */
export const goEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  CGO_ENABLED: '0',
  GOFLAGS: '-mod=readonly -buildvcs=false',
  GOWORK: 'off',
});

/** The source of a set's module, read-only, as the proxy gave it and go.sum checked it. */
export async function moduleFolder(set: string): Promise<string> {
  const { module, path } = setOf(set);
  const args = ['mod', 'download', '-json', path];
  const { stdout } = await run('go', args, { cwd: module, env: goEnvironment() });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}
