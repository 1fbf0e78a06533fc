/** A shape played over days, minute by minute, as an exporter would tell it. */
import { chance } from '../../statistics/testing/simulated.ts';
import { DAY, HOUR, MINUTE, MONDAY } from '../../statistics/testing/seen.ts';
import type { Reading } from '../../measured.ts';
import { ROUND_H, type Shape } from './drawn.ts';

/** Minutes of use until the day begins: what a workload does goes by how long it has run. */
export const usedBefore = ({ hoursADay }: Shape, day: number): number => day * hoursADay * 60;

export function dayOf(shape: Shape, day: number): readonly Reading[] {
  const { hoursADay } = shape;
  const used = usedBefore(shape, day);
  return Array.from({ length: hoursADay * 60 }, (_, nth) => ({
    at: MONDAY + day * DAY + nth * MINUTE,
    vramMiB: Math.round(vramAt(shape, used + nth)),
    ...activity(shape, used + nth),
  }));
}

function vramAt(shape: Shape, minute: number): number {
  if (isTop(shape, minute)) return topIn(shape, minute);
  // A level is held for a while, as caches and batches fill and are let go.
  const part = 0.99 * drawAt(shape, Math.floor(minute / HELD), 1);
  return levelAt(shape, part) * turnOf(shape, minute);
}

const HELD = 10;

function levelAt({ p50, p95, p99 }: Shape, part: number): number {
  if (part < 0.5) return p50 * (0.9 + 0.2 * part);
  if (part < 0.95) return p50 + ((p95 - p50) * (part - 0.5)) / 0.45;
  return p95 + ((p99 - p95) * (part - 0.95)) / 0.04;
}

/** One round of 22.8 hours is a little more than another, and none more than the largest. */
const turnOf = (shape: Shape, minute: number): number =>
  0.97 + 0.03 * drawAt(shape, Math.floor(minute / (ROUND_H * 60)), 2);

/** First after as long as its shape says, then as rarely again: for half a hundredth of the time. */
function isTop(shape: Shape, minute: number): boolean {
  const every = Math.max(1, Math.round(shape.hoursToTop * 60));
  return minute >= every && minute % every < Math.max(1, every / 200);
}

/** From 95 % of the maximum on; the second time it is all of it. */
function topIn(shape: Shape, minute: number): number {
  const every = Math.max(1, Math.round(shape.hoursToTop * 60));
  const nth = Math.floor(minute / every);
  return shape.maximum * (nth === 2 ? 1 : 0.95 + 0.05 * drawAt(shape, nth, 3));
}

function activity(shape: Shape, minute: number) {
  const works = drawAt(shape, Math.floor(minute / HELD), 4) < shape.busy;
  const sm = works ? 0.3 + 0.7 * drawAt(shape, minute, 5) : 0;
  return { sm: Math.round(sm * 1e6) / 1e6, dram: Math.round(sm * 5e5) / 1e6 };
}

const drawAt = ({ seed }: Shape, at: number, of: number): number =>
  chance(seed * 7919 + at * 31 + of * 104_729);

export const eveningOf = (day: number): number => MONDAY + (day + 1) * DAY;
export const hoursBy = (shape: Shape, day: number): number =>
  (usedBefore(shape, day + 1) * MINUTE) / HOUR;
