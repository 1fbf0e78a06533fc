/** Shell completion from the command tree itself, so that it cannot fall behind. */
import type { Command, Option } from 'commander';

/** What may follow: words of a list, files, or what only the user knows. */
type Follows = readonly string[] | 'files' | 'anything';

interface Flag {
  readonly short?: string;
  readonly long: string;
  /** Absent where it takes no value. */
  readonly follows?: Follows;
}

interface Words {
  readonly command: string;
  readonly flags: readonly Flag[];
  readonly args: readonly string[];
  /** Whether its arguments name files. */
  readonly ofFiles: boolean;
  /** Words after which a hash of the history follows. */
  readonly beforeHash: readonly string[];
}

/** What the name of an argument says of it, as that of an option's value does. */
const FILES = ['file', 'path', 'dir'];

/** What takes a hash, of those that `policies` does; the hashes are where `--state-dir` says, or asked of a server here. */
const TAKES_HASH = ['history', 'show', 'diff', 'rollback'];

const HELP: Flag = { short: '-h', long: '--help' };

function wordsOf(program: Command): Words[] {
  const names = program.commands.map((command) => command.name());
  return program.commands.map((command) => ({
    command: command.name(),
    flags: [HELP, ...command.options.map(flagOf)],
    args:
      command.name() === 'help'
        ? names
        : [
            ...command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
            ...command.commands.map((one) => one.name()),
          ],
    ofFiles: [command, ...command.commands].some(({ registeredArguments: all }) =>
      all.some((one) => FILES.includes(one.name())),
    ),
    beforeHash: command.registeredArguments.some((one) => one.name() === 'hash') ? TAKES_HASH : [],
  }));
}

function flagOf(option: Option): Flag {
  const { short, long = '', argChoices, flags, required } = option;
  const files = /[<|](file|path|dir)[|>]/.test(flags);
  const follows: Follows = argChoices ?? (files ? 'files' : 'anything');
  return { ...(short && { short }), long, ...(required && { follows }) };
}

const spelt = ({ short, long }: Flag): string[] => (short === undefined ? [long] : [short, long]);

export function completion(program: Command, shell: string): string {
  // Whatever it was called as: kubectl completes its plugins by itself.
  const name = 'tranche';
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

const FILES_UNLESS_A_FLAG = '; [[ "$current" == -* ]] || files=1';
/** A word of a list stands before them. */
const FILES_AFTER_A_WORD = '; [[ "$current" == -* || "$COMP_CWORD" -eq 2 ]] || files=1';

const filesIn = ({ args, ofFiles }: Words): string => {
  if (!ofFiles) return '';
  return args.length > 0 ? FILES_AFTER_A_WORD : FILES_UNLESS_A_FLAG;
};

const inBash = (follows: Follows): string =>
  follows === 'files' ? 'files=1' : follows === 'anything' ? ':' : `words="${follows.join(' ')}"`;

function bash(name: string, words: readonly Words[]): string {
  const top = `${words.map(({ command }) => command).join(' ')} -h --help -V --version`;
  const values = words.flatMap(({ command, flags }) =>
    flags.flatMap((flag) =>
      flag.follows === undefined
        ? []
        : [
            `    ${spelt(flag)
              .map((one) => `"${command} ${one}"`)
              .join('|')}) ${inBash(flag.follows)} ;;`,
          ],
    ),
  );
  const rest = words.map(
    (one) =>
      `    "${one.command} "*) words="${[...one.args, ...one.flags.flatMap(spelt)].join(' ')}"${filesIn(one)}${hashesIn(name, one)} ;;`,
  );
  return `${keptInBash(name)}_${name}() {
  local words='' files='' current="\${COMP_WORDS[COMP_CWORD]}"
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${[...values, ...rest].join('\n')}
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${top}"
  if [ -n "$files" ]; then COMPREPLY=($(compgen -f -- "$current")); compopt -o filenames 2>/dev/null
  else COMPREPLY=($(compgen -W "$words" -- "$current")); fi
}
complete -F _${name} ${name}
`;
}

const hashesIn = (name: string, { beforeHash, flags }: Words): string =>
  beforeHash.length === 0
    ? ''
    : `
      case "\${COMP_WORDS[2]}" in
      ${beforeHash.join('|')}) [ "$COMP_CWORD" -eq 2 ] || words="$(_${name}_kept) ${flags.flatMap(spelt).join(' ')}" ;;
      esac`;

/**
 * The first column of the history, as far as it is hashes: bash runs what it finds in a list of words,
 * and the list may come from whoever answers at a port. A shell expands no `~` before it completes.
 */
const keptInBash = (name: string): string => `_${name}_kept() {
  local i where=()
  for ((i = 3; i < COMP_CWORD - 1; i++)); do
    [ "\${COMP_WORDS[i]}" = --state-dir ] && where=(--state-dir "\${COMP_WORDS[i+1]/#\\~/$HOME}")
  done
  ${name} policies history "\${where[@]}" 2>/dev/null | sed -n 's/^\\([0-9a-f][0-9a-f]*\\) .*/\\1/p'
}
`;

const keptInFish = (name: string): string => `function __${name}_kept
  set -l words (commandline -opc)
  set -l where
  set -l at (contains -i -- --state-dir $words)
  and set where --state-dir (string replace -r "^~" $HOME $words[(math $at + 1)])
  ${name} policies history $where 2>/dev/null | string replace -rf '^([0-9a-f]+) .*' '$1'
end
`;

function inFish(follows: Follows | undefined): string {
  if (follows === undefined) return '';
  if (follows === 'files') return ' -r -F';
  return follows === 'anything' ? ' -x' : ` -x -a "${follows.join(' ')}"`;
}

function fish(name: string, words: readonly Words[]): string {
  const where = (...conditions: readonly string[]) =>
    `complete -c ${name} -n "${conditions.join('; and ')}"`;
  const lines = words.flatMap(({ command, flags, args, beforeHash }) => {
    const within = seen(command);
    const first = beforeHash.length === 0 ? [within] : [within, `not ${seen(...args)}`];
    return [
      `complete -c ${name} -f -n __fish_use_subcommand -a ${command}`,
      ...(args.length > 0 ? [`${where(...first)} -f -a "${args.join(' ')}"`] : []),
      ...(beforeHash.length > 0
        ? [`${where(within, seen(...beforeHash))} -f -a "(__${name}_kept)"`]
        : []),
      ...flags.map(({ short, long, follows }) => {
        const letter = short === undefined ? '' : ` -s ${short.slice(1)}`;
        return `${where(within)}${letter} -l ${long.slice(2)}${inFish(follows)}`;
      }),
    ];
  });
  return `${keptInFish(name)}${lines.join('\n')}\n`;
}

const seen = (...words: readonly string[]): string =>
  `__fish_seen_subcommand_from ${words.join(' ')}`;
