/** Files that cannot be read, in words: what was asked for, and why it is not there. */

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a directory',
  ELOOP: 'its links lead in a circle',
  ENOTDIR: 'a part of the path is no directory',
  ENAMETOOLONG: 'its name is too long',
  ENOSPC: 'no space is left there',
};

/** `asked` as the user wrote it, with its flag or variable: `--world nope`. */
export function unread(asked: string, error: unknown): Error {
  return new Error(`cannot read ${asked}: ${reasonOf(error)}`, { cause: error });
}

export const reasonOf = (error: unknown): string =>
  REASONS[textOf(error, 'code')] ?? (error instanceof Error ? error.message : String(error));

/** Which file it was, where the error says so. */
export const pathIn = (error: unknown): string | undefined => textOf(error, 'path') || undefined;

function textOf(error: unknown, key: 'code' | 'path'): string {
  const value: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
  return typeof value === 'string' ? value : '';
}
