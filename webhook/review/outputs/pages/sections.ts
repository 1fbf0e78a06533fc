/** Markdown in pieces that are never cut within, so that what is left out is said and nothing stays open. */
import { counted, utf8Length } from '../../../core/text.ts';
import { inMarkdown } from '../../../report/spelt.ts';

export interface Section {
  /** Its items, in the plural. */
  readonly what: string;
  /** Bytes that it may take, so that a long table leaves room for the others. */
  readonly most: number;
  readonly head: readonly string[];
  /** The one to read first comes first. */
  readonly items: readonly string[];
  readonly tail: readonly string[];
  /** A word for each item, by which those left out are counted. */
  readonly of?: readonly string[];
}

/** Sites look for nobody in code, so nothing unseen need stand in what is copied from it. */
export const code = (text: string): string =>
  `<code>${inMarkdown(text).replaceAll('&#8288;', '')}</code>`;

/** Of cells that are spelt already. */
export const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export const tabled = (title: string, head: readonly string[]): Pick<Section, 'head' | 'tail'> => ({
  head: [...(title === '' ? [] : [title, '']), row(head), `|${head.map(() => ' --- |').join('')}`],
  tail: [''],
});

/** Closed until somebody wants to know; `title` is ours. */
export const folded = (
  title: string,
  { head, tail }: Pick<Section, 'head' | 'tail'>,
): Pick<Section, 'head' | 'tail'> => ({
  head: [`<details><summary>${title}</summary>`, '', ...head],
  tail: [...tail, '</details>', ''],
});

/** What nothing asks for is left out; what has no room is counted. */
export function within(
  most: number,
  head: readonly string[],
  sections: readonly Section[],
): string {
  let text = joined(head);
  let left = sections.filter(({ items }) => items.length > 0);
  for (const section of left) {
    left = left.slice(1);
    // Each that follows can at least say that it has no room.
    const room = most - utf8Length(text) - sum(left.map((next) => utf8Length(emptyOf(next)) + 1));
    text += fitted(section, Math.min(section.most, room));
  }
  return `${text.trimEnd()}\n`;
}

function fitted(section: Section, most: number): string {
  const { head, items, tail } = section;
  const [before, after] = [joined(head), joined(tail)];
  const reserved = utf8Length(before + after) + utf8Length(emptyOf(section));
  let bytes = 0;
  let kept = 0;
  for (const item of items) {
    bytes += utf8Length(item) + 1;
    // Where all fit, nothing has to be said of others.
    const said = kept === items.length - 1 ? utf8Length(before + after) : reserved;
    if (bytes + said > most) break;
    kept++;
  }
  if (kept === items.length) return before + joined(items) + after;
  return kept === 0
    ? emptyOf(section)
    : `${before}${joined(items.slice(0, kept))}${after}${leftOut(section, kept)}`;
}

/** As long as this line can become. */
const emptyOf = (section: Section): string => leftOut(section, 0);

function leftOut({ what, items, of = [] }: Section, kept: number): string {
  const counts = [...new Set(of)]
    .map((word) => ({ word, count: of.slice(kept).filter((one) => one === word).length }))
    .filter(({ count }) => count > 0)
    .map(({ word, count }) => counted(count, word));
  const which = counts.length === 0 ? '' : ` (${counts.join(', ')})`;
  const number = items.length - kept;
  return `_${kept === 0 ? '' : 'and '}${number} ${kept === 0 ? '' : 'more '}of ${items.length} ${what}${which} left out here: \`-o html=FILE\` and \`-o json=FILE\` have all._\n\n`;
}

const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const sum = (all: readonly number[]): number => all.reduce((so, one) => so + one, 0);
