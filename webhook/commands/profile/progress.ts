/** How far a run is, on a terminal and nowhere else: a log is no place for a line that moves. */
export interface Progress {
  /** From 0 to 1 of all that there is to read. */
  readonly shows: (part: number) => void;
  readonly gone: () => void;
}

const WIDTH = 30;
const BACK = '\r\u001b[K';

export function progressBar(to: {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}): Progress {
  if (to.isTTY !== true) return { shows: () => undefined, gone: () => undefined };
  let last = '';
  return {
    shows(part) {
      const full = Math.floor(WIDTH * part);
      const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
      const line = `${bar} ${Math.floor(100 * part)} % read`;
      if (line !== last) to.write(`${BACK}${line}`);
      last = line;
    },
    gone() {
      if (last !== '') to.write(BACK);
      last = '';
    },
  };
}
