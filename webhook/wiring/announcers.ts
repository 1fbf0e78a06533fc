/** Who hears of an admission: the cluster by Events, and the records on disk where they are kept. */
import { steadyClock } from '../adapters/clock.ts';
import { recorder } from '../adapters/records/recorder.ts';
import type { Tell } from '../adapters/tell.ts';
import type { Metrics } from '../http/metrics.ts';
import type { Announcer } from '../ports.ts';
import type { Backing } from './backing.ts';
import type { ServeOptions } from './serve-options.ts';

const MIB = 1024 * 1024;

export interface Announcers {
  readonly announcer: Announcer;
  /** Resolves when what is to be kept of it is on the disk. */
  idle(): Promise<void>;
}

/** Whoever is told of an admission once its answer has left. */
export function announcers(
  { record, recordMib = 64 }: ServeOptions,
  { announcer }: Backing,
  metrics: Metrics,
  tell: Tell,
): Announcers {
  if (record === undefined) return { announcer, idle: () => Promise.resolve() };
  const records = recorder({
    folder: record,
    mostBytes: recordMib * MIB,
    clock: steadyClock,
    tell,
  });
  metrics.gauge('records_dropped', 'Admissions that could not be kept on record.', () =>
    records.dropped(),
  );
  return {
    announcer: {
      announce(review, decision) {
        announcer.announce(review, decision);
        records.announce(review, decision);
      },
    },
    idle: () => records.idle(),
  };
}
