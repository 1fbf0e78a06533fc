/** What git is asked about the base of a change, and what whoever named the base is told where git knows none. */
import { execFileSync } from 'node:child_process';
import { isRecord, text } from '../../expand/raw.ts';
import { quoted } from './folders.ts';

interface Apart {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Names of files, each some dozens of letters. */
const MOST_NAMES = 256 * 1024 * 1024;

/** In words that are the same everywhere: some of them are looked for. */
export const git = (
  args: readonly string[],
  { cwd = '.', env = {}, input = '' }: Apart = {},
): string =>
  execFileSync('git', args, {
    cwd,
    input,
    encoding: 'utf8',
    maxBuffer: MOST_NAMES,
    stdio: 'pipe',
    env: { ...process.env, LC_ALL: 'C', ...env },
  });

export function answered(args: readonly string[]): string | undefined {
  try {
    return git(args).trimEnd();
  } catch {
    return undefined;
  }
}

/** Throws in a sentence. */
export function asked(args: readonly string[], ref: string): string {
  const answer = answered(args);
  if (answer === undefined) throw noSuch(ref);
  return answer;
}

export const noSuch = (ref: string): Error => new Error(`--base ${ref} is ${whyNot(ref)}`);

function whyNot(ref: string): string {
  try {
    git(['rev-parse', '--git-dir']);
  } catch (error) {
    if (isRecord(error) && error['code'] === 'ENOENT') return NO_GIT;
    // Such as that the clone is of another user.
    const said = isRecord(error) ? (text(error['stderr']) ?? '') : '';
    const why = said
      .replace(/^fatal: /, '')
      .replaceAll(/\s+/g, ' ')
      .trim();
    return NO_REPOSITORY.test(why) ? OUTSIDE : `no path here, and git reads nothing here: ${why}`;
  }
  return `neither a path nor a commit that git knows here; a pipeline often has no history: ${broughtBy(ref)} brings it`;
}

const NO_REPOSITORY = /^not a git repository/;

const NO_GIT =
  'no path here, and there is no git to ask for a commit of that name: put git on the PATH (slim images have none), or name a folder';

const OUTSIDE =
  'no path here, and this folder is in no git repository, which could have a commit of that name: review in the clone, or name a folder';

function broughtBy(ref: string): string {
  const name = ref.replace(/^(?:refs\/remotes\/)?origin\//, '');
  if (/[~^:@]/.test(name)) return 'git fetch --unshallow';
  if (/^[0-9a-f]{7,64}$/.test(name)) return `git fetch origin ${name}`;
  // In a clone of one branch, a fetch that is not told where to leaves nothing that has a name.
  return `git fetch origin ${quoted(`${name}:refs/remotes/origin/${name}`)}`;
}
