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

/**
 * Within five minutes nobody hands a card on so often. Whatever a forged exporter makes up, a figure
 * is held against so many others and no more.
 */
const MOST_HANDED_ON = 16;

/** Containers that were on the device together with another one. */
export function sharersOf(tellings: readonly Told[]): Set<Told> {
  const sharers = new Set<Told>();
  const met = new Meetings();
  for (const [at, there] of thereAt(tellings))
    if (there.length > MOST_HANDED_ON) for (const one of there) sharers.add(one);
    else for (const [nth, one] of there.entries()) met.note(one, there.slice(nth + 1), at);
  for (const [one, other, both] of met.all())
    if (together(met.stay(one), met.stay(other), both)) sharers.add(one).add(other);
  return sharers;
}

interface Span {
  first: number;
  last: number;
}

/** Who was there at each moment. */
function thereAt(tellings: readonly Told[]): Map<number, Told[]> {
  const moments = new Map<number, Told[]>();
  for (const one of tellings)
    for (const at of one.vram.keys()) {
      const there = moments.get(at);
      if (there === undefined) moments.set(at, [one]);
      else there.push(one);
    }
  return moments;
}

/** From when to when two were there at the same moments. */
class Meetings {
  readonly #pairs = new Map<Told, Map<Told, Span>>();
  readonly #stays = new Map<Told, Span>();

  note(one: Told, others: readonly Told[], at: number): void {
    if (others.length === 0) return;
    const met = this.#pairs.get(one) ?? new Map<Told, Span>();
    this.#pairs.set(one, met);
    for (const other of others) {
      const both = met.get(other);
      if (both === undefined) met.set(other, { first: at, last: at });
      else stretch(both, at);
    }
  }

  *all(): Generator<readonly [Told, Told, Span]> {
    for (const [one, met] of this.#pairs) for (const [other, both] of met) yield [one, other, both];
  }

  /** All of the time for which it was there. */
  stay(one: Told): Span {
    const known = this.#stays.get(one);
    if (known !== undefined) return known;
    const span = { first: Infinity, last: -Infinity };
    for (const at of one.vram.keys()) stretch(span, at);
    this.#stays.set(one, span);
    return span;
  }
}

function stretch(span: Span, at: number): void {
  span.first = Math.min(span.first, at);
  span.last = Math.max(span.last, at);
}

function together(a: Span, b: Span, both: Span): boolean {
  if (both.last - both.first > LINGERING_SECONDS) return true;
  return !handedOver(a, b, both) && !handedOver(b, a, both);
}

/** One came when the other had just gone: the tail of the first is its last value, told on. */
const handedOver = (gone: Span, came: Span, both: Span): boolean =>
  gone.first < both.first &&
  gone.last === both.last &&
  came.first === both.first &&
  came.last > both.last;

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
