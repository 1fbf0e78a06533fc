/**
 * Child processes, two kinds: those that answer and end (`run`), and those that serve until
 * they are ended (`serve`). The latter lead a process group of their own, so that ending one
 * ends exactly it and what it started, whatever else runs on the machine.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

import { eventually } from './wait.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly stdin?: string;
  /** `false`: a code other than 0 is an answer too, not a failure. */
  readonly ok?: boolean;
  readonly seconds?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

export function run(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const { stdin = '', ok = true, seconds = 120, env = process.env, cwd } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, cwd, timeout: seconds * 1000, killSignal: 'SIGKILL' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const stdout = Buffer.concat(out).toString();
      const stderr = Buffer.concat(err).toString();
      const ended = signal ? `was ended by ${signal} (limit ${seconds} s)` : `exit code ${code}`;
      if (ok && code !== 0)
        reject(new Error(`${file} ${args.join(' ')}: ${ended}\n${stderr || stdout}`));
      else resolve({ code: code ?? -1, stdout, stderr });
    });
    // A child that exits without reading its input is not our failure; its code tells.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}

export interface Service {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
  readonly running: () => boolean;
  readonly ended: Promise<number>;
  /** To the process alone, as a kubelet signals the first process of a container. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGKILL to the whole group, and back when it is gone. */
  readonly kill: () => Promise<void>;
}

export interface ServeOptions {
  readonly log: string;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export async function serve(
  name: string,
  [file, ...args]: readonly [string, ...string[]],
  { log, cwd, env = process.env }: ServeOptions,
): Promise<Service> {
  const out = openSync(log, 'a');
  const child = spawn(file, args, { detached: true, stdio: ['ignore', out, out], cwd, env });
  closeSync(out);
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code ?? 128 + signalNumber(signal));
    });
  });
  await started;
  const pid = child.pid ?? 0;
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const kill = async (): Promise<void> => {
    killGroup(pid);
    await ended;
  };
  return { name, pid, log, running, ended, kill, signal: (signal) => void child.kill(signal) };
}

/** Waits for a service to answer, and when it does not, says what it wrote last. */
export async function answering(
  service: Service,
  answers: () => Promise<boolean>,
  seconds: number,
): Promise<void> {
  const look = async (): Promise<'up' | 'dead' | undefined> =>
    service.running() ? ((await answers()) ? 'up' : undefined) : 'dead';
  const told = `${service.name} did not come up`;
  const end = await eventually(told, look, seconds).catch((error: unknown) => String(error));
  if (end !== 'up') throw new Error(`${told} (${end}); the end of its log:\n${tail(service.log)}`);
}

export const tail = (file: string, lines = 15): string =>
  readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');

export function alive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

const signalNumber = (signal: NodeJS.Signals | null): number =>
  signal === 'SIGKILL' ? 9 : signal === 'SIGTERM' ? 15 : 1;
