/**
 * What there is, before it is asked for: the namespaces by the index alone, and the series in each of
 * them at a few moments. Both are cheap where the question itself may not be.
 */
import type { SeriesWanted } from '../../ports.ts';
import type { Among, Patience, PrometheusClient } from './client.ts';
import { kindOf } from './fault.ts';
import { gridOf, pointsIn, windows, type Alive } from './plan.ts';
import { countText, selectorText } from './query-text.ts';
import type { Grid } from './results.ts';
import type { Series } from '../../usage/measured.ts';

const MOMENTS = 24;

export interface Survey {
  readonly alive: Alive;
  readonly warnings: readonly string[];
}

/** The most series that any of the metrics had at once; 0 for a namespace that was not met when we looked. */
export async function survey(
  client: PrometheusClient,
  wanted: SeriesWanted,
  patience: Patience,
): Promise<Survey> {
  const grid = gridOf(wanted);
  if (grid === undefined || wanted.metrics.length === 0) return { alive: new Map(), warnings: [] };
  const warnings = new Set<string>();
  const alive = new Map<string, number>();
  for (const name of await namesIn(client, wanted, patience, warnings)) alive.set(name, 0);
  if (alive.size === 0) return { alive, warnings: [...warnings] };
  for (const metric of wanted.metrics) {
    const query = countText(metric, wanted.namespaceLabels, client.match);
    for (const [name, count] of await counted(
      { client, query, patience, warnings },
      wanted,
      sparse(grid),
    ))
      if (alive.has(name)) alive.set(name, Math.max(alive.get(name) ?? 0, count));
  }
  return { alive, warnings: [...warnings] };
}

/** The same moments and the last of the grid, but few of them. */
function sparse({ start, end, step }: Grid): Grid {
  const apart = Math.max(1, Math.ceil(pointsIn({ start, end, step }) / MOMENTS)) * step;
  return { start: end - Math.floor((end - start) / apart) * apart, end, step: apart };
}

async function namesIn(
  client: PrometheusClient,
  wanted: SeriesWanted,
  patience: Patience,
  warnings: Set<string>,
): Promise<ReadonlySet<string>> {
  const { namespaceLabels: labels, namespaces, after, until } = wanted;
  const names = new Set<string>();
  for (const [nth, label] of labels.entries()) {
    const where = labels.slice(0, nth).map((earlier) => `${earlier}=""`);
    const selectors = wanted.metrics.map(({ name }) =>
      selectorText(name, [...where, `${label}!=""`, ...client.match].join(',')),
    );
    const among: Among = { selectors, start: after, end: until };
    const { result, warnings: said } = await client.values(label, among, patience);
    for (const each of said) warnings.add(each);
    for (const name of result)
      if (namespaces === 'all' || namespaces.includes(name)) names.add(name);
  }
  return names;
}

interface Asking {
  readonly client: PrometheusClient;
  readonly query: string;
  readonly patience: Patience;
  readonly warnings: Set<string>;
}

/** Where even counting is too much, at fewer moments a question. */
async function counted(asking: Asking, wanted: SeriesWanted, grid: Grid): Promise<Alive> {
  try {
    const { result, warnings } = await asking.client.range(asking.query, grid, asking.patience);
    for (const each of warnings) asking.warnings.add(each);
    return mostByNamespace(result, wanted.namespaceLabels);
  } catch (fault) {
    const points = pointsIn(grid);
    if (kindOf(fault) !== 'costly' || points === 1) throw fault;
    const most = new Map<string, number>();
    for (const half of windows(grid, Math.ceil(points / 2)))
      for (const [name, count] of await counted(asking, wanted, half))
        most.set(name, Math.max(most.get(name) ?? 0, count));
    return most;
  }
}

function mostByNamespace(counts: readonly Series[], labels: readonly string[]): Alive {
  const at = new Map<string, Map<number, number>>();
  for (const { labels: of, points } of counts) {
    const name = namespaceOf(of, labels);
    const sums = at.get(name) ?? new Map<number, number>();
    for (const [time, count] of points) sums.set(time, (sums.get(time) ?? 0) + count);
    at.set(name, sums);
  }
  return new Map([...at].map(([name, sums]) => [name, Math.max(0, ...sums.values())]));
}

const namespaceOf = (of: Series['labels'], labels: readonly string[]): string =>
  labels.map((label) => of[label] ?? '').find((name) => name !== '') ?? '';
