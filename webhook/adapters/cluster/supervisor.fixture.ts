/** A supervisor before a server that misbehaves when a test wants it to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, jest } from '@jest/globals';
import { metaOf, type Seen } from '../seen.ts';
import { apiOf } from './api.ts';
import { ListWatchServer } from './list-watch-server.fixture.ts';
import { Supervisor } from './supervisor.ts';
import type { Timing, View } from './view.ts';

export const FAST: Partial<Timing> = {
  backoffMs: 20,
  mostBackoffMs: 100,
  quietMs: 10_000,
  absentMs: 50,
};

/** A busy machine may take seconds over an answer. */
const PATIENCE_MS = 30_000;

export const nameOf = ({ metadata }: Seen): string => `${metadata.namespace}/${metadata.name}`;
export const pod = (name: string, uid: string) => ({ name, namespace: 'speech', uid });

class Bench {
  server: ListWatchServer;
  readonly told: string[] = [];
  /** What the view's user believes, by namespace and name: the uid. */
  readonly seen = new Map<string, string>();
  readonly steps: string[] = [];
  now = 1_000;
  supervisor: Supervisor<Seen> | undefined;

  constructor(server: ListWatchServer) {
    this.server = server;
  }

  supervise(more: Partial<View<Seen>> = {}, timing: Partial<Timing> = {}): Supervisor<Seen> {
    const { config } = this.server;
    this.supervisor = new Supervisor<Seen>(
      {
        name: 'pods',
        path: '/api/v1/pods',
        trim: (raw) => ({ metadata: metaOf(raw) }),
        apply: (item) => {
          this.steps.push(`apply ${item.metadata.uid}`);
          this.seen.set(nameOf(item), item.metadata.uid);
        },
        remove: (item) => {
          const { uid } = item.metadata;
          this.steps.push(`remove ${uid}`);
          if (this.seen.get(nameOf(item)) === uid) this.seen.delete(nameOf(item));
        },
        ...more,
      },
      {
        config,
        api: apiOf(config, PATIENCE_MS),
        clock: { now: () => this.now },
        tell: (event, { fault }) => this.told.push(`${event}: ${String(fault)}`),
        timing: { ...FAST, ...timing },
      },
    );
    this.supervisor.start();
    return this.supervisor;
  }

  sees(...uids: string[]): boolean {
    return [...this.seen.values()].toSorted().join() === uids.toSorted().join();
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (!holds()) {
      if (performance.now() > deadline)
        throw new Error(`never came: ${what}; told ${this.told.join(' | ')}`);
      await sleep(5);
    }
  }
}

/** A new one for each test; `at()` is that of the test which runs. */
export function benches(): () => Bench {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench(await ListWatchServer.start());
  });
  afterEach(async () => {
    bench.supervisor?.stop();
    jest.restoreAllMocks();
    jest.useRealTimers();
    await bench.server.stop();
  });
  return () => bench;
}
