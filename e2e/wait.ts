/** Waiting, always with an end: a loop that polls for ever has cost people whole afternoons. */
import { inspect } from 'node:util';

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** What a probe found, once it found something. */
export type Found<T> = Exclude<T, undefined | null | false | '' | 0>;

/**
 * Looks until `probe` gives something truthy, and returns that. A probe that throws has not
 * found anything yet; what it said last is told if it never does.
 */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  seconds = 30,
): Promise<Found<T>> {
  const deadline = Date.now() + seconds * 1000;
  let last: string;
  do {
    try {
      const found = await probe();
      if (found) return found as Found<T>;
      last = `the last look gave ${inspect(found)}`;
    } catch (error) {
      last = `the last look failed: ${error instanceof Error ? error.message : String(error)}`;
    }
    await sleep(150);
  } while (Date.now() < deadline);
  throw new Error(`${what}: not within ${seconds} s; ${last}`);
}
