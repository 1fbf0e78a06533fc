/**
 * A test's hand on the kubelet: look at the product's pods, read what they wrote, hurt them.
 *
 * A name is only needed where more than one pod runs.
 */
import { readFileSync } from 'node:fs';

import type { RunningPod } from './kubelet.ts';
import { findLog } from './logs.ts';

export interface KubeletHand {
  pods(): Promise<readonly RunningPod[]>;
  /** `undefined` while no process runs. */
  pid(name?: string): Promise<number | undefined>;
  /** Both streams of all its lives. Still there when the pod is gone, if it is named. */
  logs(name?: string): Promise<string>;
  /** `SIGKILL` crashes the process, `SIGSTOP` stalls it, `SIGCONT` lets it go on. */
  kill(signal: NodeJS.Signals, name?: string): Promise<void>;
  /** Holds the product down: ends every process at once and starts none until `resume`. */
  hold(): Promise<void>;
  resume(): Promise<void>;
}

export function handOn(ask: <T>(path: string) => Promise<T>, folder: string): KubeletHand {
  const pods = (): Promise<readonly RunningPod[]> => ask('/pods');

  const one = async (name: string | undefined): Promise<RunningPod> => {
    const all = await pods();
    const matching = name === undefined ? all : all.filter((pod) => pod.name === name);
    const [pod, ...others] = matching;
    if (pod && others.length === 0) return pod;
    const names = all.map((each) => each.name).join(', ') || 'none';
    throw new Error(`expected one pod ${name ?? 'of the product'}; running here: ${names}`);
  };

  return {
    pods,
    async pid(name) {
      return (await one(name)).pid;
    },
    async logs(name) {
      const log = findLog(folder, name ?? (await one(name)).name);
      return log === undefined ? '' : readFileSync(log, 'utf8');
    },
    async kill(signal, name) {
      const { pid, name: found } = await one(name);
      if (pid === undefined) throw new Error(`no process of ${found} runs just now`);
      process.kill(pid, signal);
    },
    hold: () => ask('/hold'),
    resume: () => ask('/resume'),
  };
}
