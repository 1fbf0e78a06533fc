/**
 * The words a container will run, `$(NAME)` filled in and unwrapped from `sh -c "…"`: enough to see a
 * launcher's name and an option's value.
 */
import { argvOf } from './expansion.ts';
import type { Container } from './pod.ts';
import { shellWords } from './shell-words.ts';

const SHELL = /(?:^|\/)(?:ba|da|a|z|k)?sh$/;

/** Kept by container: a dozen rules ask for them on one visit. */
const unwrapped = new WeakMap<Container, readonly string[]>();

export function words(container: Container): readonly string[] {
  const known = unwrapped.get(container);
  if (known !== undefined) return known;
  const run = unwrap(argvOf(container));
  unwrapped.set(container, run);
  return run;
}

/** Whether a shell reads the command line: what stands in it is not what the program is told. */
export const shelled = ({ command = [], args = [] }: Container): boolean =>
  [...command, ...args].some(isShell);

const isShell = (word: string): boolean => word.endsWith('sh') && SHELL.test(word);

function unwrap(argv: readonly string[]): readonly string[] {
  // Not only in front: `tini -- sh -c "…"` runs a shell as well. One argument with blanks in it is a
  // text for the shell that the image begins with.
  const shell = argv.some(isShell) || (argv.length === 1 && argv[0]?.includes(' ') === true);
  return shell ? argv.flatMap(shellWords) : argv;
}

/** Last part of a path: `/usr/bin/torchrun` is `torchrun`. */
const base = (word: string): string => word.slice(word.lastIndexOf('/') + 1);

/**
 * The first of `programs` that stands among the words as a program, not as an option's value;
 * `python -m torch.distributed.run` counts as its module's name.
 */
export function launcher(run: readonly string[], programs: readonly string[]): string | undefined {
  for (const [i, word] of run.entries()) {
    const before = run[i - 1] ?? '';
    const found = word.startsWith('-m') ? word.slice(2) : base(word);
    // What stands before is asked last: few words come so far.
    if (programs.includes(found) && !TAKING.has(before) && !NAMING.test(before)) return found;
  }
  return undefined;
}

/** Words that are followed by the name of a folder or a model, as in `cd /opt/deepspeed`. */
const TAKING: ReadonlySet<string> = new Set(['cd', 'clone', 'download', 'pushd', 'serve']);

/**
 * Options whose value only speaks of something. After any other option a launcher is taken for one,
 * since `conda run --no-capture-output torchrun` looks no different, and a card too many is the
 * smaller mistake.
 */
const NAMING =
  /^--?(?:.*-)?(?:backend|description|id|image|label|launcher|message|method|model|name|tag|title)$/;

/** The first variable of that kind set before a program, as in `sh -c "NAME=2 python train.py"`. */
export function assigned(
  run: readonly string[],
  wanted: (name: string) => boolean,
): { readonly name: string; readonly value: string } | undefined {
  for (const word of run) {
    const equals = word.indexOf('=');
    const name = word.slice(0, equals);
    if (equals > 0 && wanted(name)) return { name, value: word.slice(equals + 1) };
  }
  return undefined;
}

/** Value of the first of `names` given as `--name=value` or `--name value`. */
export function option(run: readonly string[], names: readonly string[]): string | undefined {
  for (const [i, word] of run.entries()) {
    const equals = word.indexOf('=');
    if (names.includes(equals === -1 ? word : word.slice(0, equals)))
      return equals === -1 ? run[i + 1] : word.slice(equals + 1);
  }
  return undefined;
}
