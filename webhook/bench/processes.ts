/** Child processes that end with us, each on a core of its own where the machine has one to spare. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';

export interface Child {
  readonly pid: number;
  readonly process: ChildProcess;
  readonly stop: () => Promise<void>;
}

export interface Start {
  readonly core: number | 'any';
  /** For Node, ahead of the program. */
  readonly flags?: readonly string[];
  /** Whether we talk to it by messages. */
  readonly messages?: boolean;
  /** SIGTERM, where something is to be written before the end. */
  readonly signal?: NodeJS.Signals;
}

export const canPin = (): boolean => spawnSync('taskset', ['-V']).status === 0;

const alive = new Set<ChildProcess>();

/** Node, the very one that runs us. What the program writes to stdout goes to /dev/null. */
export function startNode(args: readonly string[], options: Start): Child {
  const { core, flags = [], messages = false, signal = 'SIGKILL' } = options;
  const words = [process.execPath, '--no-warnings', ...flags, ...args];
  const [file = '', ...rest] = core === 'any' ? words : ['taskset', '-c', String(core), ...words];
  const child = spawn(file, rest, {
    stdio: ['ignore', 'ignore', 'inherit', ...(messages ? (['ipc'] as const) : [])],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_ENV: 'production' },
  });
  alive.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('error', resolve);
    child.once('exit', () => resolve());
  }).then(() => void alive.delete(child));
  return {
    // taskset becomes what it starts, so this is Node's.
    pid: child.pid ?? 0,
    process: child,
    stop: () => {
      child.kill(signal);
      return ended;
    },
  };
}

/** For an end that no `finally` sees: whoever is interrupted leaves no server behind. */
export function endWithUs(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      for (const child of alive) child.kill('SIGKILL');
      process.exit(130);
    });
}
