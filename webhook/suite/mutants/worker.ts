/**
 * A thread that plays tests with one mutant alive. It is a thread because a mutant may never come to
 * an end; whoever asks loses patience and takes another one.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { configureGlobal } from 'fast-check';
import { testsIn, type TestFile } from './play.ts';

/** What Stryker's switches read and write. */
interface Switches {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  /** Stryker's way out of loops without end. */
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: { static: object; perTest: Record<string, Record<string, number>> };
}

export interface Asked {
  /** None: the dry run, which finds out what each test comes by. */
  readonly mutant: string | undefined;
  /** Numbers of the tests to play, by file, the quickest first. */
  readonly plays: readonly (readonly [file: string, tests: readonly number[] | 'all'])[];
}

export interface Told {
  readonly failed: string | undefined;
  /** Of the dry run: mutants that each test came by, and the milliseconds it took. */
  readonly seen: readonly Seen[];
}

export interface Seen {
  readonly file: string;
  /** -1: what happens when the file is loaded. */
  readonly test: number;
  readonly ms: number;
  readonly mutants: readonly string[];
}

/** Of the living mutant; no test of ours comes by one place as often. */
const MOST_HITS = 5_000_000;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const { code, seed } = workerData as { code: ReadonlyMap<string, string>; seed: number };
// The first draw that fails is enough.
configureGlobal({ seed, endOnFailure: true });

const switches: Switches = {};
Object.assign(globalThis, { __stryker__: switches });

parentPort?.on('message', (asked: Asked) => {
  // A thread has no origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  void answer(asked).then((told) => parentPort?.postMessage(told));
});

async function answer({ mutant, plays }: Asked): Promise<Told> {
  const seen: Seen[] = [];
  Object.assign(switches, { activeMutant: mutant, hitCount: 0, hitLimit: MOST_HITS });
  for (const [file, numbers] of plays) {
    const failed = await played(file, numbers, mutant === undefined ? seen : undefined);
    if (failed !== undefined) return { failed, seen };
  }
  return { failed: undefined, seen };
}

async function played(
  file: string,
  numbers: readonly number[] | 'all',
  seen: Seen[] | undefined,
): Promise<string | undefined> {
  let after: TestFile['after'] = [];
  try {
    const loaded = await watched(file, -1, seen, () => testsIn(file, code.get(file) ?? ''));
    ({ after } = loaded);
    const { tests } = loaded;
    for (const at of numbers === 'all' ? tests.keys() : numbers)
      await watched(file, at, seen, () => tests[at]?.run());
    return undefined;
  } catch (error) {
    return `${file}: ${String(error).slice(0, 200)}`;
  } finally {
    for (const clear of after) clear();
  }
}

async function watched<T>(
  file: string,
  test: number,
  seen: Seen[] | undefined,
  run: () => T,
): Promise<Awaited<T>> {
  if (seen === undefined) return await run();
  const id = `${file}#${test}`;
  switches.currentTestId = id;
  const began = performance.now();
  const result = await run();
  const ms = performance.now() - began;
  seen.push({ file, test, ms, mutants: Object.keys(switches.mutantCoverage?.perTest[id] ?? {}) });
  return result;
}
