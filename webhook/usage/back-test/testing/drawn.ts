/**
 * Workloads as traces of a large production cluster have them (Alibaba's GenAI trace of 2026: 143
 * containers, 22.8 hours each). What was published are quantiles over containers, and one is drawn by
 * turning them round:
 *
 *     maximum / p99 of VRAM          median 1.10, p95 1.49
 *     maximum / p95                  median 1.35, p90 1.77
 *     p99 / p50                      median 1.34
 *     hours until 95 % of maximum    median 5.1, p90 14.7, p95 16.5
 *     busy part of the time          median 0, p90 0.247, p95 0.317, p99 0.786
 *
 * Nobody looked for longer than 22.8 hours, so the true times are longer. The three fit an exponential
 * distribution that was cut off there; its tail is what is drawn here beyond p95, without an end.
 */
import { chance } from '../../statistics/testing/simulated.ts';

export const ROUND_H = 22.8;

export interface Shape {
  readonly seed: number;
  /** MiB. */
  readonly maximum: number;
  readonly p99: number;
  readonly p95: number;
  readonly p50: number;
  /** Of use, until it first takes 95 % of its maximum. */
  readonly hoursToTop: number;
  /** Part of the time in which its multiprocessors do anything. */
  readonly busy: number;
  /** Of a day, that it runs at all. */
  readonly hoursADay: number;
}

/** A quantile function through the points that are known, straight between them. */
function through(
  points: readonly (readonly [part: number, value: number])[],
  part: number,
): number {
  const next = points.findIndex(([at]) => at >= part);
  const [a, from] = points[Math.max(0, next - 1)] ?? [0, 0];
  const [b, to] = points[next] ?? [1, 0];
  return b === a ? to : from + ((to - from) * (part - a)) / (b - a);
}

/** So many times as far as the median of an exponential distribution. */
const medians = (part: number): number => -Math.log2(1 - part);

const LAST_KNOWN = 0.95;
/** Hours; of the exponential whose median, p90 and p95 before the cut are the published ones. */
const TAIL_H = 7.4;

const hoursToTop = (part: number): number =>
  part <= LAST_KNOWN
    ? through(
        [
          [0, 0.02],
          [0.5, 5.1],
          [0.9, 14.7],
          [LAST_KNOWN, 16.5],
        ],
        part,
      )
    : 16.5 - TAIL_H * Math.log((1 - part) / (1 - LAST_KNOWN));

const busyPart = (part: number): number =>
  through(
    [
      [0, 0],
      [0.5, 0],
      [0.9, 0.247],
      [0.95, 0.317],
      [0.99, 0.786],
      [1, 1],
    ],
    part,
  );

/** Of a card with 80 GB. */
const [LEAST_MIB, MOST_MIB] = [1500, 76_000];

export function shapeOf(seed: number): Shape {
  const draw = (of: number) => chance(seed * 64 + of);
  const rare = medians(draw(1));
  const maximum = LEAST_MIB * (MOST_MIB / LEAST_MIB) ** draw(2);
  const overP99 = 1.1 ** rare;
  const overP95 = Math.max(overP99, 1.35 ** (rare ** 0.536));
  // Its median is what is left of 1.34 after the two above.
  const p95OverP50 = 1 + 0.184 * draw(3);
  return {
    seed,
    maximum,
    p99: maximum / overP99,
    p95: maximum / overP95,
    p50: maximum / overP95 / p95OverP50,
    hoursToTop: hoursToTop(draw(4)),
    busy: busyPart(draw(5)),
    // Most serve all day; some are jobs or notebooks.
    hoursADay: draw(6) < 0.7 ? 24 : 4 + Math.floor(draw(7) * 16),
  };
}
