/** Test files as functions: with the core they test in them, so that each call is a world of its own. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

export async function bundle(
  testFile: string,
  sources: ReadonlyMap<string, string>,
): Promise<string> {
  const instrumented: Plugin = {
    name: 'instrumented',
    setup(bundling) {
      bundling.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
        contents: standing(path, sources.get(path) ?? readFileSync(path, 'utf8')),
        loader: 'ts',
      }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [testFile],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    plugins: [instrumented],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

/** In one file with others, each module still finds what lies beside it. */
const standing = (path: string, source: string): string =>
  source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
