/** How far a run is, on a terminal and nowhere else: a log is no place for a line that moves. */
export interface Progress {
  readonly shows: (done: number, total: number) => void;
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
    shows(done, total) {
      const full = total === 0 ? 0 : Math.floor((WIDTH * done) / total);
      const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
      const line = `${bar} ${done} of ${total} questions`;
      if (line !== last) to.write(`${BACK}${line}`);
      last = line;
    },
    gone() {
      if (last !== '') to.write(BACK);
      last = '';
    },
  };
}
