/** Shell completion from the command tree itself, so that it cannot fall behind. */
import type { Command } from 'commander';

interface Words {
  readonly command: string;
  readonly options: readonly string[];
}

const wordsOf = (program: Command): Words[] =>
  program.commands.map((command) => ({
    command: command.name(),
    options: [
      '--help',
      ...command.options.map(({ long }) => long ?? '').filter((long) => long !== ''),
    ],
  }));

export function completion(program: Command, shell: string): string {
  const name = program.name();
  const words = wordsOf(program);
  switch (shell) {
    case 'fish':
      return fish(name, words);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(name, words)}`;
    default:
      return bash(name, words);
  }
}

function bash(name: string, words: readonly Words[]): string {
  const cases = words.map(
    ({ command, options }) => `    ${command}) words="${options.join(' ')}" ;;`,
  );
  return [
    `_${name}() {`,
    '  local words current="${COMP_WORDS[COMP_CWORD]}"',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    `    *) words="${words.map(({ command }) => command).join(' ')} --help --version" ;;`,
    '  esac',
    '  [ "$COMP_CWORD" -eq 1 ] && words="' +
      words.map(({ command }) => command).join(' ') +
      ' --help --version"',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  [ "${#COMPREPLY[@]}" -eq 0 ] && COMPREPLY=($(compgen -f -- "$current"))',
    '}',
    `complete -F _${name} ${name}`,
    '',
  ].join('\n');
}

function fish(name: string, words: readonly Words[]): string {
  const commands = words.map(
    ({ command }) => `complete -c ${name} -n __fish_use_subcommand -a ${command}`,
  );
  const options = words.flatMap(({ command, options: all }) =>
    all.map(
      (option) =>
        `complete -c ${name} -n "__fish_seen_subcommand_from ${command}" -l ${option.slice(2)}`,
    ),
  );
  return `${[...commands, ...options].join('\n')}\n`;
}
