/** The manual from the command tree itself, in what man reads: what --help says, on one page. */
import type { Argument, Command, Option } from 'commander';

interface Described {
  readonly term: string;
  readonly says: string;
}

export function manual(program: Command, version: string): string {
  return [
    `.TH TRANCHE 1 "" "tranche ${version}" "User Commands"`,
    '.SH NAME',
    `tranche \\- ${said(program.description())}`,
    '.SH SYNOPSIS',
    '.B tranche',
    '.I command',
    '.RI [ options ]',
    '.SH COMMANDS',
    ...program.commands.flatMap((command) => commandLines(command, 'tranche')),
    '.SH EXIT STATUS',
    'Of what looks for something:',
    ...list([
      { term: '0', says: 'nothing was found that counts' },
      { term: '1', says: 'something was found' },
      { term: '2', says: 'it could not tell' },
    ]),
    '.SH SEE ALSO',
    '.BR kubectl (1)',
    '',
  ].join('\n');
}

function commandLines(command: Command, above: string): string[] {
  const help = command.createHelp();
  const name = `${above} ${command.name()}`;
  const options = help.visibleOptions(command).map((option: Option) => ({
    term: help.optionTerm(option),
    says: help.optionDescription(option),
  }));
  const args = help.visibleArguments(command).map((argument: Argument) => ({
    term: help.argumentTerm(argument),
    says: help.argumentDescription(argument),
  }));
  return [
    `.SS "${said(`${name} ${command.usage()}`)}"`,
    sentence(said(command.description())),
    ...list([...args, ...options]),
    ...paragraphs(afterHelp(command)),
    ...command.commands.flatMap((one) => commandLines(one, name)),
  ];
}

interface Emitter {
  emit(event: 'afterHelp', context: object): boolean;
}

/** Commander keeps these texts to itself until help is shown. */
function afterHelp(command: Command): string {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it emits events, which its types keep to themselves
  (command as Command & Emitter).emit('afterHelp', { error: false, command, write });
  return text;
}

const list = (all: readonly Described[]): string[] =>
  all.flatMap(({ term, says }) => ['.TP', `.B "${said(term)}"`, said(says)]);

function paragraphs(text: string): string[] {
  const parts = text
    .trim()
    .split(/\n\s*\n/)
    .filter((part) => part !== '');
  return parts.flatMap((part) => {
    const lines = part.split('\n');
    // What is indented is laid out: examples, and the lines that head them.
    const isLaidOut = lines.some((line) => line.startsWith('  '));
    const shown = lines.map(said);
    return ['.PP', ...(isLaidOut ? ['.nf', ...shown, '.fi'] : shown)];
  });
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const hex = (letter: string): string =>
  (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** A dash is a hyphen unless it is told not to be, and a line must not begin as an order does. */
const said = (text: string): string =>
  text
    .replaceAll('\\', String.raw`\e`)
    .replaceAll('-', String.raw`\-`)
    .replaceAll('"', String.raw`\(dq`)
    .replaceAll(/[^ -~]/gu, (letter) => `\\[u${hex(letter)}]`)
    .replace(/^(?=[.'])/, String.raw`\&`);
