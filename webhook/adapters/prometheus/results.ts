/**
 * Vectors and matrices out of an answer. Numbers come as text, among them NaN and infinities, which are
 * left out. Anything that no Prometheus would say makes the whole answer a fault: figures that pods are
 * sized by are not picked out of a reply that is wrong elsewhere.
 */
import type { Series } from '../../usage/measured.ts';
import { isRecord } from '../raw.ts';
import { PrometheusFault, quoted } from './fault.ts';

export interface Sample {
  readonly labels: Series['labels'];
  /** Seconds since the epoch. */
  readonly at: number;
  readonly value: number;
}

/** Seconds since the epoch of the first point and the last, and between two. */
export interface Grid {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

export function vectorOf(data: unknown): readonly Sample[] {
  return resultOf(data, 'vector').flatMap((row) => {
    const point = pointOf(row['value']);
    if (point === undefined) return [];
    return [{ labels: labelsOf(row['metric']), at: point[0], value: point[1] }];
  });
}

export function matrixOf(data: unknown, grid: Grid): readonly Series[] {
  const seen = new Set<string>();
  return resultOf(data, 'matrix').map((row) => {
    const labels = labelsOf(row['metric']);
    const key = keyOf(labels);
    if (seen.has(key)) throw garbled(`it gave the series ${quoted(key)} twice`);
    seen.add(key);
    return { labels, points: pointsOf(row['values'], grid) };
  });
}

/** Two series are one where this is equal, in whatever order their labels came. */
export const keyOf = (labels: Series['labels']): string =>
  JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));

function resultOf(data: unknown, type: 'vector' | 'matrix'): readonly Record<string, unknown>[] {
  const { resultType, result } = isRecord(data) ? data : {};
  if (resultType !== type || !Array.isArray(result))
    throw garbled(`it gave ${quoted(String(resultType))} where a ${type} was asked for`);
  return result.map((row: unknown) => {
    if (!isRecord(row)) throw garbled('it gave a series that is no object');
    return row;
  });
}

function labelsOf(metric: unknown): Series['labels'] {
  if (!isTexts(metric)) throw garbled('it gave a series whose labels are no texts');
  return metric;
}

const isTexts = (metric: unknown): metric is Series['labels'] =>
  isRecord(metric) && Object.values(metric).every((value) => typeof value === 'string');

function pointsOf(values: unknown, { start, end, step }: Grid): Series['points'] {
  if (!Array.isArray(values)) throw garbled('it gave a series without values, such as a histogram');
  const points: (readonly [number, number])[] = [];
  let before = -Infinity;
  for (const value of values) {
    const at = timeOf(value);
    if (at <= before || at < start || at > end || (at - start) % step !== 0)
      throw garbled(`it gave a point at ${at} that was not asked for`);
    before = at;
    const point = pointOf(value);
    if (point !== undefined) points.push(point);
  }
  return points;
}

function timeOf(value: unknown): number {
  const at: unknown = Array.isArray(value) ? value[0] : undefined;
  if (typeof at !== 'number') throw garbled('it gave a value without a time');
  return at;
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;
const NO_NUMBER = /^(NaN|[-+]?Inf)$/;

function pointOf(value: unknown): readonly [number, number] | undefined {
  const at = timeOf(value);
  const text: unknown = Array.isArray(value) ? value[1] : undefined;
  if (typeof text === 'string' && NO_NUMBER.test(text)) return undefined;
  if (typeof text !== 'string' || !NUMBER.test(text))
    throw garbled(`it gave ${quoted(JSON.stringify(text) ?? 'nothing')} as a value`);
  const number = Number(text);
  return Number.isFinite(number) ? [at, number] : undefined;
}

const garbled = (says: string): PrometheusFault => new PrometheusFault('garbled', says);
