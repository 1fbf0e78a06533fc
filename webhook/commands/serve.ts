/** `tranche serve`: runs until it is told to stop, or throws where it cannot begin. */
import { jsonLog, type Log } from '../http/log.ts';
import { serve, type ServeOptions } from '../main.ts';
import { guards, sample, shipped } from './paths.ts';

type FromCommandLine = Omit<ServeOptions, 'log'> & {
  readonly logLevel: string;
  readonly version: string;
};

export async function run({
  documents,
  cluster,
  logLevel,
  version,
  ...options
}: FromCommandLine): Promise<void> {
  const log = from(logLevel, jsonLog());
  const running = await serve({
    ...options,
    ...(cluster === undefined ? {} : { cluster }),
    documents: [...shipped, ...chosen(documents, cluster === true)],
    log,
  });
  log.say('info', 'serving', { version, port: running.port, adminPort: running.adminPort });
  process.on('unhandledRejection', (error) => fatal(error));
  process.on('uncaughtException', (error) => fatal(error));
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void leave(signal));

  async function leave(signal: string): Promise<void> {
    log.say('info', `${signal}: draining`);
    await running.stop();
    process.exit(0);
  }

  /** A state nobody has thought of is not served from. */
  function fatal(error: unknown): void {
    log.say(
      'error',
      error instanceof Error ? `${error.message} ${error.stack ?? ''}` : String(error),
    );
    log.flush();
    process.exit(1);
  }
}

/** In a cluster nothing is shipped but guards; without one, the embedded sample World. */
function chosen(documents: readonly string[], cluster: boolean): readonly string[] {
  if (documents.length > 0) return documents;
  return cluster ? [guards] : [sample];
}

const LEVELS: readonly string[] = ['info', 'warn', 'error'];

/** Only lines of `level` and worse; a visit's line is `info`. */
function from(level: string, log: Log): Log {
  const least = LEVELS.indexOf(level);
  return {
    visit: least > 0 ? () => undefined : (...line) => log.visit(...line),
    say: (at, ...line) => (LEVELS.indexOf(at) < least ? undefined : log.say(at, ...line)),
    flush: () => log.flush(),
  };
}
