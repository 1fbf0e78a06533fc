/** A path as the kernel would walk it: one way of writing for each place. A relative one begins at the root. */
export function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/'))
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  return `/${parts.join('/')}`;
}

/** It, or something below it. */
export const within = (plain: string, folder: string): boolean =>
  plain === folder || plain.startsWith(`${folder}/`);
