/** A server of the sample World on this machine, on whatever ports are free, without a word in a log. */
import { serve, type Running, type ServeOptions } from '../main.ts';
import { sample, shipped } from './paths.ts';

/** By which its certificate is known. */
export const SAMPLE_SERVER = 'tranche.tranche-system.svc';

const silent = { visit: () => undefined, say: () => undefined, flush: () => undefined };

export const sampleServer = (more: Partial<ServeOptions> = {}): Promise<Running> =>
  serve({
    documents: [...shipped, sample],
    bindAddress: '127.0.0.1',
    securePort: 0,
    adminPort: 0,
    service: 'tranche',
    namespace: 'tranche-system',
    servingCertSeconds: 3600,
    drainSeconds: 0,
    failClosed: true,
    log: silent,
    ...more,
  });
