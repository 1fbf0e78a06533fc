/** Command lines within a command line: what an entrypoint is handed to run, and what a line of Python starts. */
import { base } from '../words/command-line.ts';
import { shellWords } from '../words/shell-words.ts';

/** Options whose value is run. */
const RUNNING = /^-(?:\w*[cS]|-(?:.*-)?(?:cmd|command|entrypoint|exec|script))$/;

/** Where no shell reads them: `/entrypoint.sh "torchrun train.py"`. */
export function handedOn(argv: readonly string[]): readonly (readonly string[])[] {
  if (!argv.some((word) => word.includes(' '))) return [];
  const python = argv.findIndex((word) => PYTHON.test(base(word)));
  return argv.flatMap((word, i) => {
    const { option, text } = saidIn(word, argv[i - 1] ?? '');
    if (!text.includes(' ') || (python >= 0 && python < i && LINE.test(option))) return [];
    const run = shellWords(text);
    return RUNNING.test(option) || (positional(option) && isCommand(text, run)) ? [run] : [];
  });
}

/** `--command=…` may be one word. */
function saidIn(word: string, before: string): { readonly option: string; readonly text: string } {
  const option = OPTION.exec(word)?.[0];
  return option === undefined
    ? { option: before, text: word }
    : { option: option.slice(0, -1), text: word.slice(option.length) };
}

const PYTHON = /^python[\d.]*$/;
const OPTION = /^-[\w-]+[= ]/;
/** Options with a line for a shell or for Python behind them: `-c`, `-lc`. */
export const LINE = /^-\w*c$/;

/** Neither an option's value, nor what a program of Python is asked, which may be a question. */
const positional = (before: string): boolean =>
  before === '--' || !(awaits(before) || before.endsWith('.py'));
const awaits = (option: string): boolean => option.startsWith('-') && !option.includes('=');

/** It has what people do not say: an option, a variable, a path or a program's file. Nor do they begin so. */
const isCommand = (text: string, run: readonly string[]): boolean =>
  !/^\s*[A-Z][a-z]/.test(text) && run.some((word) => UNSPOKEN.test(word));
const UNSPOKEN = /^(?:--?\w|\w+=|\.{0,2}\/)|\.(?:py|sh)$/;

/** What a line of Python starts: `python -c "os.system('mpirun a')"`, in a shell as well. */
export const startedByPython = (argv: readonly string[]): readonly (readonly string[])[] =>
  argv.flatMap((text, i) =>
    LINE.test(argv[i - 1] ?? '') && STARTING.some((call) => text.includes(call))
      ? [text.replaceAll(SAYING, ' ').split(PARTING)]
      : [],
  );

const STARTING = ['os.exec', 'os.popen', 'os.spawn', 'os.system', '.system(', 'subprocess'];
/** What it only prints, or asks for. */
const SAYING = /\b(?:print|debug|info|warning|which)\([^()]*\)/g;
const PARTING = /[\s;|&()[\]{},"'\\]+/;
