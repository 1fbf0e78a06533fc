/** What two sets of policies differ in, as diff(1) would say it of their YAML. */
import { structuredPatch } from 'diff';
import { oneLine } from '../core/text.ts';
import type { Colours } from './colour.ts';

export interface Side {
  /** Hash of the set, and where it came from. */
  readonly from: string;
  readonly yaml: string;
}

export interface Edited {
  /** E.g. `GpuQuota speech`. */
  readonly title: string;
  readonly before?: Side;
  readonly after?: Side;
}

const NOWHERE = '/dev/null';
const LONGEST = 4096;

export const diffText = (edits: readonly Edited[], colours: Colours): string =>
  edits
    .flatMap((edit) => linesOf(edit, colours))
    .map((line) => `${line}\n`)
    .join('');

function linesOf({ title, before, after }: Edited, colours: Colours): string[] {
  const { hunks } = structuredPatch('', '', before?.yaml ?? '', after?.yaml ?? '', '', '', {
    context: 3,
  });
  return [
    colours.bold(`--- ${placeOf(title, before)}`),
    colours.bold(`+++ ${placeOf(title, after)}`),
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      colours.cyan(`@@ -${rangeOf(oldStart, oldLines)} +${rangeOf(newStart, newLines)} @@`),
      ...lines.map((line) => painted(oneLine(line, LONGEST), colours)),
    ]),
  ];
}

/** Of nothing it begins at the line before. */
const rangeOf = (start: number, lines: number): string =>
  `${lines === 0 ? start - 1 : start},${lines}`;

const placeOf = (title: string, side: Side | undefined): string =>
  side === undefined ? NOWHERE : oneLine(`${title} (${side.from})`, LONGEST);

function painted(line: string, colours: Colours): string {
  if (line.startsWith('+')) return colours.green(line);
  return line.startsWith('-') ? colours.red(line) : line;
}
