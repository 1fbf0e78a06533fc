/**
 * A thread for each run. Parsing what a Prometheus answers, and the statistics of it, take tens of
 * milliseconds at a stretch (see the README of this room), in which no review would be answered. A
 * thread has an event loop and a heap of its own: what goes wrong there ends there, and when it is
 * over its memory is given back.
 */
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { isRecord } from '../raw.ts';
import type { Order, Report } from './order.ts';

export interface Thread {
  /** Rejects where it ends without a report, be it that it was ended. */
  readonly done: Promise<Report>;
  /** Resolves once it is gone, whatever it was doing. */
  end(): Promise<void>;
}

export type Begin = (order: Order) => Thread;

/** What lives for a moment only, beside the heap that is asked for. */
const YOUNG_MIB = 32;

export const threadsOf =
  (entry: URL, heapMiB: number): Begin =>
  (order) => {
    // A size that the process was started with, as the image's is, goes before a limit of the thread. It was read for
    // the heap that there is; this is for those that begin from now on.
    setFlagsFromString(`--max-old-space-size=${heapMiB}`);
    const worker = new Worker(entry, {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: heapMiB, maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    const done = new Promise<Report>((reported, failed) => {
      worker.once('message', reported);
      worker.once('error', failed);
      worker.once('exit', (code) => failed(new Error(`its thread ended with ${code}, untold`)));
    });
    return {
      done,
      async end() {
        await worker.terminate();
      },
    };
  };

/** Its heap was full, as Node says it. */
export const isOutOfMemory = (fault: unknown): boolean =>
  isRecord(fault) && fault['code'] === 'ERR_WORKER_OUT_OF_MEMORY';
