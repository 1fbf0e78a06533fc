/** One line on a terminal that somebody looks at; nothing in a pipeline, whose log keeps every word. */
import { counted } from '../../core/text.ts';

const EVERY = 100;
const BACK = '\r\u001b[K';

export interface Progress {
  readonly told: (done: number, of: number | 'unknown') => void;
  readonly over: () => void;
}

export function progressOn(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Progress {
  if (!stream.isTTY || (env['CI'] ?? '') !== '')
    return { told: () => undefined, over: () => undefined };
  return {
    told(done, of) {
      if (done % EVERY !== 0) return;
      const what = of === 'unknown' ? `read ${counted(done, 'object')}` : `judged ${done} of ${of}`;
      stream.write(`${BACK}${what}`);
    },
    over: () => stream.write(BACK),
  };
}
