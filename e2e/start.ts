/** Starting a cluster: build what is missing, start its keeper, wait for its word. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { attach } from './attach.ts';
import { build } from './binaries/build.ts';
import { type Minor, chosenMinor } from './binaries/sets.ts';
import { choose } from './can-run.ts';
import type { Cluster } from './cluster.ts';
import type { Orders, State } from './keeper.ts';
import { alive, tail } from './process.ts';
import { eventually } from './wait.ts';

export interface Wishes {
  readonly minor?: Minor;
  /** Beyond the API server's own: `['ExtendedResourceToleration']`. */
  readonly admissionPlugins?: readonly string[];
  /** etcd and the API server only: whoever stores a hundred thousand objects wants nobody to act on them. */
  readonly alone?: boolean;
}

/** For hooks: long enough to build everything from nothing on two cores. */
export const BOOT_MS = 25 * 60_000;
const COME_UP_SECONDS = 240;

const here = dirname(fileURLToPath(import.meta.url));

/** A cluster of one's own, for tests that would spoil a shared one. Ends with this process. */
export async function startCluster(wishes: Wishes = {}): Promise<Cluster> {
  return clusterAt(await startKeeper(wishes, process.pid));
}

/** Gives the keeper's folder, before the cluster is up. */
export async function startKeeper(
  { minor = chosenMinor(), admissionPlugins = [], alone = false }: Wishes,
  owner: number,
  pointer?: string,
): Promise<string> {
  const choice = choose(admissionPlugins);
  if (choice.how === 'none') throw new Error(choice.why);
  await build(minor, choice.needs);

  const folder = mkdtempSync(join(tmpdir(), 'tranche-e2e-'));
  const { how } = choice;
  const orders: Orders = {
    how,
    minor,
    admissionPlugins,
    alone,
    folder,
    owner,
    ...(pointer && { pointer }),
  };
  const file = join(folder, 'orders.json');
  writeFileSync(file, JSON.stringify(orders));
  const log = openSync(join(folder, 'keeper.log'), 'a');
  const words = ['--no-warnings', join(here, 'keeper.ts'), file];
  const keeper = spawn(node(), words, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  keeper.unref();
  writeFileSync(join(folder, 'keeper.pid'), String(keeper.pid));
  return folder;
}

export async function clusterAt(folder: string): Promise<Cluster> {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const come = (): State | undefined => {
    if (existsSync(join(folder, 'state.json'))) return JSON.parse(read('state.json')) as State;
    if (alive(Number(read('keeper.pid')))) return undefined;
    return { failed: `it ended at once:\n${tail(join(folder, 'keeper.log'))}` };
  };
  const state = await eventually('a cluster', come, COME_UP_SECONDS);
  if ('failed' in state) throw new Error(`no cluster: ${state.failed}`);
  const { how, minor } = JSON.parse(read('orders.json')) as Orders;
  return attach(state, { how, minor, folder });
}

/** The keeper is TypeScript too; an older node that runs Jest could not read it. */
const node = (): string =>
  process.features.typescript
    ? process.execPath
    : join(dirname(here), 'node_modules', '.bin', 'node');
