/**
 * What pages have people type, for tests: the commands in it, and which of their words the program that
 * they name does not know. It is asked by its own help, so that no cluster is needed to find a flag that
 * was renamed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chosenMinor, pathOf } from '../../e2e/binaries/sets.ts';
import { root, tranche } from './ran.ts';

export type Words = readonly string[];

/** What a page encloses in fences of one language. */
export const fenced = (page: string, language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, text = '']) => text,
  );

/** Lines as they are entered, each with those that it goes on in. */
export const lines = (block: string): string[] =>
  block
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');

const TOKEN = /(?<=^|\s)#.*|>\s*\S+|&&|[|&;()<]|(?:'[^']*'|"[^"]*"|[^\s'"|&;()<>])+/g;
const BETWEEN = /^(?:&&|[|&;()<{}]|--)$/;

/** Of a line, those that one command hands on to another by `--` apart. */
export function commandsIn(line: string): Words[] {
  const commands: string[][] = [[]];
  for (const [token] of line.matchAll(TOKEN))
    if (BETWEEN.test(token)) commands.push([]);
    else if (!/^[#>]/.test(token)) commands.at(-1)?.push(token.replaceAll(/['"]/g, ''));
  return commands.filter((words) => words.length > 0);
}

/** Words that a command would not understand, in sentences; none of programs that are not ours to look at. */
export function faultsIn(words: Words): string[] {
  const ours = OURS.find((begin) => begin.every((part, i) => part.test(words[i] ?? '')));
  if (ours !== undefined) return ofTranche(words.slice(ours.length));
  const [first, ...rest] = words;
  if (first === 'make') return ofMake(rest);
  return first === 'kubectl' || first === 'helm' ? ofTool(first, rest) : [];
}

/** How our program is called. */
const OURS = [
  [/^tranche$/],
  [/^(?:npx|kubectl)$/, /^tranche$/],
  [/^node$/, /dist\/cli\.js$/],
] as const;

function ofTranche(words: Words): string[] {
  const command = commandOf(words);
  const [first = '-'] = words;
  if (command.length === 0 && !first.startsWith('-')) return [`tranche has no command ${first}`];
  const options = optionsIn(helpOf(command));
  return words
    .filter((word) => /^--?[a-z]/i.test(word))
    .map((word) => word.replace(/=.*/, ''))
    .filter((option) => !options.includes(option))
    .map((option) => `${['tranche', ...command].join(' ')} has no option ${option}`);
}

/** `review`, or `snapshot diff`. */
function commandOf(words: Words): Words {
  const path: string[] = [];
  for (const word of words) {
    const [, listed = ''] = helpOf(path).split('\nCommands:\n');
    if (!new RegExp(`^ {2}${word.replaceAll(/\W/g, '.')} `, 'm').test(listed)) break;
    path.push(word);
  }
  return path;
}

/** Each begins a line of its own, alone or behind its letter. */
const optionsIn = (help: string): string[] =>
  help
    .split('\n')
    .flatMap((line) => /^ {2}(-[\w-]+(?:, -[\w-]+)?)/.exec(line)?.[1]?.split(', ') ?? []);

const helps = new Map<string, string>();

function helpOf(words: Words): string {
  const key = words.join(' ');
  const known = helps.get(key);
  if (known !== undefined) return known;
  const { status, stdout } = tranche([...words, '--help']);
  helps.set(key, status === 0 ? stdout : '');
  return helpOf(words);
}

function ofMake(targets: Words): string[] {
  const named = targets.filter((word) => !word.includes('='));
  const { status, stderr } = spawnSync('make', ['-n', ...named], { cwd: root, encoding: 'utf8' });
  return status === 0 ? [] : [stderr.trim()];
}

/** As it was built for the tests that need a cluster, else as it is on the PATH. */
export function toolAt(name: 'helm' | 'kubectl'): string | undefined {
  const built = pathOf(name, chosenMinor());
  if (existsSync(built)) return built;
  return spawnSync(name, ['--help']).error === undefined ? name : undefined;
}

/** Asked for help, they read their flags first. */
function ofTool(name: 'helm' | 'kubectl', words: Words): string[] {
  const path = toolAt(name);
  if (path === undefined) return [];
  const { status, stderr } = spawnSync(path, [...words, '--help'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? [] : [`${name} ${words.join(' ')}: ${stderr.trim()}`];
}
