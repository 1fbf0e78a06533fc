/**
 * All the words that a container is run with: those of its command, of the command lines that its
 * arguments are themselves, and of variables in which charts keep arguments, as in `vllm serve $VLLM_ARGS`.
 */
import { shelled, words } from '../words/command-line.ts';
import { argvOf } from '../words/expansion.ts';
import { keptByRun } from '../kept.ts';
import { keptByContainer, type Container } from '../pod.ts';
import { recurring } from '../words/recurring.ts';
import { shellWords } from '../words/shell-words.ts';
import { variables } from '../words/variables.ts';
import { handedOn, startedByPython } from './handed-on.ts';
import { filledIn } from './filled-in.ts';

/** How the names of such variables end. */
export const ARGUMENTS = /(?:ARGS|CMD|COMMAND|FLAGS|OPTIONS|OPTS)$/;

export const spoken = keptByContainer((container: Container): readonly string[] => {
  const written = words(container);
  const within = shelled(container) ? startedWithin : saidWithin;
  const texts = [...within(argvOf(container))];
  for (const { name, value } of variables(container))
    // What is filled in is not said a second time.
    if (value !== undefined && ARGUMENTS.test(name) && !written.some((word) => names(word, name)))
      texts.push(readAs(value));
  const run = filledIn(written, container);
  if (texts.length === 0) return run;
  // The last word of one text is not said of the first of the next.
  return recurring([run, ...texts].flatMap((text, i) => (i > 0 ? ['', ...text] : text)));
});

const startedWithin = keptByRun(startedByPython);
const saidWithin = keptByRun((argv) => [...handedOn(argv), ...startedWithin(argv)]);

const names = (word: string, name: string): boolean =>
  word === `$${name}` || word === `\${${name}}`;

/** As a shell would, where somebody has quoted for one; bare JSON keeps its quotes. */
const readAs = (value: string): readonly string[] =>
  value.includes("'") || (value.includes('"') && !value.includes('{'))
    ? shellWords(value)
    : value.split(/\s+/);
