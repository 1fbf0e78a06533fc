/**
 * Builds the control plane from Go modules, once a machine: `npx node e2e/binaries/build.ts`.
 *
 * About nine minutes on two cores the first time, nothing afterwards. Go downloads through its
 * ordinary module proxy and verifies against the committed go.sum, so there is no image registry
 * and no download page to trust, and the same versions run on every laptop and in CI.
 */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { run, tail } from '../process.ts';
import { alone } from './lock.ts';
import { type Binary, type BinaryName, type Minor, binaries } from './sets.ts';
import { cacheFolder, chosenMinor, stagesFile } from './sets.ts';

export const goMissing =
  'Go 1.26 or later is needed to build the control plane: install it from https://go.dev/doc/install';

export const hasGo = (): boolean => spawnSync('go', ['version']).status === 0;

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

async function compile({ name, version, package: from, module, path, ldflags }: Binary) {
  mkdirSync(dirname(path), { recursive: true });
  const half = `${path}.half`;
  const log = `${path}.log`;
  const args = ['build', '-trimpath', '-ldflags', ldflags, '-o', half, from];
  const done = progress(`building ${name} ${version}`);
  const code = await go(args, module, log);
  done(code === 0 ? 'done' : 'FAILED');
  if (code !== 0) throw new Error(`go build ${from} failed; the end of ${log}:\n${tail(log)}`);
  renameSync(half, path);
  rmSync(log);
}

/** The environment's own GOFLAGS and workspace must not change what is pinned here. */
const goEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  CGO_ENABLED: '0',
  GOFLAGS: '-mod=readonly -buildvcs=false',
  GOWORK: 'off',
});

function go(args: readonly string[], cwd: string, log: string): Promise<number> {
  const out = openSync(log, 'w');
  const child = spawn('go', args, { cwd, env: goEnvironment(), stdio: ['ignore', out, out] });
  closeSync(out);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}

/** One line a binary, with the seconds every ten, in a terminal and in a log alike. */
function progress(what: string): (end: string) => void {
  const start = Date.now();
  const seconds = (): number => Math.round((Date.now() - start) / 1000);
  process.stderr.write(`${what} `);
  const tick = setInterval(() => process.stderr.write(` ${seconds()}`), 10_000);
  return (end) => {
    clearInterval(tick);
    process.stderr.write(` ${end} (${seconds()} s)\n`);
  };
}

/**
 * kwok's own stages for quick lives: nodes become Ready and stay so, bound pods run, pods of
 * Jobs succeed, deleted pods go.
 */
async function extractStages(): Promise<void> {
  const module = binaries('1.36').find(({ name }) => name === 'kwok')?.module ?? '';
  const args = ['mod', 'download', '-json', 'sigs.k8s.io/kwok'];
  const { stdout } = await run('go', args, { cwd: module, env: goEnvironment() });
  const { Dir } = JSON.parse(stdout) as { Dir: string };
  const stage = join(Dir, 'kustomize', 'stage');
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
