/**
 * A table within the columns of a terminal: a line that wraps is read by nobody. Names are shortened as
 * far as they can still be told apart, then columns go, the least of them first.
 */
import { table } from '../../status/table.ts';

export interface Sheet {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Yields {
  /** Columns that may be shortened, which are never left out. */
  readonly names: readonly string[];
  /** Columns that may be left out, in the order in which they are. */
  readonly least: readonly string[];
}

export interface Fitted {
  readonly lines: readonly string[];
  /** How many columns there is no room for. */
  readonly left: number;
}

/** Of a name this much says whose it is. */
const LEAST_NAME = 28;
const GAP = 2;

export function fitted(sheet: Sheet, yields: Yields, width: number): Fitted {
  const { least, names } = yields;
  for (let left = 0; ; left++) {
    const kept = without(sheet, least.slice(0, left));
    const widths = widthsOf(kept);
    const over = sum(widths) + GAP * (widths.length - 1) - width;
    const spare = widths.map((cell, nth) =>
      names.includes(kept.head[nth] ?? '') ? Math.max(0, cell - LEAST_NAME) : 0,
    );
    if (over > sum(spare) && left < least.length) continue;
    const most = shared(widths, spare, over);
    const shortened = [kept.head, ...kept.rows].map((row) =>
      row.map((cell, nth) => squeezed(cell, most[nth] ?? 0)),
    );
    const [head = [], ...rows] = shortened;
    return { lines: table(head, rows).map((line) => cut(line, width)), left };
  }
}

/** The widest gives first, so that a short name beside a long one stays whole. */
function shared(widths: readonly number[], spare: readonly number[], over: number): number[] {
  const most = [...widths];
  for (let left = Math.min(over, sum(spare)); left > 0; left--) {
    const open = most.map((cell, nth) => (cell > LEAST_NAME && (spare[nth] ?? 0) > 0 ? cell : 0));
    const widest = open.indexOf(Math.max(...open));
    most[widest] = (most[widest] ?? 0) - 1;
  }
  return most;
}

const sum = (all: readonly number[]): number => all.reduce((so, one) => so + one, 0);

const widthsOf = ({ head, rows }: Sheet): number[] =>
  head.map((cell, nth) => Math.max(cell.length, ...rows.map((row) => row[nth]?.length ?? 0)));

function without({ head, rows }: Sheet, gone: readonly string[]): Sheet {
  const stays = (_: string, nth: number): boolean => !gone.includes(head[nth] ?? '');
  return { head: head.filter(stays), rows: rows.map((row) => row.filter(stays)) };
}

/** What tells names apart is at their ends: the namespace, and the container or the size. */
function squeezed(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - end)}…${text.slice(text.length - end)}`;
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, Math.max(0, most - 1)).trimEnd()}…`;
