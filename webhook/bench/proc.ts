/** What Linux knows of a process: its CPU time over all threads, its memory, and where it may run. */
import { readFileSync, readdirSync } from 'node:fs';

/** Nanoseconds by the scheduler's clock, not ticks of ten milliseconds. */
export function cpuNanoseconds(pid: number): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) sum += threadNanoseconds(pid, thread);
  return sum;
}

function threadNanoseconds(pid: number, thread: string): number {
  try {
    const [ran = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1);
    return Number(ran);
  } catch {
    // It ended between the listing and the look.
    return 0;
  }
}

export interface Memory {
  readonly nowMiB: number;
  readonly peakMiB: number;
}

export function memory(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const MiB = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN) / 1024;
  return { nowMiB: MiB('VmRSS'), peakMiB: MiB('VmHWM') };
}

export interface Cores {
  readonly server: number;
  readonly generator: number;
}

/** Two cores that this process may use, not two threads of one where that can be had. */
export function twoCores(): Cores | 'fewer' {
  const allowed = listed(
    /^Cpus_allowed_list:\s+(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '',
  );
  const [server, second] = allowed;
  if (server === undefined || second === undefined) return 'fewer';
  const siblings = siblingsOf(server);
  const generator = allowed.find((core) => !siblings.includes(core)) ?? second;
  return { server, generator };
}

function siblingsOf(core: number): readonly number[] {
  const file = `/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`;
  try {
    return [core, ...listed(readFileSync(file, 'utf8').trim())];
  } catch {
    return [core];
  }
}

/** `0-2,5` as the kernel writes it. */
export const listed = (list: string): readonly number[] =>
  list
    .split(',')
    .filter((range) => range !== '')
    .flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, at) => from + at);
    });
