/**
 * The words of a shell's text. Not a shell: blanks part words within quotes as well, because what
 * is quoted is often a shell's text again, and both branches of an `if` are read. What is only said
 * (a comment, a line for the log) is left out, so that `echo "starting torchrun"` runs no torchrun.
 * One walk, whatever the text.
 */
export const shellWords = (text: string): readonly string[] =>
  // The lines of a here-document have quotes and number signs of their own.
  (text.includes('<<') ? undefined : ran(text)) ?? allWords(text);

/** Words that are followed by the name of a folder or a model, as in `cd /opt/deepspeed`. */
export const TAKING: ReadonlySet<string> = new Set(['cd', 'clone', 'download', 'pushd', 'serve']);

/** `cd && torchrun` goes home: left out, or the next program would be taken for a folder. */
const takesNothing = (statement: readonly string[]): boolean =>
  statement.length === 1 && TAKING.has(statement[0] ?? '');

const ENDING = /[\n;|&()]+/;

const allWords = (text: string): readonly string[] =>
  text
    .replaceAll(/\\\r?\n|["'\\]/g, ' ')
    .split(ENDING)
    .map((statement) => statement.split(/\s+/).filter((word) => word !== ''))
    .filter((statement) => !takesNothing(statement))
    .flat();

/** Words that stand before the program itself. */
const BEFORE = new Set(['!', '{', 'do', 'else', 'exec', 'nohup', 'sudo', 'then', 'time']);
/** Programs whose words are for people to read, or name packages and files: none of them is run. */
const SPEAKING = new Set(
  (
    ': apt apt-get aws chmod chown cp curl dnf echo git grep gsutil kill ln logger ls mkdir mv pip ' +
    'pip3 pkill printf rm rsync sed tar touch type wget which yum'
  ).split(' '),
);

/** The statements read so far, the one that is being read, and its last word. */
class Script {
  readonly words: string[] = [];
  /** What the statement says goes to a file or to another program, which may run it. */
  passedOn = false;
  private statement: string[] = [];
  private word = '';

  add(part: string): void {
    this.word += part;
  }

  /** Of quoted text, which may be a shell's again; it goes on where the word before it stopped. */
  addParted(inner: string): void {
    const statements = inner.split(ENDING);
    for (const [i, statement] of statements.entries()) {
      if (i > 0) this.endWord();
      const parts = statement.split(/\s+/);
      const ended = i < statements.length - 1 && !this.inWord();
      if (ended && takesNothing(parts.filter((part) => part !== ''))) continue;
      for (const [j, part] of parts.entries()) {
        if (j > 0) this.endWord();
        this.add(part);
      }
    }
  }

  inWord(): boolean {
    return this.word !== '';
  }

  endWord(): void {
    if (this.word !== '') this.statement.push(this.word);
    this.word = '';
  }

  endStatement(): void {
    this.endWord();
    const idle = takesNothing(this.statement) || (!this.passedOn && speaks(this.statement));
    if (!idle) for (const word of this.statement) this.words.push(word);
    this.statement = [];
    this.passedOn = false;
  }
}

/** Of these a few words more are needed: they run programs as well. */
const SPEAKING_SO = [
  /^(?:\S*\/)?python[\d.]* -m (?:ensurepip|pip|venv)\b/,
  /^(?:conda|mamba|micromamba) (?:create|install|remove)\b/,
  /^uv (?:add|pip)\b/,
  /^poetry add\b/,
  /^apk add\b/,
  /^command -v\b/,
];

function speaks(statement: readonly string[]): boolean {
  const at = statement.findIndex((word) => !BEFORE.has(word) && !/^\w+=/.test(word));
  if (SPEAKING.has(statement[at] ?? '')) return true;
  const start = statement.slice(at, at + 3).join(' ');
  return at >= 0 && SPEAKING_SO.some((form) => form.test(start));
}

/** Reads what begins at `at`; where the next thing begins, or -1 where a quote is never closed. */
type Reader = (text: string, at: number, script: Script) => number;

/** `undefined` where quotes do not match, and nobody can tell what is said from what is run. */
function ran(text: string): readonly string[] | undefined {
  const script = new Script();
  for (let at = 0; at < text.length;) {
    at = (readers[text.charAt(at)] ?? plain)(text, at, script);
    if (at < 0) return undefined;
  }
  script.endStatement();
  return script.words;
}

const plain: Reader = (text, at, script) => {
  PLAIN.lastIndex = at + 1;
  const rest = PLAIN.exec(text)?.[0] ?? '';
  script.add(text.charAt(at) + rest);
  return at + 1 + rest.length;
};
const PLAIN = /[^\s;|&()'"\\#>`]+/y;

const blank: Reader = (_text, at, script) => {
  script.endWord();
  return at + 1;
};

const end: Reader = (_text, at, script) => {
  script.endStatement();
  return at + 1;
};

const pipe: Reader = (text, at, script) => {
  const or = text.charAt(at + 1) === '|';
  if (!or) script.passedOn = true;
  script.endStatement();
  return at + (or ? 2 : 1);
};

/** A line may go on behind a backslash; an escaped quote is one of a text within. */
const escape: Reader = (text, at, script) => {
  const next = text.charAt(at + 1);
  if (next === '\n' || next === '\r') script.endWord();
  else if (next !== '"' && next !== "'") script.add(next);
  return at + 2;
};

const single: Reader = (text, at, script) => {
  const close = text.indexOf("'", at + 1);
  if (close === -1) return -1;
  const inner = text.slice(at + 1, close);
  // JSON is an argument, and stays one word; `{ a; }` is a group of commands.
  if (/^\{\s*["}]/.test(inner)) script.add(inner);
  else script.addParted(inner);
  return close + 1;
};

const double: Reader = (text, at, script) => {
  let close = at + 1;
  while (close < text.length && text.charAt(close) !== '"')
    close += text.charAt(close) === '\\' ? 2 : 1;
  if (close >= text.length) return -1;
  const inner = text.slice(at + 1, close);
  if (inner.includes('$(') || inner.includes('`')) script.passedOn = true;
  script.addParted(inner.replaceAll(/[\\"']/g, ''));
  return close + 1;
};

const substitution: Reader = (_text, at, script) => {
  script.endWord();
  script.passedOn = true;
  return at + 1;
};

const comment: Reader = (text, at, script) => {
  if (script.inWord()) return plain(text, at, script);
  const line = text.indexOf('\n', at);
  return line < 0 ? text.length : line;
};

/** Into a file, unless it is one of those that a log is made of. */
const redirection: Reader = (text, at, script) => {
  script.endWord();
  const toLog = /^>?(?:&\d| ?\/dev\/(?:stderr|stdout|null)\b)/.exec(text.slice(at + 1, at + 16));
  if (toLog === null) script.passedOn = true;
  return at + 1 + (toLog?.[0].length ?? 0);
};

const readers: Readonly<Record<string, Reader>> = {
  '\\': escape,
  "'": single,
  '"': double,
  '`': substitution,
  '#': comment,
  '>': redirection,
  '|': pipe,
  '\n': end,
  ';': end,
  '&': end,
  '(': end,
  ')': end,
  ' ': blank,
  '\t': blank,
  '\r': blank,
};
