/**
 * The programs that a command line runs: what an engine is known by, beside its image. The address of
 * a server, a bucket or the name of a backend among the arguments is none.
 */
import { base, shelled } from '../words/command-line.ts';
import { argvOf } from '../words/expansion.ts';
import { LINE } from '../never-slice/handed-on.ts';
import { keptByRun } from '../kept.ts';
import type { Container } from '../pod.ts';
import { imageOf } from '../identity/revision.ts';

const PYTHON = /(?:^|\/)python[\d.]*$|^\$\{?PYTHON/;
const SHELL_SCRIPT = /\.sh$|entrypoint/;

/** Programs and words of a shell that run what stands behind them. */
const WRAPPERS: ReadonlySet<string> = new Set(
  (
    '! { accelerate bash catatonit chroot command conda dash do dumb-init else env exec if ionice ' +
    'launch micromamba nice nohup nsys numactl pipenv poetry profile run setsid sh stdbuf sudo ' +
    'taskset then time timeout tini torchrun until uv while'
  ).split(' '),
);

/** Options of these that are followed by a value which is no number. */
const TAKING: ReadonlySet<string> = new Set(['-n', '-p', '-u', '--name']);
/** Of Python. */
const SETTING: ReadonlySet<string> = new Set(['-W', '-X']);

/** Names, paths and modules, in the order in which they stand. */
export const programs = keptByRun((argv): readonly string[] => {
  const texts = argv.filter((word, at) => isText(word, argv, at));
  return [
    ...named(argv),
    ...texts.flatMap((text) => text.split(STATEMENTS).flatMap((one) => named(wordsOf(one)))),
    ...texts.flatMap(imported),
  ].filter((name) => !name.includes('://'));
});

const STATEMENTS = /[\n;|&()`]+/;
const wordsOf = (statement: string): string[] =>
  statement
    .replaceAll(/["'\\]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');

/** A line for a shell or for Python; one argument with blanks is for the shell that the image begins with. */
const isText = (word: string, argv: readonly string[], at: number): boolean =>
  /\s/.test(word) && (argv.length === 1 || LINE.test(argv[at - 1] ?? ''));

/** Modules of a text in Python, wherever it is in a shell's. */
const imported = (text: string): string[] =>
  [...text.matchAll(/\b(?:from|import)\s+([\w.]+(?:, ?[\w.]+)*)/g)].flatMap(([, modules = '']) =>
    modules.split(/, ?/),
  );

/** What stands in the place of a program: wrappers, an interpreter, and at last the program itself. */
function named(words: readonly string[]): string[] {
  const names: string[] = [];
  // An argument of the image's own program.
  if (words[0]?.startsWith('-') === true) return names;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (PYTHON.test(word)) return [...names, word, ...scriptOf(words.slice(at + 1))];
    if (TAKING.has(word)) at++;
    if (isAside(word)) continue;
    names.push(word);
    if (!WRAPPERS.has(base(word)) && !SHELL_SCRIPT.test(word)) return names;
  }
  return names;
}

/** An option, an assignment or a number before the program, or a text that is read by itself. */
const isAside = (word: string): boolean => /^-|^\w+=|^\d[\d,.-]*[smhd]?$|\s/.test(word);

/** The module or the file that Python runs. */
function scriptOf(words: readonly string[]): string[] {
  const module = moduleOf(words);
  if (module !== undefined) return [module];
  const script = words.find((word, at) => !isAside(word) && !SETTING.has(words[at - 1] ?? ''));
  return script === undefined ? [] : [script];
}

function moduleOf(words: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    if (word === '-m') return words[at + 1];
    if (word.startsWith('-m')) return word.slice(2);
    if (!word.startsWith('-') && !SETTING.has(words[at - 1] ?? '')) return undefined;
  }
  return undefined;
}

/** vLLM's own image, and mirrors of it: what it begins with is the server. */
const SERVER_IMAGE = /(?:^|\/)vllm-openai$/;

/** Whether what takes arguments here is vLLM's server for certain, so that one of ours is taken by it. */
export function runsVllm(container: Container): boolean {
  const { command = [], image = '' } = container;
  const [program = '', ...rest] = argvOf(container);
  if (shelled(container) || /\s/.test(program)) return false;
  if (base(program) === 'vllm') return rest[0] === 'serve';
  if (PYTHON.test(program)) return /^vllm\.entrypoints\.(?!cli\b)/.test(moduleOf(rest) ?? '');
  return command.length === 0 && SERVER_IMAGE.test(imageOf(image).repository);
}
