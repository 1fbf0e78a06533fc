/**
 * How long the API server waits. It says so in `?timeout=5s`, rounded up to whole seconds, so that
 * up to one of them may be gone already when we read it.
 */
const TIMEOUT = /[?&]timeout=(\d{1,3})s(?:&|$)/;

/** What the API server takes where nobody set anything, and the most it allows. */
const DEFAULT = 10;
const MOST = 30;

/** Rounding takes up to a second, and the way back takes some. */
const MARGIN_MS = 1_200;
const LONGEST_MS = 2_500;
/** A timeout of one second leaves nothing to plan with; then at least try. */
const SHORTEST_MS = 100;

/** After `Retry-After: 1` the API server sleeps a second, and the second try needs some time too. */
const RETRY_WORTH_MS = 2_000;

export function timeoutSeconds(url: string): number {
  const said = Number(TIMEOUT.exec(url)?.[1] ?? 0);
  return said === 0 ? DEFAULT : Math.min(said, MOST);
}

/** Milliseconds since the epoch, when all must be said and done. */
export const deadlineOf = (seconds: number, arrival: number): number =>
  arrival + Math.max(SHORTEST_MS, Math.min(seconds * 1000 - MARGIN_MS, LONGEST_MS));

/** Whether the API server would still be there to try again. */
export const worthRetrying = (seconds: number): boolean => (seconds - 1) * 1000 >= RETRY_WORTH_MS;
