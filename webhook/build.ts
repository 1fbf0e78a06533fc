/**
 * Bundles the program, because a webhook's restart is an outage and one file starts in a third of
 * the time. Commands are split off, so that `serve` does not load what only `demo` needs.
 */
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { build } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

const outdir = new URL('../dist/', import.meta.url).pathname;
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    cli: new URL('cli.ts', import.meta.url).pathname,
    // What a thread of the server begins with.
    profiler: new URL('commands/profile/in-thread.ts', import.meta.url).pathname,
  },
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: true,
  logLevel: 'warning',
  define: { TRANCHE_VERSION: JSON.stringify(manifest.version) },
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
// Clones in which npm linked a program that was not there yet have no other way to it.
const bin = new URL('../node_modules/.bin/tranche', import.meta.url);
if (!existsSync(bin)) {
  rmSync(bin, { force: true });
  symlinkSync('../../webhook/bin.js', bin);
}
process.stdout.write(
  `built dist/cli.js, ${manifest.name} ${manifest.version}: npx tranche runs it in this folder, make link puts it on your PATH\n`,
);
