/** What makes a pod ours, said to the program and in CEL to the API server; and the words of CEL that rows share. */
import type { Pod } from '../pod.ts';

export interface Row {
  readonly what: string;
  readonly cel: string;
  holds(pod: Pod): boolean;
}

export const keysBegin = (keys: object | undefined, prefix: string): boolean => {
  if (keys === undefined) return false;
  for (const key of Object.keys(keys)) if (key.startsWith(prefix)) return true;
  return false;
};

export const celKeys = (path: string, prefix: string): string =>
  `(has(${path}) && ${path}.exists(k, k.startsWith('${prefix}')))`;

export const celText = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;

export const celList = (texts: readonly string[]): string => `[${texts.map(celText).join(', ')}]`;

/** A container in one of these lists of the spec, called `c`, of which it holds. */
export const celAny = (lists: readonly string[], holds: string): string =>
  `[${lists.map((list) => `has(object.spec.${list}) ? object.spec.${list} : []`).join(', ')}]` +
  `.exists(l, l.exists(c, ${holds}))`;
