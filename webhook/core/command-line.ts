/**
 * The words a container will run, unwrapped from `sh -c "…"`. Not a shell: quotes are dropped and
 * control operators split, which is enough to see a launcher's name and an option's value.
 */
import type { Container } from './pod.ts';

const SHELL = /(?:^|\/)(?:ba|da|a|z|k)?sh$/;
const SPLIT = /[\s;|&()]+/;

/** Kept by container: a dozen rules ask for them on one visit. */
const unwrapped = new WeakMap<Container, readonly string[]>();

export function words(container: Container): readonly string[] {
  const known = unwrapped.get(container);
  if (known !== undefined) return known;
  const run = unwrap([...(container.command ?? []), ...(container.args ?? [])]);
  unwrapped.set(container, run);
  return run;
}

/** Whether a shell reads the command line: what stands in it is not what the program is told. */
export const shelled = ({ command = [], args = [] }: Container): boolean =>
  [...command, ...args].some((word) => word.endsWith('sh') && SHELL.test(word));

function unwrap(argv: readonly string[]): readonly string[] {
  // Not only in front: `tini -- sh -c "…"` runs a shell as well.
  if (!argv.some((word) => word.endsWith('sh') && SHELL.test(word))) return argv;
  return argv
    .flatMap((word) => word.replaceAll(/["'\\]/g, ' ').split(SPLIT))
    .filter((word) => word !== '');
}

/** Last part of a path: `/usr/bin/torchrun` is `torchrun`. */
const base = (word: string): string => word.slice(word.lastIndexOf('/') + 1);

/** The first of `programs` that stands among the words as a program, not as an option's value. */
export function launcher(run: readonly string[], programs: readonly string[]): string | undefined {
  for (let i = 0; i < run.length; i++) {
    const word = run[i] ?? '';
    const before = run[i - 1] ?? '';
    if (NAMING.test(before)) continue;
    if (programs.includes(base(word))) return base(word);
    if (moduleRun(before, word, programs)) return word;
  }
  return undefined;
}

/**
 * Options whose value only speaks of something. After any other option a launcher is taken for one,
 * since `conda run --no-capture-output torchrun` looks no different, and a card too many is the
 * smaller mistake.
 */
const NAMING =
  /^--?(?:.*-)?(?:backend|description|id|image|label|launcher|message|method|model|name|tag|title)$/;

/** `python -m torch.distributed.run` counts as its module's name. */
const moduleRun = (before: string, word: string, programs: readonly string[]): boolean =>
  before === '-m' && programs.includes(word);

/** Value of the first of `names` set before a program, as in `sh -c "NAME=2 python train.py"`. */
export function assigned(
  run: readonly string[],
  names: readonly string[],
): { readonly name: string; readonly value: string } | undefined {
  for (const word of run) {
    const equals = word.indexOf('=');
    const name = equals > 0 ? word.slice(0, equals) : '';
    if (names.includes(name)) return { name, value: word.slice(equals + 1) };
  }
  return undefined;
}

/** Value of the first of `names` given as `--name=value` or `--name value`. */
export function option(run: readonly string[], names: readonly string[]): string | undefined {
  for (let i = 0; i < run.length; i++) {
    const word = run[i] ?? '';
    if (!word.startsWith('-')) continue;
    const equals = word.indexOf('=');
    if (names.includes(equals < 0 ? word : word.slice(0, equals)))
      return equals < 0 ? run[i + 1] : word.slice(equals + 1);
  }
  return undefined;
}
