/**
 * A Prometheus as a source of series. It is asked what there is, then for all of it in parts, a few
 * questions at a time; a question that proves too much for it is halved and asked again. So a server
 * that others need as well is never asked for a fortnight of everything at once, and neither are we.
 */
import type { SeriesPart, SeriesPatience, SeriesSource, SeriesWanted } from '../../ports.ts';
import type { Series } from '../../usage/measured.ts';
import type { PrometheusClient } from './client.ts';
import { inOrder } from './ahead.ts';
import { kindOf } from './fault.ts';
import { halves, planOf, usualBudget, type Budget, type Plan, type PlannedPart } from './plan.ts';
import { inNamespaces, pointsText } from './query-text.ts';
import { keyOf } from './results.ts';
import { survey } from './survey.ts';
import { turnstile } from './turnstile.ts';

export interface PrometheusSource extends SeriesSource {
  /** What would be asked; for people who want to know before. */
  plan(wanted: SeriesWanted, patience: SeriesPatience): Promise<Plan>;
}

const IN_FLIGHT = 4;

export const prometheusSource = (
  client: PrometheusClient,
  budget: Budget = usualBudget,
): PrometheusSource => ({
  plan: async (wanted, patience) =>
    planOf(wanted, (await survey(client, wanted, patience)).alive, budget),
  parts: (wanted, patience) => partsOf({ client, budget }, wanted, patience),
});

interface Asked {
  readonly client: PrometheusClient;
  readonly budget: Budget;
}

async function* partsOf(
  { client, budget }: Asked,
  wanted: SeriesWanted,
  patience: SeriesPatience,
): AsyncGenerator<SeriesPart> {
  // Whoever stops reading, or meets a fault, stops the questions that are under way.
  const over = new AbortController();
  const signal = AbortSignal.any(patience.signal ? [over.signal, patience.signal] : [over.signal]);
  try {
    const { alive, warnings } = await survey(client, wanted, { ...patience, signal });
    const { parts } = planOf(wanted, alive, budget);
    const asking = new Asking(client, wanted, { ...patience, signal }, parts.length);
    // Where there is nothing to ask for, it may be because nobody was there to say so.
    if (parts.length === 0 && warnings.length > 0)
      yield { ...NOTHING, ...spanIn(wanted), warnings };
    const ahead = Math.ceil(IN_FLIGHT / wanted.metrics.length);
    yield* inOrder(parts, ahead, (part) => asking.whole(part, warnings));
  } finally {
    over.abort(new Error('nobody waits for this answer any more'));
  }
}

const NOTHING = { namespaces: [], series: [] };

const spanIn = ({ after, until }: SeriesWanted) => ({ after, until });

interface Brought {
  readonly series: readonly Series[];
  readonly warnings: readonly string[];
}

class Asking {
  readonly #client: PrometheusClient;
  readonly #wanted: SeriesWanted;
  readonly #patience: SeriesPatience;
  readonly #turn = turnstile(IN_FLIGHT);
  #done = 0;
  #total: number;

  constructor(
    client: PrometheusClient,
    wanted: SeriesWanted,
    patience: SeriesPatience,
    parts: number,
  ) {
    this.#client = client;
    this.#wanted = wanted;
    this.#patience = patience;
    this.#total = parts * wanted.metrics.length;
    this.#tell();
  }

  async whole(part: PlannedPart, warnings: readonly string[]): Promise<SeriesPart> {
    const { namespaces, grid } = part;
    const brought = await Promise.all(this.#wanted.metrics.map((metric) => this.#of(metric, part)));
    return {
      namespaces,
      after: grid.start - grid.step,
      until: grid.end,
      series: brought.flatMap(({ series }) => series),
      warnings: [...new Set([...warnings, ...brought.flatMap((each) => each.warnings)])],
    };
  }

  async #of(metric: SeriesWanted['metrics'][number], part: PlannedPart): Promise<Brought> {
    const where = inNamespaces(this.#wanted.namespaceLabels, part.namespaces).map((matchers) =>
      [matchers, ...this.#client.match].join(','),
    );
    const query = pointsText(metric, part.grid.step, where);
    try {
      const answer = await this.#turn(() => this.#client.range(query, part.grid, this.#patience));
      this.#done += 1;
      this.#tell();
      return { series: answer.result.map(named(metric.name)), warnings: answer.warnings };
    } catch (fault) {
      const smaller = kindOf(fault) === 'costly' ? halves(part) : undefined;
      if (smaller === undefined) throw fault;
      this.#total += 1;
      this.#tell();
      // One after the other: whoever finds everything too much is found out in a dozen questions.
      const brought: Brought[] = [];
      for (const half of smaller) brought.push(await this.#of(metric, half));
      return joined(brought);
    }
  }

  #tell(): void {
    this.#patience.progress?.(this.#done, this.#total);
  }
}

/** Functions over time drop the name that a series was stored by. */
const named =
  (name: string) =>
  ({ labels, points }: Series): Series => ({ labels: { ...labels, __name__: name }, points });

/** One after the other in time, or of different namespaces; either way no point is in two of them. */
function joined(brought: readonly Brought[]): Brought {
  const whole = new Map<string, { labels: Series['labels']; points: Series['points'][number][] }>();
  for (const { labels, points } of brought.flatMap(({ series }) => series)) {
    const key = keyOf(labels);
    const known = whole.get(key) ?? { labels, points: [] };
    for (const point of points) known.points.push(point);
    whole.set(key, known);
  }
  return {
    series: [...whole.values()],
    warnings: brought.flatMap(({ warnings }) => warnings),
  };
}
