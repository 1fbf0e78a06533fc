/** Markdown tables, set as our formatter would set them. */
export type Cell = string;

/** The first column is words; the others are numbers, unless said otherwise, and stand to the right. */
export function table(
  head: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  rest: 'numbers' | 'words' = 'numbers',
): string {
  const left = (column: number): boolean => column === 0 || rest === 'words';
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly Cell[]): string => {
    const set = widths.map((width, column) => {
      const cell = cells[column] ?? '';
      return left(column) ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${set.join(' | ')} |`;
  };
  const rule = widths.map((width, column) =>
    left(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line), ''].join('\n');
}

/** Three figures, which is more than a noisy machine can keep. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 1000) return value.toFixed(0).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
