/**
 * The product's image, without a container engine: what it holds, where, and what it starts.
 * Must say the same as the image's own build file.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Container } from './pod.ts';

export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const imageRef = 'tranche.dev/tranche:e2e';
export const workingDir = '/app';
const entrypoint = ['node', '/app/dist/cli.js'];

/** Everything under /app. Dependencies are not among it: what we ship is bundled. */
export const imageFiles: readonly { readonly from: string; readonly to: string }[] = [
  'dist',
  'policies',
  'package.json',
].map((name) => ({ from: join(repository, name), to: `/app/${name}` }));

/** Kubernetes' `command` replaces an image's entrypoint, and `args` its (empty) arguments. */
export function commandLine({ command, args = [] }: Container): readonly string[] {
  if (!command && !existsSync(join(repository, 'dist', 'cli.js')))
    throw new Error('the image has no dist/cli.js: run "npm run build" first');
  return [...(command ?? entrypoint), ...args];
}
