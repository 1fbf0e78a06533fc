/**
 * Who is on a device at the same time as whom. Over two weeks many pods hold a card one after another,
 * and that is no sharing; only figures of the same moment tell.
 */
import type { Owner } from './owners.ts';
import type { Told, ToldDevice } from './told.ts';

/** Prometheus goes on giving a series' last value for five minutes where nobody said that it ended. */
const LINGERING_SECONDS = 300;

/**
 * Whether the sharers' memory figures are copies of the device's, or each its own. `mute` is no moment
 * that could tell: one alone, or all without memory.
 */
export type Figures = 'copies' | 'split' | 'mute';

/** Containers that were on the device together with another one. */
export function sharersOf(tellings: readonly Told[]): Set<Told> {
  const sharers = new Set<Told>();
  for (const [index, one] of tellings.entries())
    for (const other of tellings.slice(index + 1))
      if (together(one, other)) {
        sharers.add(one);
        sharers.add(other);
      }
  return sharers;
}

interface Span {
  readonly first: number;
  readonly last: number;
}

function together(one: Told, other: Told): boolean {
  const [a, b] = [spanOf(one.vram.keys()), spanOf(other.vram.keys())];
  if (a === undefined || b === undefined || a.last < b.first || b.last < a.first) return false;
  const both = spanOf([...one.vram.keys()].filter((at) => other.vram.has(at)));
  if (both === undefined) return false;
  if (both.last - both.first > LINGERING_SECONDS) return true;
  return !handedOver(a, b, both) && !handedOver(b, a, both);
}

/** One came when the other had just gone: the tail of the first is its last value, told on. */
const handedOver = (gone: Span, came: Span, both: Span): boolean =>
  gone.first < both.first &&
  gone.last === both.last &&
  came.first === both.first &&
  came.last > both.last;

function spanOf(times: Iterable<number>): Span | undefined {
  let first = Infinity;
  let last = -Infinity;
  for (const at of times) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  return first <= last ? { first, last } : undefined;
}

/** The worst in the window: an exporter that was brought up to date splits from then on only. */
export function figuresOf({ tellings, unowned }: ToldDevice): Figures {
  let split = false;
  for (const [at, byPod] of momentsOf(tellings)) {
    const figures = momentOf([...byPod.values()], unowned.get(at));
    if (figures === 'copies') return 'copies';
    split ||= figures === 'split';
  }
  return split ? 'split' : 'mute';
}

/** By pod: an exporter that splits sums up by pod, and shows the sum on each of its containers. */
function momentsOf(tellings: readonly Told[]): Map<number, Map<string, number>> {
  const moments = new Map<number, Map<string, number>>();
  for (const { owner, vram } of tellings) for (const [at, value] of vram) put(owner, at, value);
  return moments;

  function put(owner: Owner, at: number, value: number): void {
    const pod = `${owner.namespace}/${owner.pod}`;
    const byPod = moments.get(at) ?? new Map<string, number>();
    moments.set(at, byPod);
    byPod.set(pod, Math.max(byPod.get(pod) ?? 0, value));
  }
}

/**
 * The exporter that splits keeps the device's own series beside; where all say what that one says,
 * they are copies of it. Two replicas of one model may well have the same number without being copies:
 * without the device's series that cannot be told, and they pass for copies.
 */
function momentOf(pods: readonly number[], device: number | undefined): Figures {
  const [first = 0] = pods;
  const alike = pods.every((value) => value === first);
  if (pods.every((value) => value === 0)) return 'mute';
  if (device !== undefined && !(alike && first === device)) return 'split';
  if (pods.length < 2) return 'mute';
  return alike ? 'copies' : 'split';
}
