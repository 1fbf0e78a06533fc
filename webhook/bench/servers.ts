/** The three servers, each a process with the same Node, the same certificate and the same core. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newCa, newLeaf } from '../../certs/issue.ts';
import { freePorts } from '../../e2e/control-plane/addresses.ts';
import { eventually } from '../../e2e/wait.ts';
import type { Target } from './load/orders.ts';
import { memory } from './proc.ts';
import { startNode, type Child, type Start } from './processes.ts';

export interface Server {
  readonly target: Target;
  /** Once it answered for the first time. */
  readonly rssAtStartMiB: number;
  stop(): Promise<void>;
}

/** A folder with the certificate of all servers, and what else they are told by file. */
export interface Identity {
  readonly folder: string;
  readonly ca: string;
  remove(): void;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const bundled = here('../../dist/cli.js');
const HOUR = 3600;
const DAY = 86_400;

export async function identity(): Promise<Identity> {
  const folder = mkdtempSync(join(tmpdir(), 'tranche-bench-'));
  const ca = await newCa(Date.now(), DAY);
  const { pair } = await newLeaf(ca, ['localhost', '127.0.0.1'], Date.now(), DAY - HOUR);
  const write = (name: string, text: string): void =>
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  write('tls.key', pair.key);
  write('tls.crt', pair.cert);
  write('ca.crt', ca.pem);
  return { folder, ca: ca.pem, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What ships, or what it is made of; of the latter only a test makes use, which must not need a build. */
export function program(which: 'bundle' | 'source'): string {
  if (which === 'source') return here('../cli.ts');
  if (existsSync(bundled)) return bundled;
  throw new Error('there is no dist/cli.js: run "make build" first');
}

export interface Ours extends Start {
  readonly program: string;
}

/** On its embedded default, as `tranche serve` without a word more; its log goes to /dev/null. */
export async function startOurs({ folder, ca }: Identity, ours: Ours): Promise<Server> {
  const [port = 0, adminPort = 0] = await freePorts(2);
  const words = ['serve', `--secure-port=${port}`, `--admin-port=${adminPort}`];
  const how = [`--tls-dir=${folder}`, '--drain-seconds=0'];
  const child = startNode([ours.program, ...words, ...how], ours);
  const ready = async (): Promise<boolean> =>
    (await fetch(`http://127.0.0.1:${adminPort}/readyz`)).ok;
  return up(child, { port, ca, wants: 'patch' }, ready);
}

export const startBare = (
  { folder, ca }: Identity,
  start: Start,
  patchFile?: string,
): Promise<Server> =>
  startPlain('bare', { folder, ca }, start, patchFile === undefined ? [] : ['--patch', patchFile]);

export const startExpress = (
  { folder, ca }: Pick<Identity, 'folder' | 'ca'>,
  start: Start,
): Promise<Server> => startPlain('express', { folder, ca }, start, []);

async function startPlain(
  name: 'bare' | 'express',
  { folder, ca }: Pick<Identity, 'folder' | 'ca'>,
  start: Start,
  more: readonly string[],
): Promise<Server> {
  const [port = 0] = await freePorts(1);
  const words = [here(`servers/${name}.ts`), '--port', String(port), '--tls-dir', folder];
  const wants = more.length > 0 ? 'patch' : 'allowed';
  return up(startNode([...words, ...more], start), { port, ca, wants }, () => listens(port));
}

async function up(
  { pid, process: child, stop }: Child,
  target: Omit<Target, 'pid'>,
  ready: () => Promise<boolean>,
): Promise<Server> {
  const look = async (): Promise<'up' | 'dead' | undefined> => {
    if (child.exitCode !== null || child.signalCode !== null) return 'dead';
    return (await ready()) ? 'up' : undefined;
  };
  try {
    if ((await eventually('a server to answer', look, 60)) === 'dead')
      throw new Error('a server ended before it answered');
  } catch (error) {
    await stop();
    throw error;
  }
  return { target: { ...target, pid }, rssAtStartMiB: memory(pid).nowMiB, stop };
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
