/**
 * The text of the one comment that a review keeps on a pull request, which it knows again by a marker
 * that nobody sees.
 */

/** What every Markdown report begins with. */
export const MARKER = '<!-- tranche-review -->';

/** Where several reviews comment on one pull request, each by a name of its own. */
export const markerOf = (name: string): string =>
  name === '' ? MARKER : `<!-- tranche-review ${name} -->`;

/** A name that cannot end the comment of HTML that it stands in. */
export const isName = (name: string): boolean => /^[\w.]+(-[\w.]+)*$/.test(name);

export function marked(report: string, name: string): string {
  const rest = report.startsWith(MARKER) ? report.slice(MARKER.length).trimStart() : report;
  return `${markerOf(name)}\n${rest}`;
}

/** Forges end lines as they like, and drop what is empty at the end. */
export const isSame = (one: string, other: string): boolean => plain(one) === plain(other);

const plain = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd();

const LEFT_OUT =
  '_Cut here, since there is no room for more: the whole report is a file of the job._';

/** Room for that sentence and for what ends a fence and sections that are open. */
const SPARE_BYTES = 512;

/** At the end of a line; bytes are never fewer than the letters that some forges count. */
export function within(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const kept: string[] = [];
  let left = bytes - SPARE_BYTES;
  for (const line of text.split('\n')) {
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return [...kept, ...endsOf(kept), '', LEFT_OUT, ''].join('\n');
}

function endsOf(lines: readonly string[]): string[] {
  let fence = '';
  let open = 0;
  for (const line of lines) {
    const [ticks = ''] = /^ {0,3}`{3,}/.exec(line) ?? [];
    if (fence !== '') fence = line.trim() === fence ? '' : fence;
    else if (ticks !== '') fence = ticks.trim();
    else open += occurrences(line, '<details') - occurrences(line, '</details>');
  }
  return [...(fence === '' ? [] : [fence]), ...Array<string>(Math.max(0, open)).fill('</details>')];
}

const occurrences = (line: string, part: string): number => line.split(part).length - 1;
