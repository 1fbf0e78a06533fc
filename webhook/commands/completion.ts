/** Shell completion from the command tree itself, so that it cannot fall behind. */
import type { Command, Option } from 'commander';

/** What may follow: words of a list, files, what git calls a commit or files, or what only the user knows. */
type Follows = readonly string[] | 'files' | 'revisions' | 'anything';

interface Flag {
  readonly short?: string;
  readonly long: string;
  /** Absent where it takes no value. */
  readonly follows?: Follows;
  /** Whether several words of its list may follow, by comma, each with `=FILE` behind it. */
  readonly several: boolean;
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
const FILES = ['file', 'path', 'dir', 'glob'];

/** What takes a hash, of those that `policies` does; the hashes are where `--state-dir` says, or asked of a server here. */
const TAKES_HASH = ['history', 'show', 'diff', 'rollback'];

const HELP: Flag = { short: '-h', long: '--help', several: false };

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
  const [, value = ''] = /<(.*)>/.exec(flags) ?? [];
  const follows: Follows = argChoices ?? ofValue(value.split('|'));
  const several = value.endsWith(',...');
  return { ...(short && { short }), long, ...(required && { follows }), several };
}

function ofValue(names: readonly string[]): Follows {
  if (names.includes('ref')) return 'revisions';
  return names.some((name) => FILES.includes(name)) ? 'files' : 'anything';
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

function inBash({ follows = 'anything', several }: Flag): string {
  switch (follows) {
    case 'anything':
      return ':';
    case 'files':
    case 'revisions':
      return `${follows}=1`;
    default:
      return `${several ? 'several' : 'words'}="${follows.join(' ')}"`;
  }
}

function bash(name: string, words: readonly Words[]): string {
  const top = `${words.map(({ command }) => command).join(' ')} -h --help -V --version`;
  const values = words.flatMap(({ command, flags }) =>
    flags.flatMap((flag) =>
      flag.follows === undefined
        ? []
        : [
            `    ${spelt(flag)
              .map((one) => `"${command} ${one}"`)
              .join('|')}) ${inBash(flag)} ;;`,
          ],
    ),
  );
  const rest = words.map(
    (one) =>
      `    "${one.command} "*) words="${[...one.args, ...one.flags.flatMap(spelt)].join(' ')}"${filesIn(one)}${hashesIn(name, one)} ;;`,
  );
  return `${keptInBash(name)}${refsInBash(name)}_${name}() {
  local words='' several='' files='' revisions='' assigned='' before='' at=$COMP_CWORD current="\${COMP_WORDS[COMP_CWORD]}"
  # bash takes = for a word of its own.
  if [[ "$current" == = ]]; then current='' assigned=1 at=$((at - 1)); fi
  while ((at > 2)) && [[ "\${COMP_WORDS[at-1]}" == = ]]; do assigned=1 at=$((at - 2)); done
  case "\${COMP_WORDS[1]} \${COMP_WORDS[at-1]}" in
${[...values, ...rest].join('\n')}
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${top}"
  if [ -n "$several" ] && [[ -n "$assigned" && "$current" != *,* ]]; then several='' files=1; fi
  [[ "$current" != *,* ]] || before="\${current%,*},"
  if [ -n "$several" ]; then COMPREPLY=($(compgen -P "$before" -W "$several" -- "\${current##*,}"))
  elif [ -n "$revisions" ]; then COMPREPLY=($(compgen -W "$(_${name}_refs)" -- "$current") $(compgen -f -- "$current"))
  elif [ -n "$files" ]; then COMPREPLY=($(compgen -f -- "$current")); compopt -o filenames 2>/dev/null
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

/** As far as no shell finds anything in them to run: git lets a branch be called $(…). */
const PLAIN = '^[A-Za-z0-9._/@+-]+$';
const REFS = `git for-each-ref --format='%(refname:short)' refs/heads refs/remotes refs/tags 2>/dev/null | grep -E '${PLAIN}'`;

const refsInBash = (name: string): string => `_${name}_refs() { ${REFS}; }
`;

const refsInFish = (name: string): string => `function __${name}_refs
  ${REFS}
end
function __${name}_words
  printf '%s\\n' $argv
end
`;

const keptInFish = (name: string): string => `function __${name}_kept
  set -l words (commandline -opc)
  set -l where
  set -l at (contains -i -- --state-dir $words)
  and set where --state-dir (string replace -r "^~" $HOME $words[(math $at + 1)])
  ${name} policies history $where 2>/dev/null | string replace -rf '^([0-9a-f]+) .*' '$1'
end
`;

function inFish(name: string, { follows, several }: Flag): string {
  if (follows === undefined) return '';
  if (follows === 'anything') return ' -x';
  if (follows === 'files') return ' -r -F';
  if (follows === 'revisions') return ` -r -F -a "(__${name}_refs)"`;
  const words = follows.join(' ');
  return several
    ? ` -x -a "(__fish_complete_list , '__${name}_words ${words}')"`
    : ` -x -a "${words}"`;
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
      ...flags.map((flag) => {
        const letter = flag.short === undefined ? '' : ` -s ${flag.short.slice(1)}`;
        return `${where(within)}${letter} -l ${flag.long.slice(2)}${inFish(name, flag)}`;
      }),
    ];
  });
  return `${keptInFish(name)}${refsInFish(name)}${lines.join('\n')}\n`;
}

const seen = (...words: readonly string[]): string =>
  `__fish_seen_subcommand_from ${words.join(' ')}`;
