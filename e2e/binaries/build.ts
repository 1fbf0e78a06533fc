/**
 * Builds the control plane from Go modules, once a machine: `npx node e2e/binaries/build.ts`.
 *
 * About nine minutes on two cores the first time, nothing afterwards. Go downloads through its
 * ordinary module proxy and verifies against the committed go.sum, so there is no image registry
 * and no download page to trust, and the same versions run on every laptop and in CI.
 */
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { compile } from './compile.ts';
import { goMissing, hasGo, moduleFolder } from './go.ts';
import { alone } from './lock.ts';
import { type Binary, type BinaryName, type Minor, binaries } from './sets.ts';
import { cacheFolder, chosenMinor, stagesFile } from './sets.ts';

/** All that a cluster whose control plane somebody else runs still needs on this machine. */
export const clients: readonly BinaryName[] = ['kubectl', 'kwok', 'helm'];

export const isBuilt = (minor: Minor, only?: readonly BinaryName[]): boolean =>
  existsSync(stagesFile()) && missing(minor, only).length === 0;

/** Brings the cache to hold what a cluster of that minor needs. */
export async function build(minor: Minor, only?: readonly BinaryName[]): Promise<void> {
  if (isBuilt(minor, only)) return;
  if (!hasGo()) throw new Error(goMissing);
  await alone(cacheFolder(), async () => {
    // Asked again: whoever held the lock before us may have built them.
    for (const binary of missing(minor, only)) await compile(binary);
    if (!existsSync(stagesFile())) await extractStages();
  });
}

const missing = (minor: Minor, only?: readonly BinaryName[]): readonly Binary[] =>
  binaries(minor).filter(({ name, path }) => (!only || only.includes(name)) && !existsSync(path));

/**
 * kwok's own stages for quick lives: nodes become Ready and stay so, bound pods run, pods of
 * Jobs succeed, deleted pods go.
 */
async function extractStages(): Promise<void> {
  const stage = join(await moduleFolder('kwok'), 'kustomize', 'stage');
  const podLives = readdirSync(join(stage, 'pod', 'fast')).filter((file) =>
    /^pod-.*\.yaml$/.test(file),
  );
  const files = [
    'node/fast/node-initialize.yaml',
    'node/heartbeat-with-lease/node-heartbeat-with-lease.yaml',
    ...podLives.map((file) => `pod/fast/${file}`),
  ];
  const half = `${stagesFile()}.half`;
  writeFileSync(
    half,
    files.map((file) => readFileSync(join(stage, file), 'utf8').trimEnd()).join('\n---\n'),
  );
  renameSync(half, stagesFile());
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { minor: { type: 'string' } } });
  await build(chosenMinor(values.minor)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
