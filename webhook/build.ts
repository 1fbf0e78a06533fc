/**
 * Bundles the program, because a webhook's restart is an outage and one file starts in a third of
 * the time. Commands are split off, so that `serve` does not load what only `demo` needs.
 *
 * `--single [FILE]` writes one file beside it instead, with policies/ in it: for machines that have Node and
 * nothing else of ours, such as those of a CI.
 */
import {
  chmodSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const common = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  logLevel: 'warning',
  banner: { js: REQUIRE },
} satisfies BuildOptions;

/**
 * An import is bound before anything runs, and what an older Node lacks then ends it with a page of source. Required,
 * modules of Node come when their turn does, which is after `needed-node.ts` has said its sentence.
 */
const requiredInTurn: Plugin = {
  name: 'required in turn',
  setup(bundling) {
    const names = builtinModules.map((name) => name.replace(/^node:/, ''));
    const filter = new RegExp(`^(node:)?(${names.join('|')})$`);
    bundling.onResolve({ filter }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'of-node' } : undefined,
    );
    bundling.onLoad({ filter: /./, namespace: 'of-node' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }));
  },
};

/** Old enough that any Node in use can read the file as far as that sentence. */
const READ_BY = 'node16';

const version = JSON.stringify(manifest.version);

const [flag, file = at('../dist/tranche-single.mjs')] = process.argv.slice(2);
if (flag === '--single') await single(file);
else await split();

async function split(): Promise<void> {
  const outdir = at('../dist.new/');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: {
      cli: at('cli.ts'),
      // What a thread of the server begins with.
      profiler: at('commands/profile/in-thread.ts'),
    },
    outdir,
    splitting: true,
    sourcemap: true,
    define: { TRANCHE_VERSION: version },
  });
  // The name by which it is started is the name that its help says.
  writeFileSync(join(outdir, 'kubectl-tranche.js'), "import './cli.js';\n");
  // Whoever runs the one that was there meanwhile, as npm's first `npx` of a clone may, misses it for no more than a moment.
  const dist = at('../dist/');
  rmSync(dist, { recursive: true, force: true });
  renameSync(outdir, dist);
  linked();
  process.stdout.write(
    `built dist/cli.js, ${manifest.name} ${manifest.version}: npx tranche runs it in this folder, make link puts it on your PATH\n`,
  );
}

/** Clones in which npm linked a program that was not there yet have no other way to it. */
function linked(): void {
  const bin = at('../node_modules/.bin/tranche');
  // Where npm packs, it has taken the packages away or has none.
  if (existsSync(bin) || !existsSync(at('../node_modules/.bin'))) return;
  rmSync(bin, { force: true });
  symlinkSync('../../webhook/bin.js', bin);
}

async function single(outfile: string): Promise<void> {
  await build({
    ...common,
    target: READ_BY,
    plugins: [requiredInTurn],
    entryPoints: [at('cli.ts')],
    outfile,
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'inline',
    define: { TRANCHE_VERSION: version, TRANCHE_EMBEDDED: JSON.stringify(shipped()) },
  });
  chmodSync(outfile, 0o755);
  process.stdout.write(`built ${outfile}: node runs it from anywhere\n`);
}

function shipped(): Readonly<Record<string, string>> {
  const folder = at('../policies/');
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length));
  return Object.fromEntries(
    paths.toSorted().map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}
