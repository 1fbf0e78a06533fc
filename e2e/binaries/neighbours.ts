/**
 * Real neighbours at the API server's door, for the tests that want them.
 *
 * Gatekeeper is built, in 260 seconds of CPU once a cluster's own binaries are: its dependencies are
 * newer than theirs, so little is shared. Of Kueue nothing is built, its CRDs are read out of its
 * module.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { compile } from './compile.ts';
import { goMissing, hasGo, moduleFolder } from './go.ts';
import { alone } from './lock.ts';
import { cacheFolder, gatekeeper, kept } from './sets.ts';

/** Gatekeeper's own Helm chart, with its CRDs. */
export const gatekeeperChart = (): string => kept('gatekeeper', 'chart');

export const kueueCrds = (): string => kept('kueue', 'crds');

export const areNeighboursBuilt = (): boolean =>
  [gatekeeper().path, gatekeeperChart(), kueueCrds()].every((path) => existsSync(path));

export async function buildNeighbours(): Promise<void> {
  if (areNeighboursBuilt()) return;
  if (!hasGo()) throw new Error(goMissing);
  await alone(cacheFolder(), async () => {
    if (!existsSync(gatekeeper().path)) await compile(gatekeeper());
    await copyOut('gatekeeper', 'charts/gatekeeper', gatekeeperChart());
    await copyOut('kueue', 'config/components/crd/bases', kueueCrds());
  });
}

/** The files of a folder of a set's module, as the module has them, but not read-only. */
async function copyOut(set: string, folder: string, to: string): Promise<void> {
  if (existsSync(to)) return;
  const from = join(await moduleFolder(set), folder);
  const half = `${to}.half`;
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const file = join(entry.parentPath, entry.name);
      const copy = join(half, relative(from, file));
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, readFileSync(file));
    }
  renameSync(half, to);
}
