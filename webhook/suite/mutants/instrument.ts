/**
 * The core with every mutant of Stryker's in it, each behind a switch: `globalThis.__stryker__` says
 * which one is alive, and is told which of them a test has come by.
 */
import { readFileSync } from 'node:fs';
import { createInstrumenter, type InstrumenterOptions } from '@stryker-mutator/instrumenter';
import { createInjector } from 'typed-inject';

export interface Mutant {
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly mutator: string;
  readonly replacement: string;
}

export interface Instrumented {
  /** By absolute path. */
  readonly sources: ReadonlyMap<string, string>;
  readonly mutants: readonly Mutant[];
}

const quiet = () => undefined;
const logger = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: quiet,
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  fatal: quiet,
};

const OPTIONS: InstrumenterOptions = { excludedMutations: [], ignorers: [], plugins: [] };

export async function instrument(files: readonly string[]): Promise<Instrumented> {
  const instrumenter = createInjector()
    .provideValue('logger', logger)
    .injectFunction(createInstrumenter);
  const made = await instrumenter.instrument(
    files.map((name) => ({ name, mutate: true, content: readFileSync(name, 'utf8') })),
    OPTIONS,
  );
  return {
    sources: new Map(made.files.map(({ name, content }) => [name, content])),
    mutants: made.mutants.map(({ id, fileName, location, mutatorName, replacement }) => ({
      id,
      file: fileName,
      line: location.start.line + 1,
      mutator: mutatorName,
      replacement,
    })),
  };
}
