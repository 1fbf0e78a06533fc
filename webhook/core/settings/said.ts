/**
 * What a container's owner says with an option that its program reads as argparse does: dashes or
 * underscores, the beginning of a name stands for the whole, and the last of two counts.
 */
import { shelled, words } from '../words/command-line.ts';
import { argvOf, literals } from '../words/expansion.ts';
import { ARGUMENTS, spoken } from '../never-slice/spoken.ts';
import type { Container } from '../pod.ts';

export interface Said {
  /** All that may count: the last on a plain command line, every one where a shell or a variable says it. */
  readonly values: readonly string[];
  /** Whether a variable says it, which only a shell or the image's own script can pass on. */
  readonly aside: boolean;
}

export function said(container: Container, names: readonly string[]): Said {
  const own = valuesOf(words(container), names);
  const all = valuesOf(spoken(container), names);
  const aside = all.some((value) => !own.includes(value));
  // Of the branches of a script nobody can tell which is taken.
  return { values: aside || inShell(container) ? all : own.slice(-1), aside };
}

const inShell = (container: Container): boolean => {
  const argv = argvOf(container);
  return shelled(container) || (argv.length === 1 && /\s/.test(argv[0] ?? ''));
};

function valuesOf(run: readonly string[], names: readonly string[]): string[] {
  const wanted = names.map(dashed);
  const values: string[] = [];
  for (const [at, word] of run.entries()) {
    if (!word.startsWith('--')) continue;
    const equals = word.indexOf('=');
    const name = dashed(equals < 0 ? word : word.slice(0, equals));
    if (wanted.some((full) => standsFor(name, full)))
      values.push(equals < 0 ? (run[at + 1] ?? '') : word.slice(equals + 1));
  }
  return values;
}

const dashed = (name: string): string => name.replaceAll('_', '-');

/** `--gpu-mem` does; `--device` has been an option of its own. */
const standsFor = (name: string, full: string): boolean =>
  full.startsWith(name) && (full === name || name.indexOf('-', 2) > 0);

/** The first of these flags, each naming a file, that is given. */
export const fileFlag = (container: Container, flags: readonly string[]): string | undefined =>
  flags.find((flag) =>
    spoken(container).some((word) => word === flag || word.startsWith(`${flag}=`)),
  );

/** `$(EXTRA_ARGS)` whose value comes from elsewhere: any option may be in it. */
export const unknownArguments = (container: Container): string | undefined =>
  words(container).find((word) => ARGUMENTS.test(/^\$\((\w*)\)$/.exec(word)?.[1] ?? ''));

/** The last value of each variable that the container is given; `undefined` where it comes from elsewhere. */
export function variablesOf(
  container: Container,
  names: readonly string[],
): ReadonlyMap<string, string | undefined> {
  const values = literals(container);
  const given = (container.env ?? []).filter(({ name }) => names.includes(name));
  return new Map(given.map(({ name }) => [name, values.get(name)]));
}

/** The first of these variables that the command line speaks of: a script may set or unset it. */
export const spokenOf = (container: Container, names: readonly string[]): string | undefined => {
  const run = [...argvOf(container), ...spoken(container)];
  return names.find((name) => run.some((word) => word.includes(name)));
};

/** What a script sets these variables to. */
export const assignedTo = (container: Container, names: readonly string[]): readonly string[] =>
  spoken(container).flatMap((word) => {
    const equals = word.indexOf('=');
    return equals > 0 && names.includes(word.slice(0, equals)) ? [word.slice(equals + 1)] : [];
  });

/** The first of these variables that says something, be it elsewhere or in a script. */
export function givenIn(container: Container, names: readonly string[]): string | undefined {
  const given = variablesOf(container, names);
  const own = names.find((name) => given.has(name) && given.get(name) !== '');
  return own ?? names.find((name) => assignedTo(container, [name]).some((value) => value !== ''));
}
