/** The circumstances of a run: what kind of machine, which code, and how busy it was with other things. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Cores } from './proc.ts';

export interface Machine {
  /** Its class, nothing that would tell one machine from another. */
  readonly kind: string;
  readonly node: string;
  readonly commit: string;
  readonly date: string;
  /** Processes that wanted a core before we came, a minute's mean. */
  readonly load: number;
  readonly cores: Cores | 'fewer';
}

export function machine(cores: Cores | 'fewer'): Machine {
  const [cpu] = cpus();
  const [load = Number.NaN] = loadavg();
  const GiB = Math.round(totalmem() / 2 ** 30);
  return {
    kind: `${availableParallelism()} cores, ${cpu?.model ?? 'unknown CPU'}, ${GiB} GiB, Linux`,
    node: process.version,
    commit: commit(),
    date: new Date().toISOString().slice(0, 10),
    load,
    cores,
  };
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

function commit(): string {
  try {
    const dirty = git('status', '--porcelain', '--untracked-files=no').trim() !== '';
    return `${git('rev-parse', '--short', 'HEAD').trim()}${dirty ? ' and changes on top' : ''}`;
  } catch {
    return 'unknown';
  }
}
