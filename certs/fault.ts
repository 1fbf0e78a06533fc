/** Told what went wrong and did no harm yet, in one line, for a counter and the log. */
export type Fault = (says: string) => void;

export const messageOf = (error: unknown): string => held(error, 'message') ?? String(error);

/** E.g. `ENOENT`; '' where there is none. */
export const codeOf = (error: unknown): string => held(error, 'code') ?? '';

/** Not `instanceof Error`: what the file system throws may come from another realm. */
function held(error: unknown, key: 'message' | 'code'): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : undefined;
}
