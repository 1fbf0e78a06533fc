/**
 * What Prometheus keeps of an exporter's text: its labels beside those of the scraped target, by either
 * rule for names that both have. Of the parsers on npm none is both typed and kept, and the tests need
 * no more of the format than gauges and counters.
 */
import type { Labels } from '../../core/pod.ts';
import type { Series } from '../measured.ts';
import type { SeriesByName } from '../sources/told.ts';

export interface Scrape {
  readonly text: string;
  /** Seconds since the epoch; 0 where the test does not care. */
  readonly at?: number;
}

export interface Scraping {
  /** The setting `honorLabels` of the ServiceMonitor. */
  readonly honour?: boolean;
  /** What service discovery knows of the target. */
  readonly target?: Labels;
}

/** As the operator's ServiceMonitor finds dcgm-exporter. */
export const operatorTarget: Labels = {
  namespace: 'gpu-operator',
  pod: 'nvidia-dcgm-exporter-7hx2m',
  container: 'nvidia-dcgm-exporter',
  service: 'nvidia-dcgm-exporter',
  job: 'nvidia-dcgm-exporter',
  instance: '10.42.3.17:9400',
};

export function scraped(scrapes: readonly Scrape[], how: Scraping = {}): SeriesByName {
  const all = new Map<string, Map<string, Stored>>();
  for (const { text, at = 0 } of scrapes)
    for (const { name, labels, value } of samplesOf(text)) {
      const stored = storedAs(labels, how);
      const named = all.get(name) ?? new Map<string, Stored>();
      const series = named.get(identityOf(stored)) ?? { labels: stored, points: [] };
      all.set(name, named.set(identityOf(stored), series));
      series.points.push([at, value]);
    }
  return new Map([...all].map(([name, named]): [string, Series[]] => [name, [...named.values()]]));
}

interface Stored {
  readonly labels: Labels;
  readonly points: [at: number, value: number][];
}

const identityOf = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const storedAs = (labels: Labels, { honour = false, target = {} }: Scraping): Labels =>
  withoutEmpty(honour ? { ...target, ...labels } : renamed(labels, target));

const withoutEmpty = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));

function renamed(labels: Labels, target: Labels): Labels {
  const moved = Object.entries(withoutEmpty(labels)).map(([key, value]) => [
    target[key] === undefined ? key : `exported_${key}`,
    value,
  ]);
  return { ...Object.fromEntries(moved), ...target };
}

interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)(?: \d+)?$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

export function samplesOf(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
      if (name === '') throw new Error(`no sample: ${line}`);
      const pairs = [...labels.matchAll(LABEL)].map(([, key = '', of = '']) => [key, unescape(of)]);
      return { name, labels: Object.fromEntries(pairs), value: Number(value) };
    });
}

const unescape = (text: string): string =>
  text.replaceAll(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
