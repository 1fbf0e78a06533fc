/**
 * One cluster for all the end-to-end test files of a run.
 *
 * Jest gives each file a world of its own, modules and globals alike, so what they share is a
 * folder named after the run: the first file to make it starts the cluster, the others find it.
 * It works in one process and over several workers. The cluster is one file's
 * at a time (turns.ts): `stop` hands it on, and the end of the run takes it down.
 *
 *     const suite = canRun() ? describe : describe.skip;
 *     suite('…', () => {
 *       let cluster: Cluster;
 *       beforeAll(async () => { cluster = await sharedCluster(); }, BOOT_MS);
 *       afterAll(() => cluster.stop());
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chosenMinor } from './binaries/sets.ts';
import type { Cluster } from './cluster.ts';
import { askOf } from './control.ts';
import { BOOT_MS, type Wishes, clusterAt, startKeeper } from './start.ts';
import { eventually } from './wait.ts';

export { canRun, canRunBesideNeighbours, onBinaries } from './can-run.ts';
export { type Cluster, type KubeletHand, eventually } from './cluster.ts';
export { BOOT_MS, startCluster } from './start.ts';

/** Asked for with the same wishes, the same cluster, once nobody else is using it. */
export async function sharedCluster(wishes: Wishes = {}): Promise<Cluster> {
  const owner = run();
  const meeting = join(tmpdir(), `tranche-e2e-shared-${owner}-${print(wishes)}`);
  const found = join(meeting, 'folder');
  if (claim(meeting))
    try {
      writeFileSync(`${found}.half`, await startKeeper(wishes, owner, meeting));
      renameSync(`${found}.half`, found);
    } catch (error) {
      rmSync(meeting, { recursive: true, force: true });
      throw error;
    }
  const look = (): string | undefined =>
    existsSync(found) ? 'there' : existsSync(meeting) ? undefined : 'given up';
  const seen = await eventually('the shared cluster', look, BOOT_MS / 1000);
  if (seen !== 'there') throw new Error('no cluster: see the test file that tried to start it');
  const folder = readFileSync(found, 'utf8');
  const cluster = await clusterAt(folder);
  const ask = askOf(folder);
  await ask('/take');
  return { ...cluster, stop: () => ask('/give') };
}

/** The process of the whole run: a worker of Jest is a child of it. */
const run = (): number =>
  /jest-worker.processChild/.test(process.argv[1] ?? '') ? process.ppid : process.pid;

const print = (wishes: Wishes): string =>
  createHash('sha256')
    .update(JSON.stringify([wishes.minor ?? chosenMinor(), wishes.admissionPlugins ?? []]))
    .digest('hex')
    .slice(0, 8);

function claim(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
