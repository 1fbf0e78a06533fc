/** PromQL as we ask it. Names of namespaces and labels come from clusters and are quoted like any text. */
import type { SeriesWanted } from '../../ports.ts';

type Metric = SeriesWanted['metrics'][number];

/**
 * A point is of the readings since the point before. Prometheus 2 counts a reading at that very moment
 * to both points, 3 to the earlier alone; none is ever missed, which for a maximum is what matters.
 */
export function pointsText(metric: Metric, step: number, where: readonly string[]): string {
  const range = `[${step}s]`;
  return where
    .map((matchers) => `${metric.over}_over_time(${selectorText(metric.name, matchers)}${range})`)
    .join(' or ');
}

/** How many series are alive in each namespace; reads what is around its moments and nothing between. */
export const countText = (
  metric: Metric,
  labels: readonly string[],
  match: readonly string[] = [],
): string => `count by (${labels.join(', ')}) (${selectorText(metric.name, match.join(','))})`;

/** A name of before Prometheus 3 stands by itself, any other inside the braces. */
export function selectorText(name: string, matchers: string): string {
  const named = NAME.test(name);
  const inside = [...(named ? [] : [`__name__=${text(name)}`]), ...(matchers ? [matchers] : [])];
  return `${named ? name : ''}${inside.length > 0 ? `{${inside.join(',')}}` : ''}`;
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/**
 * Matchers that find these namespaces under the first label that a series has; one of them for each
 * label, which no series satisfies twice.
 */
export const inNamespaces = (
  labels: readonly string[],
  namespaces: readonly string[],
): readonly string[] =>
  labels.map((label, nth) =>
    [
      ...labels.slice(0, nth).map((earlier) => `${earlier}=""`),
      `${label}=~${text(namespaces.map(literal).join('|'))}`,
    ].join(','),
  );

/** Of RE2, where a name could otherwise match its neighbours. */
const literal = (name: string): string => name.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&');

const text = (value: string): string => JSON.stringify(value);
