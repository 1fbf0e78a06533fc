/** What a script said of a fortnight, stored by a real Prometheus and read back out of it. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { SeriesPart, SeriesWanted } from '../../webhook/ports.ts';
import { connectionOf } from '../../webhook/adapters/prometheus/connection.ts';
import { prometheusClient } from '../../webhook/adapters/prometheus/client.ts';
import { keyOf } from '../../webhook/adapters/prometheus/results.ts';
import {
  allOf,
  seriesSourceContract,
} from '../../webhook/adapters/prometheus/series-source.contract.ts';
import {
  prometheusSource,
  type PrometheusSource,
} from '../../webhook/adapters/prometheus/source.ts';
import { canAskPrometheus } from '../binaries/prometheus.ts';
import { smallFleet } from './fleet.fixture.ts';
import { rowsOf, type Row } from './past.ts';
import { startPrometheus, type PrometheusWishes, type StartedPrometheus } from './start.ts';
import { targetsOf } from './targets.ts';

jest.setTimeout(120_000);
const suite = (await canAskPrometheus()) ? describe : describe.skip;

const sourceAt = (url: string): PrometheusSource =>
  prometheusSource(prometheusClient(connectionOf({ url })));
const patience = () => ({ deadline: Date.now() + 100_000 });

const DAY = 86_400;
const UNTIL = Math.floor(Date.now() / 1000 / DAY) * DAY;
/** Seven seconds past the minute: no reading lies on the border between two points. */
const PAST = { from: UNTIL - 14 * DAY + 7, until: UNTIL, everySeconds: 240 };
const SCRIPT = smallFleet(UNTIL - 3 * DAY, UNTIL - 10 * DAY);

const metrics = [
  { name: 'DCGM_FI_DEV_FB_USED', over: 'max' },
  { name: 'DCGM_FI_PROF_SM_ACTIVE', over: 'last' },
] as const;

const wanted: SeriesWanted = {
  metrics,
  namespaces: ['search', 'speech', 'lab'],
  namespaceLabels: ['exported_namespace', 'namespace'],
  after: UNTIL - 14 * DAY,
  until: UNTIL,
  everySeconds: 600,
};

/** As series by their labels, whatever parts they came in. */
function whole(parts: readonly SeriesPart[]): ReadonlyMap<string, readonly (readonly number[])[]> {
  const all = new Map<string, (readonly number[])[]>();
  for (const { labels, points } of parts.flatMap(({ series }) => series)) {
    const key = keyOf(labels);
    const known = all.get(key) ?? [];
    for (const point of points) known.push(point);
    all.set(key, known);
  }
  return all;
}

/** What the script said, told by the plainest reading of what a point means. */
function scripted(honorLabels: boolean): ReturnType<typeof whole> {
  const rows = rowsOf(SCRIPT, targetsOf(SCRIPT, honorLabels), PAST);
  const kept = rows.filter(
    ({ name, labels }) =>
      metrics.some((metric) => metric.name === name) &&
      wanted.namespaces.includes(labels['exported_namespace'] ?? labels['namespace'] ?? ''),
  );
  const series = kept.map((row) => ({
    labels: { ...row.labels, __name__: row.name },
    points: pointsOf(row),
  }));
  const { after, until } = wanted;
  return whole([{ namespaces: [], after, until, series, warnings: [] }]);
}

function pointsOf({ name, points }: Row): (readonly [number, number])[] {
  const by = new Map<number, number[]>();
  for (const [at, value] of points) {
    const point = Math.ceil(at / wanted.everySeconds) * wanted.everySeconds;
    by.set(point, [...(by.get(point) ?? []), value]);
  }
  const over = name === 'DCGM_FI_DEV_FB_USED' ? (all: number[]) => Math.max(...all) : last;
  return [...by].map(([at, values]) => [at, over(values)]);
}

const last = (values: number[]): number => values.at(-1) ?? Number.NaN;

suite('a Prometheus that remembers a fortnight', () => {
  describe.each([false, true])('scraped with honorLabels: %s', (honorLabels) => {
    let started: StartedPrometheus;
    beforeAll(async () => {
      started = await startPrometheus({ script: SCRIPT, honorLabels, past: PAST });
    });
    afterAll(() => started.stop());

    test('gives the series that the script said, point for point', async () => {
      const parts = await allOf(sourceAt(started.url).parts(wanted, patience()));
      const expected = scripted(honorLabels);
      expect(expected.size).toBe(10);
      expect(whole(parts)).toEqual(expected);
    });
  });

  test('and may load little at once is asked in smaller pieces, and gives the same', async () => {
    const flags = ['--query.max-samples=3000'];
    const started = await startPrometheus({ script: SCRIPT, past: PAST, flags });
    try {
      const source = sourceAt(started.url);
      const planned = (await source.plan(wanted, patience())).parts.length * metrics.length;
      const totals: number[] = [];
      const parts = source.parts(wanted, {
        ...patience(),
        progress: (done, total) => {
          expect(done).toBeLessThanOrEqual(total);
          totals.push(total);
        },
      });
      expect(whole(await allOf(parts))).toEqual(scripted(false));
      expect(totals[0]).toBe(planned);
      expect(totals.at(-1)).toBeGreaterThan(planned);
    } finally {
      await started.stop();
    }
  });
});

suite('a Prometheus with stored rows', () => {
  const all: StartedPrometheus[] = [];
  const started = async (wishes: PrometheusWishes): Promise<StartedPrometheus> => {
    const one = await startPrometheus(wishes);
    all.push(one);
    return one;
  };
  afterAll(() => Promise.all(all.map((one) => one.stop())));

  seriesSourceContract(async (rows) => sourceAt((await started({ rows })).url));
});
