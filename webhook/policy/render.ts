/** A fault as compilers show theirs: place, sentence, the line itself and a caret under the culprit. */
import { placeOf, type Fault } from './documents.ts';

/** What a terminal would obey instead of show. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const WIDTH = 100;

/** `textOf` gives the text of a file, where whoever asks still has it. */
export function renderFault(fault: Fault, textOf: (file: string) => string | undefined): string {
  const line = fault.line === 0 ? undefined : textOf(fault.file)?.split('\n')[fault.line - 1];
  return [
    `${placeOf(fault)}: ${sentenceOf(fault)}`,
    ...(line === undefined ? [] : excerpt(fault, line)),
    ...(fault.help === undefined ? [] : [`  help: ${fault.help}`]),
  ]
    .map((text) => text.replaceAll(CONTROLS, '?'))
    .join('\n');
}

export const renderFaults = (
  faults: readonly Fault[],
  textOf: (file: string) => string | undefined,
): string => faults.map((fault) => renderFault(fault, textOf)).join('\n');

/** The whole fault in one line; its place only where `here` is another, since whoever looks at it knows. */
export function lineOf(fault: Fault, here = ''): string {
  const place = fault.file === here ? '' : `${placeOf(fault)}: `;
  const help = fault.help === undefined ? '' : ` (${fault.help})`;
  return `${place}${sentenceOf(fault)}${help}`.replaceAll(CONTROLS, '?').replaceAll('\n', ' ');
}

/** The fault in one line, without its place: for logs, annotations and reports that show the place themselves. */
export const sentenceOf = ({ pointer, says }: Fault): string =>
  pointer === '' ? says : `${pointer} ${says}`;

function excerpt({ line, column }: Fault, whole: string): string[] {
  const from = whole.length <= WIDTH ? 0 : Math.max(0, column - 1 - WIDTH / 2);
  const text = whole.replace(/\r$/, '').slice(from, from + WIDTH);
  const at = column - 1 - from;
  const length = /^("[^"]*"|'[^']*'|[^\s,\]}]+)/.exec(text.slice(at))?.[0].length ?? 1;
  const margin = `  ${line} | `;
  // Tabs stay tabs, so that the caret stands where the terminal puts the letter.
  const pad = text.slice(0, at).replaceAll(/[^\t]/g, ' ');
  return [margin + text, `${' '.repeat(margin.length - 2)}| ${pad}${'^'.repeat(length)}`];
}
