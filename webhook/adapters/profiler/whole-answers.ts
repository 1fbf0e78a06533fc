/**
 * A Prometheus of which only whole answers are taken. What is read counts as read for good, so where
 * something is missing nothing of that time is taken, and the next run asks for it again.
 */
import type { SeriesPart, SeriesPatience, SeriesWanted } from '../../ports.ts';
import type { Answer, PrometheusClient } from '../prometheus/client.ts';
import { tellsOfGap, tellsOfNobody } from '../prometheus/gaps.ts';
import type { PrometheusSource } from '../prometheus/source.ts';
import type { Span } from './windows.ts';

export class PartialAnswer extends Error {
  constructor(gap: string) {
    super(`Prometheus answered in part: ${gap}`);
    this.name = 'PartialAnswer';
  }
}

interface Answering {
  readonly client: PrometheusClient;
  readonly source: PrometheusSource;
}

/** `until`: the end of what is asked for in all. */
export const wholeAnswers = <T extends Answering>(ask: T, until: number): T => ({
  ...ask,
  client: {
    ...ask.client,
    values: async (...asked: Parameters<PrometheusClient['values']>) =>
      whole(await ask.client.values(...asked)),
  },
  source: {
    ...ask.source,
    parts: (wanted: SeriesWanted, patience: SeriesPatience) =>
      wholeParts(ask, { wanted, patience, until }),
  },
});

function whole<T>(answer: Answer<T>): Answer<T> {
  const gap = answer.warnings.find(tellsOfGap);
  if (gap !== undefined) throw new PartialAnswer(gap);
  return answer;
}

interface Asked {
  readonly wanted: SeriesWanted;
  readonly patience: SeriesPatience;
  readonly until: number;
}

async function* wholeParts(
  { source }: Answering,
  { wanted, patience, until }: Asked,
): AsyncGenerator<SeriesPart> {
  let nobody: string | undefined;
  for await (const part of source.parts(wanted, patience)) {
    const gap = part.warnings.find(tellsOfGap);
    if (gap !== undefined) throw new PartialAnswer(gap);
    nobody = part.warnings.find(tellsOfNobody);
    yield part;
  }
  // Before the first that anybody keeps there is nothing; up to now somebody should have something.
  if (nobody !== undefined && wanted.until >= until) throw new PartialAnswer(nobody);
}

export interface Gap {
  /** In seconds since the epoch. */
  readonly after: number;
  readonly says: string;
}

/** Window after window, as long as nothing is missing. What comes behind a gap waits for it to be filled. */
export async function upToGap<Window extends Span>(
  windows: readonly Window[],
  read: (window: Window) => Promise<void>,
): Promise<Gap | 'none'> {
  for (const window of windows)
    try {
      await read(window);
    } catch (fault) {
      if (!(fault instanceof PartialAnswer)) throw fault;
      return { after: window.after, says: fault.message };
    }
  return 'none';
}
