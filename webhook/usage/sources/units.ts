/**
 * Figures as they come, in the units everything else counts in: MiB, and ratios from 0 to 1. What no
 * device can have is left out: DCGM writes a value near 2⁶³ for a field that it cannot read.
 */
import type { Series } from '../measured.ts';
import type { Unit } from './table.ts';

const MIB = 1024 ** 2;
/** MiB; no device is near a petabyte. */
const NOBODY_HAS = 1e9;
/** Requests, blocks, tokens: what a float still counts one by one. */
const NOBODY_COUNTS = Number.MAX_SAFE_INTEGER;
/** The first number above 1, which itself is all of something. */
const OVER_ONE = 1 + Number.EPSILON;

export type Scale = Exclude<Unit, 'either'>;

/** Who says it: whoever is scraped decides for itself alone, since anybody may be, and write the name of any metric. */
type SpokenBy = (series: Series) => string;

/**
 * Of `either`, one figure above 1 anywhere in the window says that all of its target are percent. One that
 * never said more is read as ratios: what is idle in percent looks busy then, and gets no slice too small.
 */
export function scalesOf(
  unit: Unit,
  all: readonly Series[],
  targetOf: SpokenBy,
): (series: Series) => Scale {
  if (unit !== 'either') return () => unit;
  const inPercent = new Set(all.filter(isAboveOne).map(targetOf));
  return (series) => (inPercent.has(targetOf(series)) ? 'percent' : 'ratio');
}

const isAboveOne = ({ points }: Series): boolean =>
  points.some(([, value]) => value > 1 && value <= 100);

/** From which figure on it is none, in the unit it is converted to. */
const scales: Readonly<Record<Scale, { readonly divisor: number; readonly below: number }>> = {
  MiB: { divisor: 1, below: NOBODY_HAS },
  bytes: { divisor: MIB, below: NOBODY_HAS },
  count: { divisor: 1, below: NOBODY_COUNTS },
  ratio: { divisor: 1, below: OVER_ONE },
  percent: { divisor: 100, below: OVER_ONE },
};

/** An average may end a little above all of something; from there on it is in other units than we think. */
const OTHER_UNITS = 1.05;
const ALL_PERCENT = 100;

/**
 * Series of ratios of which some figure is more than all there is. Then the others are no ratios either, however
 * small they are, and to leave out the large ones alone would make a busy card an idle one. Where it looks like
 * percent, it is all that the same exporter says: who is idle by it shows no figure above 1.
 */
export function beyondIn(
  scaleOf: (series: Series) => Scale,
  all: readonly Series[],
  exporterOf: SpokenBy,
): ReadonlySet<Series> {
  const found = [...new Set(all.map(scaleOf))];
  return new Set(
    found.flatMap((scale) => {
      const alike = all.filter((series) => scaleOf(series) === scale);
      return [...beyondOf(scale, alike, exporterOf)];
    }),
  );
}

function beyondOf(scale: Scale, all: readonly Series[], exporterOf: SpokenBy): ReadonlySet<Series> {
  if (scale !== 'ratio' && scale !== 'percent') return NOTHING;
  const { divisor } = scales[scale];
  const over = (series: Series, most: number): boolean =>
    series.points.some(([, value]) => value > OTHER_UNITS * divisor && value <= most);
  const beyond = all.filter((series) => over(series, NOBODY_HAS));
  if (beyond.length === 0) return NOTHING;
  const inPercent = new Set(
    beyond.filter((series) => scale === 'ratio' && over(series, ALL_PERCENT)).map(exporterOf),
  );
  return new Set([...beyond, ...all.filter((series) => inPercent.has(exporterOf(series)))]);
}

const NOTHING: ReadonlySet<Series> = new Set();

export function converted(value: number, scale: Scale): number | 'invalid' {
  const { divisor, below } = scales[scale];
  const figure = value / divisor;
  return figure >= 0 && figure < below ? figure : 'invalid';
}
