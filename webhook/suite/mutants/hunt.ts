/** Which mutants live: each is tried against the tests that come by it, until one of them fails. */
import { Worker } from 'node:worker_threads';
import type { Mutant } from './instrument.ts';
import type { Asked, Seen, Told } from './worker.ts';

export interface Hunted {
  readonly mutant: Mutant;
  readonly end: 'killed' | 'timed out' | 'survived' | 'never met';
}

/** A mutant that takes so much longer than the tests do has made a loop without end. */
const PATIENCE = { ms: 3000, factor: 5 };

/** Milliseconds of one file's tests, the quickest first: what the golden stories all come by, they would play for half a minute. */
const ENOUGH = 3000;

export interface Ground {
  readonly code: ReadonlyMap<string, string>;
  readonly seed: number;
}

export class Hunter {
  readonly #ground: Ground;
  #thread: Worker;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#thread = threadOn(ground);
  }

  /** What each test comes by; throws where one fails with no mutant alive. */
  async dryRun(): Promise<readonly Seen[]> {
    const plays = [...this.#ground.code.keys()].map((file) => [file, 'all'] as const);
    const told = await this.#ask({ mutant: undefined, plays }, 600_000);
    if (told === 'late') throw new Error('the dry run takes more than ten minutes');
    if (told.failed !== undefined) throw new Error(`without any mutant: ${told.failed}`);
    return told.seen;
  }

  async hunt(mutant: Mutant, seen: readonly Seen[]): Promise<Hunted> {
    const met = seen.filter(({ mutants }) => mutants.includes(mutant.id));
    if (met.length === 0) return { mutant, end: 'never met' };
    const plays = playsOf(met, seen);
    const usual = met.reduce((sum, { ms }) => sum + ms, 0);
    const patience = PATIENCE.ms + PATIENCE.factor * usual;
    const told = await this.#ask({ mutant: mutant.id, plays }, patience);
    if (told === 'late') {
      await this.end();
      this.#thread = threadOn(this.#ground);
      return { mutant, end: 'timed out' };
    }
    return { mutant, end: told.failed === undefined ? 'survived' : 'killed' };
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  #ask(asked: Asked, patience: number): Promise<Told | 'late'> {
    const thread = this.#thread;
    return new Promise((resolve, reject) => {
      const done = (told: Told | 'late'): void => {
        clearTimeout(timer);
        // One by one: without those of its own a thread no longer says when it has something to say.
        thread.off('message', done).off('error', reject).off('exit', ended);
        resolve(told);
      };
      // A mutant may end its thread without a word.
      const ended = (): void => done('late');
      const timer = setTimeout(ended, patience);
      thread.on('message', done).on('error', reject).on('exit', ended);
      // A thread has no origin.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      thread.postMessage(asked);
    });
  }
}

const threadOn = (ground: Ground): Worker =>
  new Worker(new URL('worker.ts', import.meta.url), { workerData: ground });

/** The quickest tests first; where loading a file already comes by the mutant, all tests of it. */
function playsOf(met: readonly Seen[], seen: readonly Seen[]): Asked['plays'] {
  const files = new Map<string, { cost: number; tests: number[] }>();
  const loaded = new Set(met.filter(({ test }) => test < 0).map(({ file }) => file));
  const played = seen.filter((one) => one.test >= 0 && (loaded.has(one.file) || met.includes(one)));
  for (const { file, test, ms } of played.toSorted((a, b) => a.ms - b.ms)) {
    const known = files.get(file) ?? { cost: 0, tests: [] };
    if (known.cost > ENOUGH) continue;
    known.cost += ms;
    known.tests.push(test);
    files.set(file, known);
  }
  return [...files]
    .toSorted(([, a], [, b]) => a.cost - b.cost)
    .map(([file, { tests }]) => [file, tests]);
}
