/** Lines and columns of a text, from 1. A parser's own count goes astray where it gives up on what it reads. */
export interface InLines {
  readonly line: number;
  readonly column: number;
}

export function linesOf(text: string): (offset: number) => InLines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [first, last] = [0, starts.length - 1];
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if ((starts[middle] ?? 0) <= offset) first = middle;
      else last = middle - 1;
    }
    return { line: first + 1, column: offset - (starts[first] ?? 0) + 1 };
  };
}
