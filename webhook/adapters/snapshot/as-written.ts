/** Whether a snapshot is as it was written: its header has the hash of all that follows it. */
import { createHash } from 'node:crypto';

export const SEPARATOR = '---\n';

export const hashOf = (below: string): string => createHash('sha256').update(below).digest('hex');

/** Git may end lines in another way than they were written; within a text of ours no line ends in a bare `\r\n`. */
export const hashBelow = (text: string): string =>
  hashOf(belowIn(text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text));

/** A header has no line of that kind in it, since all of its texts are indented. */
function belowIn(text: string): string {
  const at = text.indexOf(`\n${SEPARATOR}`);
  return at < 0 ? '' : text.slice(at + 1 + SEPARATOR.length);
}
