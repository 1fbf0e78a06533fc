/**
 * What npm runs where it installs from git. It does so by whatever Node there is, to which TypeScript may
 * be nothing yet; what bundles the program reads it on any. And where it is told to install for all of
 * a machine, it takes the clone for installed already, and brings none of the packages to build it with.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (name) => new URL(name, import.meta.url);

if (!existsSync(at('../node_modules/esbuild'))) {
  const args = ['ci', '--ignore-scripts', '--include=dev', '--global=false'];
  const { status } = spawnSync('npm', args, {
    cwd: fileURLToPath(at('..')),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}
const { transformSync } = await import('esbuild');
const { code } = transformSync(readFileSync(at('build.ts'), 'utf8'), { loader: 'ts' });
const build = at('.build.mjs');
writeFileSync(build, code);
try {
  await import(build.href);
} finally {
  rmSync(build);
}
