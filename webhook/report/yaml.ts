/**
 * YAML that means one thing to whoever reads it. kubectl and helm read YAML 1.1, where `no` is false,
 * `0X1F` a number and U+2028 ends a line; we read 1.2, where each is text. What one of the two takes
 * for something else stands in quotes, and what neither can hold, or a terminal obeys, as an escape.
 */
import { stringify, type ScalarTag } from 'yaml';

export interface Wishes {
  readonly sortMapEntries?: boolean;
}

export const yaml = (value: unknown, wishes: Wishes = {}): string =>
  stringify(value, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    compat: 'yaml-1.1',
    customTags: (tags) => [UNSEEN, OF_GO, ...tags],
    ...wishes,
  });

/** Line breaks of 1.1, controls and marks of order; JSON's escapes are YAML's, too. */
const ESCAPED =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/;

const UNSEEN: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  identify: (value) => typeof value === 'string' && ESCAPED.test(value),
  resolve: (text) => text,
  stringify: ({ value }) =>
    JSON.stringify(value).replaceAll(new RegExp(ESCAPED, 'g'), (letter) => {
      const code = letter.charCodeAt(0).toString(16).padStart(4, '0');
      return `\\u${code}`;
    }),
};

/** The parser of kubectl takes for a number whatever Go does, which is more than YAML says. */
const OF_GO: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?(?:0[box_][0-9a-f_]*|\.[0-9_]+(?:e[-+]?[0-9_]+)?)$/i,
  resolve: (text) => text,
};
