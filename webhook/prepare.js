/**
 * What npm runs where it installs from git. It does so by whatever Node there is, to which TypeScript may
 * be nothing yet; what bundles the program reads it on any.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { transformSync } from 'esbuild';

const at = (name) => new URL(name, import.meta.url);
const { code } = transformSync(readFileSync(at('build.ts'), 'utf8'), { loader: 'ts' });
const build = at('.build.mjs');
writeFileSync(build, code);
try {
  await import(build.href);
} finally {
  rmSync(build);
}
