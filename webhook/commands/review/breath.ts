/** Signals are heard between two turns of the event loop only; a turn for each object makes the collector of garbage work for nothing. */
import { setImmediate } from 'node:timers/promises';

/** Objects of a turn: some hundredths of a second. */
const MANY = 32;

/** One breath for many that are asked for, the first at once. */
export function breathing(): () => Promise<void> {
  let asked = 0;
  return async () => {
    if (asked++ % MANY === 0) await setImmediate();
  };
}
