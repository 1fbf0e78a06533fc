/**
 * `$NAME` as a shell fills it in, where the container itself says what it is: a launcher's name or a
 * whole script. Only where it stands as a word of its own; what else a shell may do is not done here.
 */
import { literals } from '../words/expansion.ts';
import type { Container } from '../pod.ts';
import { recurring } from '../words/recurring.ts';
import { shellWords } from '../words/shell-words.ts';
import { LINE } from './handed-on.ts';

/**
 * In characters, of all that is read and filled in: two scripts of the greatest length that a program is
 * started with. What says more is written to cost time, and its names stay as they are.
 */
const MOST_READ = 262_144;
/** A script in a variable may name one that names another. */
const DEEPEST = 3;

/** `$NAME`, `${NAME}`, `${NAME:-default}`, and the beginning of one whose default has blanks. */
const REFERENCE = /^\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\}?)$/;

export function filledIn(run: readonly string[], container: Container): readonly string[] {
  if (!run.some((word) => word.startsWith('$'))) return run;
  const shell: Shell = {
    texts: new Map(literals(container)),
    words: new Map(),
    defaults: new Map(),
    left: MOST_READ,
  };
  return recurring(filled(run, shell, DEEPEST));
}

interface Shell {
  /** What each variable says. */
  readonly texts: Map<string, string>;
  /** The same in words, as far as it was asked for. */
  readonly words: Map<string, readonly string[]>;
  /** What a variable says unless the environment knows better. */
  readonly defaults: Map<string, string>;
  left: number;
}

function filled(run: readonly string[], shell: Shell, deep: number): readonly string[] {
  const out: string[] = [];
  for (const word of run) {
    const value = word.startsWith('$') ? valueOf(word, out.at(-1) ?? '', shell) : undefined;
    if (value === undefined) {
      assign(word, shell);
      out.push(word);
      continue;
    }
    for (const one of deep > 0 ? filled(value, shell, deep - 1) : value) out.push(one);
  }
  return out;
}

function valueOf(word: string, before: string, shell: Shell): readonly string[] | undefined {
  const { name, otherwise } = reference(word, shell);
  const value = wordsOf(name, shell);
  if (value !== undefined) return value;
  // Of an option a default tells nothing: only the environment knows whether it is taken.
  const ofOption = before.startsWith('-') && !LINE.test(before);
  return otherwise === undefined || ofOption ? undefined : [otherwise];
}

function reference(word: string, { defaults }: Shell) {
  const [, plain, braced, otherwise] = REFERENCE.exec(word) ?? [];
  const name = plain ?? braced ?? '';
  return { name, otherwise: otherwise ?? defaults.get(name) };
}

function wordsOf(name: string, shell: Shell): readonly string[] | undefined {
  const { texts, words } = shell;
  const text = texts.get(name);
  // Read anew or filled in again, it costs as much as it is long.
  if (text === undefined || text.length >= shell.left) return undefined;
  shell.left -= text.length + 1;
  const found = words.get(name) ?? shellWords(text);
  words.set(name, found);
  return found;
}

/** What the script sets itself; what it counts or asks for is not known. */
function assign(word: string, shell: Shell): void {
  const equals = word.indexOf('=');
  if (equals <= 0 || word.startsWith('-')) return;
  const name = word.slice(0, equals);
  const value = word.slice(equals + 1);
  const { texts, words, defaults } = shell;
  // As in `BY=${BY:-torchrun}`.
  const from = reference(value, shell);
  const text = value.includes('$') ? texts.get(from.name) : value;
  words.delete(name);
  if (text !== undefined) texts.set(name, text);
  else texts.delete(name);
  if (from.otherwise !== undefined) defaults.set(name, from.otherwise);
}
