/** What every SeriesSource promises. A maker that does not pass is not a maker. */
import { describe, expect, test } from '@jest/globals';
import type { SeriesSource, SeriesWanted } from '../../ports.ts';
import type { Series } from '../../usage/measured.ts';

export interface Stored {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [at: number, value: number])[];
}

/** A whole day, some time ago, so that nothing of it is still to come. */
const START = 1_760_054_400;
const UNTIL = START + 86_400;
/** Read each half minute, and never at a whole one. */
const readings = (from: number, until: number, value: (nth: number) => number) =>
  Array.from({ length: Math.floor((until - from) / 30) }, (_, nth): readonly [number, number] => [
    from + nth * 30 + 7,
    value(nth),
  ]);

const rows: readonly Stored[] = [
  {
    name: 'used',
    labels: { exported_namespace: 'search', namespace: 'exporters', pod: 'a' },
    points: readings(START, UNTIL, (nth) => nth % 100),
  },
  {
    name: 'used',
    labels: { namespace: 'search', pod: 'b' },
    points: readings(START + 3600, START + 7200, () => 5),
  },
  {
    name: 'used',
    labels: { namespace: 'speech', pod: 'a' },
    points: readings(START, UNTIL, () => 7),
  },
  {
    name: 'used',
    labels: { namespace: 'spee.h', pod: 'z' },
    points: readings(START, UNTIL, () => 8),
  },
  {
    name: 'busy',
    labels: { namespace: 'speech', pod: 'a' },
    points: readings(START, UNTIL, (nth) => nth % 2),
  },
  // There for ten minutes, between the moments at which a careful source might look.
  {
    name: 'used',
    labels: { namespace: 'brief', pod: 'c' },
    points: readings(START + 39_960, START + 40_560, () => 9),
  },
  {
    name: 'other',
    labels: { namespace: 'search', pod: 'a' },
    points: readings(START, UNTIL, () => 1),
  },
];

const wanted = (over: Partial<SeriesWanted> = {}): SeriesWanted => ({
  metrics: [{ name: 'used', over: 'max' }],
  namespaces: 'all',
  namespaceLabels: ['exported_namespace', 'namespace'],
  after: START,
  until: UNTIL,
  everySeconds: 60,
  ...over,
});

export async function allOf<T>(parts: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

const patience = () => ({ deadline: Date.now() + 60_000 });

type Ask = (over?: Partial<SeriesWanted>) => Promise<readonly Series[]>;

export function seriesSourceContract(make: (stored: readonly Stored[]) => Promise<SeriesSource>) {
  let made: Promise<SeriesSource> | undefined;
  const source = (): Promise<SeriesSource> => (made ??= make(rows));
  const ask: Ask = async (over) => {
    const parts = await allOf((await source()).parts(wanted(over), patience()));
    return parts.flatMap(({ series }) => series);
  };
  describe('of all series a source gives', () => whichSeries(ask));
  describe('of all time a source gives', () => whichPoints(ask));

  test('throws when it is too late, or called off', async () => {
    const late = (await source()).parts(wanted(), { deadline: Date.now() - 1 });
    await expect(allOf(late)).rejects.toThrow();
    const signal = AbortSignal.abort(new Error('never mind'));
    const off = (await source()).parts(wanted(), { ...patience(), signal });
    await expect(allOf(off)).rejects.toThrow('never mind');
  });
}

function whichSeries(ask: Ask): void {
  test('gives what was wanted under the name that was asked for, and nothing else', async () => {
    const names = (await ask()).map(({ labels }) => labels['__name__']);
    expect(new Set(names)).toEqual(new Set(['used']));
  });

  test('finds a namespace under the first label that has it', async () => {
    const series = await ask({ namespaces: ['search'] });
    expect(new Set(series.map(({ labels }) => labels['pod']))).toEqual(new Set(['a', 'b']));
    expect(await ask({ namespaces: ['exporters'] })).toEqual([]);
  });

  test('finds one that was there for ten minutes', async () => {
    const series = await ask({ namespaces: ['brief'] });
    expect(series.flatMap(({ points }) => points)).toHaveLength(10);
  });

  test('takes a name for a name and not for a pattern', async () => {
    const series = await ask({ namespaces: ['spee.h'] });
    expect(new Set(series.map(({ labels }) => labels['pod']))).toEqual(new Set(['z']));
  });

  test('keeps metrics apart whose labels are the same', async () => {
    const metrics = [
      { name: 'used', over: 'max' as const },
      { name: 'busy', over: 'max' as const },
    ];
    const series = await ask({ metrics, namespaces: ['speech'] });
    const used = series.filter(({ labels }) => labels['__name__'] === 'used');
    expect(new Set(used.flatMap(({ points }) => points.map(([, value]) => value)))).toEqual(
      new Set([7]),
    );
    expect(series).toHaveLength(used.length * 2);
  });

  test('gives nothing of no time, of no metric, of a namespace that is not there', async () => {
    expect(await ask({ until: START + 59 })).toEqual([]);
    expect(await ask({ metrics: [] })).toEqual([]);
    expect(await ask({ namespaces: ['nowhere'] })).toEqual([]);
    expect(await ask({ metrics: [{ name: 'unheard_of', over: 'max' }] })).toEqual([]);
  });
}

function whichPoints(ask: Ask): void {
  test('gives each point of each series once, in order of time', async () => {
    const series = await ask({ namespaces: ['speech'] });
    const times = series.flatMap(({ points }) => points.map(([at]) => at));
    expect(times).toEqual(Array.from({ length: 1440 }, (_, nth) => START + 60 * (nth + 1)));
  });

  test('says in a point what was read since the one before', async () => {
    const at = async (over: 'max' | 'avg' | 'last') => {
      const metrics = [{ name: 'used', over }];
      const series = await ask({ metrics, namespaces: ['search'], until: START + 120 });
      return series.flatMap(({ points }) => points);
    };
    expect(await at('max')).toEqual([
      [START + 60, 1],
      [START + 120, 3],
    ]);
    expect(await at('avg')).toEqual([
      [START + 60, 0.5],
      [START + 120, 2.5],
    ]);
    expect(await at('last')).toEqual([
      [START + 60, 1],
      [START + 120, 3],
    ]);
  });

  test('has no point where nothing was read', async () => {
    const series = (await ask({ namespaces: ['search'] })).filter(
      ({ labels }) => labels['pod'] === 'b',
    );
    const times = series.flatMap(({ points }) => points.map(([at]) => at));
    expect([times[0], times.at(-1), times.length]).toEqual([START + 3660, START + 7200, 60]);
  });
}
