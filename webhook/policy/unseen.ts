/**
 * Letters that an editor does not show and that programs do not agree on. A line break that one of them
 * sees and the other does not makes a comment of one what is a field of the other, so a review would
 * approve what the cluster never does.
 */
import type { Told } from './yaml-faults.ts';

/** Line breaks of YAML 1.1 that 1.2 has given up, and controls that neither lets a file hold. */
// oxlint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]|\r(?!\n)/g;
const BREAKS = ['\r', '\u0085', '\u2028', '\u2029'];

/** Of the first of them. */
export function unseenIn(text: string): Told | 'nothing' {
  const found = [...text.matchAll(UNSEEN)];
  const [first] = found;
  if (first === undefined) return 'nothing';
  const letter = first[0];
  const code = letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const more = found.length === 1 ? '' : `, the first of ${found.length} such letters`;
  return BREAKS.includes(letter)
    ? {
        offset: first.index,
        says: `holds U+${code}, a line break to some programs and none to others${more}`,
        help: 'end lines by a line feed; within text in double quotes it may be written as an escape',
      }
    : {
        offset: first.index,
        says: `holds U+${code}, a control character, which YAML does not allow${more}`,
        help: 'take it out; within text in double quotes it may be written as an escape',
      };
}
