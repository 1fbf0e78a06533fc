/**
 * A command, a script or JSON with each word that is not known replaced, and its form kept: what
 * was an option, an assignment, a number or a program stays one, so that whoever reads it finds the
 * known words in the places where they were.
 */
import {
  isAssigned,
  isModel,
  isOption,
  isName,
  isPlain,
  isProgram,
  isVariable,
  namesModel,
  signIn,
} from './known-words.ts';

export const HIDDEN = 'redacted';

/** All of a command, one after the other: what stands before a word tells what it is. */
export function maskedWords(
  texts: readonly string[],
  variables: ReadonlySet<string>,
): readonly string[] {
  const mask = new Mask(variables);
  return texts.map((text) => mask.text(text));
}

/** Neither blanks nor what a shell, Python or JSON part words by. */
const WORD = /[^\s"'`;|&()<>{}[\]\\]+/g;
/** Nobody's option, program or model is longer. */
const LONGEST = 512;
/** What stands between two statements. */
const ENDS = /[;|&()\n]/;

class Mask {
  /** Names that the container gives its variables anyway. */
  readonly #variables: ReadonlySet<string>;
  #before = '';

  constructor(variables: ReadonlySet<string>) {
    this.#variables = variables;
  }

  text(text: string): string {
    let end = 0;
    return text.replaceAll(WORD, (word: string, at: number) => {
      if (ENDS.test(text.slice(end, at))) this.#before = '';
      end = at + word.length;
      return word.length > LONGEST ? HIDDEN : this.#inPunctuation(word, text.slice(end, end + 4));
    });
  }

  /** `"tp": 2,` and `${TP:-1}` have some around the word. */
  #inPunctuation(word: string, next: string): string {
    const [, front = '', core = '', back = ''] = /^([,:]*)(.*?)([,:]*)$/.exec(word) ?? [];
    if (core === '') return word;
    const kept = this.#word(core, `${back}${next}`);
    this.#before = kept === core ? core : '';
    return `${front}${kept}${back}`;
  }

  #word(word: string, next: string): string {
    const equals = word.indexOf('=');
    if (equals > 0) return this.#assignment(word.slice(0, equals), word.slice(equals + 1), word);
    if (this.#isKnown(word) || (isName(word) && KEY_ENDS.test(next))) return word;
    if (this.#isAwaited(word)) return word;
    return signIn(word) ?? this.#reference(word) ?? shapeOf(word);
  }

  #isKnown(word: string): boolean {
    return isProgram(word) || isOption(word) || word === '=' || PUNCTUATION.test(word);
  }

  #isAwaited(word: string): boolean {
    if (this.#before === 'serve') return isModel(word);
    const name = nameIn(this.#before);
    return name !== '' && isValue(name, word);
  }

  /** Of an option, of Hydra's `trainer.devices=2`, or of a variable that a shell sets. */
  #assignment(name: string, value: string, word: string): string {
    const known = name.startsWith('-') ? isOption(name) : isAssigned(name);
    if (!known) return shapeOf(word);
    const bare = name.replace(/^-+/, '');
    if (value === '' || isValue(bare, value)) return `${name}=${value}`;
    return `${name}=${this.#reference(value) ?? HIDDEN}`;
  }

  /** `$TP`, `${TP:-1}`, of which the braces are apart. */
  #reference(word: string): string | undefined {
    const [, name = '', otherwise = ''] = REFERENCE.exec(word) ?? [];
    if (name === '') return word === '$' ? word : undefined;
    const known = this.#variables.has(name) || isVariable(name);
    return known && isPlain(otherwise) ? word : undefined;
  }
}

const REFERENCE = /^\$?([A-Z_][A-Z0-9_]*)(?::?-([\w.]*))?$/;
const PUNCTUATION = /^(?:[-+*!=]{1,2}|\d?>&?\d?|:|\/)$/;
/** `"name": …` of JSON, or `name: …` of YAML. */
const KEY_ENDS = /^["']?\s*:/;

/** The name that waits for a value, `''` where none does. */
function nameIn(before: string): string {
  if (before.startsWith('-')) return before.includes('=') ? '' : before;
  return isName(before) && !isProgram(before) ? before : '';
}

const LETTER = /^-[a-zA-Z]{1,3}$/;

function isValue(name: string, value: string): boolean {
  // `-p 4711` may be anything of anybody's.
  if (LETTER.test(name) && !COUNTS.has(name) && name !== '-m') return false;
  if (isPlain(value)) return true;
  // Of llama.cpp; others have modules and messages behind it.
  if (name === '-m') return value.endsWith('.gguf') && isModel(value);
  return namesModel(name.replace(/^-+/, '')) && isModel(value);
}

/** Of one dash, that have a number behind them. */
const COUNTS: ReadonlySet<string> = new Set(
  '-tp -pp -dp -dpl -ep -n -np -ngl -ub -b -c -hwaccel -E'.split(' '),
);

/** What kind of word it was. */
function shapeOf(word: string): string {
  if (/^\d[\d.,-]*[smhd]?$/.test(word)) return '0';
  const dashes = /^--?(?=.)/.exec(word)?.[0] ?? '';
  const equals = word.indexOf('=');
  if (dashes !== '') return `${dashes}${HIDDEN}${equals > 0 ? `=${HIDDEN}` : ''}`;
  if (/^[A-Za-z_]\w*=/.test(word)) return `${HIDDEN}=${HIDDEN}`;
  if (word.includes('://')) return `${HIDDEN}://${HIDDEN}`;
  return pathOf(word);
}

/** A known program in whatever folder; of another file what kind it is. */
function pathOf(word: string): string {
  const program = word.slice(word.lastIndexOf('/') + 1);
  if (program !== word && isProgram(program)) return `/${HIDDEN}/${program}`;
  return `${HIDDEN}${/\.(?:sh|py)$/.exec(word)?.[0] ?? ''}`;
}
