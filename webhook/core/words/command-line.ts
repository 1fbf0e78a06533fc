/**
 * The words a container will run, `$(NAME)` filled in and unwrapped from `sh -c "…"`: enough to see a
 * launcher's name and an option's value.
 */
import { keptByRun } from '../kept.ts';
import type { Container } from '../pod.ts';
import { argvOf } from './expansion.ts';
import { shellWords, TAKING } from './shell-words.ts';

const SHELL = /(?:^|\/)(?:ba|da|a|z|k|mk|c|tc|fi)?sh$/;

/** They hand the text behind one of their options to a shell, be it as somebody else. */
const HANDING: ReadonlySet<string> = new Set(['runuser', 'script', 'sg', 'su']);
const HANDED = /^-(?:\w*c$|-(?:session-)?command(?:=|$))/;
/** `env -S "…"` parts a text into words itself. */
const PARTED = /^-(?:[a-z]*S|-split-string(?:=|$))/;
/** The option and its text in one. */
const JOINED = /^-(?:-(?:session-)?command=|-split-string=|[a-z]*S(?=\w))/;

interface Read {
  readonly run: readonly string[];
  readonly byShell: boolean;
}

const read = keptByRun((argv): Read => {
  const byShell = forShell(argv);
  return { run: byShell ? argv.flatMap(unwrapped) : argv, byShell };
});

export const words = (container: Container): readonly string[] => read(argvOf(container)).run;

/** Whether a shell reads the command line: what stands in it is not what the program is told. */
export const shelled = (container: Container): boolean => read(argvOf(container)).byShell;

const unwrapped = (text: string): readonly string[] =>
  shellWords(text.startsWith('-') ? text.replace(JOINED, '') : text);

/** Not only in front: `tini -- sh -c "…"` runs a shell as well. */
const isShell = (word: string): boolean => word.endsWith('sh') && SHELL.test(word);

const forShell = (argv: readonly string[]): boolean =>
  argv.some(isShell) ||
  handsOn(argv) ||
  // One argument with blanks in it is a text for the shell that the image begins with.
  (argv.length === 1 && argv[0]?.includes(' ') === true);

function handsOn(argv: readonly string[]): boolean {
  let env = false;
  let handing = false;
  for (const word of argv) {
    if ((handing && HANDED.test(word)) || (env && PARTED.test(word))) return true;
    const program = base(word);
    handing ||= HANDING.has(program);
    env = program === 'env' || (env && word.startsWith('-'));
  }
  return false;
}

/** Last part of a path: `/usr/bin/torchrun` is `torchrun`. */
export const base = (word: string): string => word.slice(word.lastIndexOf('/') + 1);

/**
 * The first of `programs` that stands among the words as a program, not as an option's value;
 * `python -m torch.distributed.run` counts as its module's name.
 */
export const launcher = (
  run: readonly string[],
  programs: readonly string[],
): string | undefined =>
  programs.some((name) => namesIn(run).has(name))
    ? programOf(run, (name) => programs.includes(name))
    : undefined;

/** All that `programOf` may take for a program's name. */
const namesIn = keptByRun((run): ReadonlySet<string> => {
  const names = new Set(run.map(base));
  for (const [at, word] of run.entries()) names.add(moduleIn(word, run[at - 1] ?? ''));
  return names;
});

/** The same of those that are wanted for their name, or for what stands behind them. */
export function programOf(
  run: readonly string[],
  wanted: (name: string, at: number) => boolean,
): string | undefined {
  for (let i = 0; i < run.length; i++) {
    const word = run[i] ?? '';
    const before = run[i - 1] ?? '';
    const module = moduleIn(word, before);
    const found = module !== '' && wanted(module, i) ? module : base(word);
    // What stands before is asked last: few words come so far.
    if (wanted(found, i) && !TAKING.has(before) && !NAMING.test(before)) return found;
  }
  return undefined;
}

const moduleIn = (word: string, before: string): string =>
  before === '-m' ? word : word.startsWith('-m') ? word.slice(2) : '';

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
  wanted: (name: string, value: string) => boolean,
): { readonly name: string; readonly value: string } | undefined {
  return assignments(run).find(({ name, value }) => wanted(name, value));
}

const assignments = keptByRun((run) =>
  run.flatMap((word) => {
    const equals = word.indexOf('=');
    return equals <= 0 ? [] : [{ name: word.slice(0, equals), value: word.slice(equals + 1) }];
  }),
);

/** Value of the first of `names` given as `--name=value` or `--name value`. */
export function option(run: readonly string[], names: readonly Dashed[]): string | undefined {
  const all = options(run);
  let first: Option | undefined;
  for (const name of names) {
    const found = all.get(name);
    if (found !== undefined && !(found.at > (first?.at ?? Infinity))) first = found;
  }
  return first?.value;
}

type Dashed = `-${string}`;

interface Option {
  readonly at: number;
  readonly value: string | undefined;
}

/** The first of each name. */
const options = keptByRun((run): ReadonlyMap<string, Option> => {
  const found = new Map<string, Option>();
  for (const [at, word] of run.entries()) {
    if (!word.startsWith('-')) continue;
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    const value = equals === -1 ? run[at + 1] : word.slice(equals + 1);
    if (!found.has(name)) found.set(name, { at, value });
  }
  return found;
});
