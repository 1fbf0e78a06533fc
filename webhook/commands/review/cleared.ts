/**
 * What must not stay behind where a run is ended from outside, by Ctrl-C or a pipeline that somebody cancels: it is
 * cleared away, and the program then ends of that signal, so that whoever waits for it sees 130 and no verdict.
 */
import { setImmediate as breath } from 'node:timers/promises';

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Clears up once `use` is over, too. While `use` keeps the thread to itself no signal is heard, so it should breathe. */
export async function clearedAfter<T>(clear: () => void, use: () => Promise<T>): Promise<T> {
  const deaf = (): void => {
    for (const signal of ENDING) process.off(signal, end);
  };
  function end(signal: NodeJS.Signals): void {
    clear();
    deaf();
    process.kill(process.pid, signal);
  }
  for (const signal of ENDING) process.on(signal, end);
  try {
    return await use();
  } finally {
    clear();
    await heard();
    deaf();
  }
}

/**
 * What came while nothing was awaited is lost with whoever listens. Signals are asked for at most once in a turn, and
 * this turn may have asked before: the second breath is behind the next.
 */
async function heard(): Promise<void> {
  await breath();
  await breath();
}
