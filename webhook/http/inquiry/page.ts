/** What can be asked at the door for inquiries: each page says who may see it, and what is on it. */
import type { Right } from '../../ports.ts';

export interface Inquiry {
  /** By name; repeated ones in order. */
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** What was sent, as JSON; undefined where nothing was. */
  readonly body: unknown;
}

export type Heard =
  | {
      readonly ok: true;
      /** Needed to be told the answer. */
      readonly right: Right;
      /** Needed as well, each of them. */
      readonly also?: readonly Right[];
      answer(): unknown;
    }
  /** It is no question, and why. */
  | { readonly ok: false; readonly says: string };

export interface Page {
  readonly method: 'get' | 'post';
  readonly path: `/${string}`;
  /** Reads the question, and answers nothing yet. */
  hear(inquiry: Inquiry): Heard;
}

export const misheard = (says: string): Heard => ({ ok: false, says });

/** The one value that is asked for, where there is exactly one. */
export function one(inquiry: Inquiry, name: string): string | undefined {
  const values = inquiry.query.get(name) ?? [];
  return values.length === 1 ? values[0] : undefined;
}
