/** Files that cannot be read, in words: what was asked for, and why it is not there. */

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is no directory',
};

/** `asked` as the user wrote it, with its flag or variable: `--world nope`. */
export function unread(asked: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(`cannot read ${asked}: ${REASONS[textOf(error, 'code')] ?? message}`, {
    cause: error,
  });
}

/** Which file it was, where the error says so. */
export const pathIn = (error: unknown): string | undefined => textOf(error, 'path') || undefined;

function textOf(error: unknown, key: 'code' | 'path'): string {
  const value: unknown = error instanceof Error ? Reflect.get(error, key) : undefined;
  return typeof value === 'string' ? value : '';
}
