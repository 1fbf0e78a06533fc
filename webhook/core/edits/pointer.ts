/** JSON Patch, as far as we write it. */
export type Op =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** One step of a JSON pointer. `~` goes first, or the `~` of `~1` would be escaped again. */
export const token = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** The steps of a JSON pointer, unescaped. */
export const stepsOf = (pointer: string): string[] =>
  pointer === '' ? [] : pointer.slice(1).split('/').map(unescaped);

const unescaped = (part: string): string =>
  part.includes('~') ? part.replaceAll('~1', '/').replaceAll('~0', '~') : part;
