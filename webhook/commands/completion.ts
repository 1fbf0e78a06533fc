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
}

/** What the name of an argument says of it, as that of an option's value does. */
const FILES = ['file', 'path', 'dir'];

const HELP: Flag = { short: '-h', long: '--help' };

function wordsOf(program: Command): Words[] {
  const names = program.commands.map((command) => command.name());
  return program.commands.map((command) => ({
    command: command.name(),
    flags: [HELP, ...command.options.map(flagOf)],
    args:
      command.name() === 'help'
        ? names
        : command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
    ofFiles: command.registeredArguments.some((one) => FILES.includes(one.name())),
  }));
}

function flagOf(option: Option): Flag {
  const { short, long = '', argChoices, flags, required } = option;
  const files = /<(file|path|dir)>/.test(flags);
  const follows: Follows = argChoices ?? (files ? 'files' : 'anything');
  return { ...(short && { short }), long, ...(required && { follows }) };
}

const spelt = ({ short, long }: Flag): string[] => (short === undefined ? [long] : [short, long]);

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
      `    "${one.command} "*) words="${[...one.args, ...one.flags.flatMap(spelt)].join(' ')}"${filesIn(one)} ;;`,
  );
  return `_${name}() {
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

function inFish(follows: Follows | undefined): string {
  if (follows === undefined) return '';
  if (follows === 'files') return ' -r -F';
  return follows === 'anything' ? ' -x' : ` -x -a "${follows.join(' ')}"`;
}

function fish(name: string, words: readonly Words[]): string {
  const lines = words.flatMap(({ command, flags, args }) => {
    const within = `complete -c ${name} -n "__fish_seen_subcommand_from ${command}"`;
    return [
      `complete -c ${name} -f -n __fish_use_subcommand -a ${command}`,
      ...(args.length > 0 ? [`${within} -f -a "${args.join(' ')}"`] : []),
      ...flags.map(({ short, long, follows }) => {
        const letter = short === undefined ? '' : ` -s ${short.slice(1)}`;
        return `${within}${letter} -l ${long.slice(2)}${inFish(follows)}`;
      }),
    ];
  });
  return `${lines.join('\n')}\n`;
}
