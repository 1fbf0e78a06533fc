/** The hand on the generator's process. */
import { fileURLToPath } from 'node:url';
import { startNode } from '../processes.ts';
import type { FixedRate, FlatOut, Look, Looked, Measured, Order, Reply } from './orders.ts';

export interface Generator {
  look(order: Omit<Look, 'kind'>): Promise<Looked>;
  flatOut(order: Omit<FlatOut, 'kind'>): Promise<Measured>;
  fixedRate(order: Omit<FixedRate, 'kind'>): Promise<Measured>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('generator.ts', import.meta.url));

export function startGenerator(core: number | 'any'): Generator {
  const { process: child, stop } = startNode([program], { core, messages: true });

  /** One at a time; whoever asks waits for the answer. */
  const ask = (order: Order): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('the load generator ended by itself'));
      child.once('exit', ended);
      child.once('message', (message) => {
        child.off('exit', ended);
        // Only our own generator answers here.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        resolve(message as Reply);
      });
      child.send(order);
    });

  const measured = async (order: FlatOut | FixedRate): Promise<Measured> => {
    const reply = await ask(order);
    if (reply.kind === 'measured') return reply;
    throw new Error(reply.kind === 'gave up' ? reply.why : 'the generator misunderstood');
  };

  return {
    async look(order) {
      const reply = await ask({ kind: 'look', ...order });
      if (reply.kind === 'look') return reply;
      throw new Error(reply.kind === 'gave up' ? reply.why : 'the generator misunderstood');
    },
    flatOut: (order) => measured({ kind: 'flat-out', ...order }),
    fixedRate: (order) => measured({ kind: 'fixed-rate', ...order }),
    stop,
  };
}
