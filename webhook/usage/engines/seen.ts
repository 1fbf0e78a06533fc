/**
 * What the engines of one container's pods said of their memory, by the day, so that it is kept as
 * long as the peaks of the memory that they reserved (statistics/peaks.ts). Two of them add up.
 */
import { DAYS, dayOf } from '../statistics/peaks.ts';
import { minuteOf } from '../statistics/sights.ts';
import { peakOf, pressure } from './need.ts';
import type { Engine, EngineSigns } from './signs.ts';

export interface EngineDay {
  /** Most tokens that one pool held. */
  readonly tokens: number;
  /** Most that one could have held; 0 where it does not say. */
  readonly capacity: number;
  /** Whether it was kept from using more: requests put back, or waiting before a full pool. */
  readonly pressed: number;
  /** 0 to 1 of the tokens that were found in the prefix cache. */
  readonly prefixHits: number;
}

export interface EngineSeen {
  readonly engine: Engine;
  /** In which it was told of. */
  readonly minutes: number;
  /** Most pools that one container had. */
  readonly pools: number;
  /** By day since the epoch, in UTC. */
  readonly days: ReadonlyMap<number, EngineDay>;
}

/** Readings from the one time on and before the other, in seconds since the epoch. */
export interface Between {
  readonly from: number;
  readonly until: number;
}

/** Of all replicas of one container; `nothing` where none says how much its pool held. */
export function engineSeen(all: readonly EngineSigns[], { from, until }: Between) {
  const days = new Map<number, EngineDay>();
  const minutes = new Set<number>();
  const told = all.map((signs) => ({
    ...signs,
    readings: signs.readings.filter(({ at }) => at >= from && at < until),
  }));
  const spoken = told.filter((signs) => peakOf(signs) !== undefined);
  for (const signs of spoken) {
    for (const { at } of signs.readings) minutes.add(minuteOf(at));
    for (const [day, one] of daysOf(signs)) days.set(day, higher(days.get(day), one));
  }
  const [first] = spoken;
  return first === undefined
    ? 'nothing'
    : { engine: first.engine, minutes: minutes.size, pools: poolsIn(spoken), days };
}

function daysOf(signs: EngineSigns): Map<number, EngineDay> {
  const { capacityTokens: capacity = 0, prefixHits = 0, readings } = signs;
  const days = new Map<number, EngineDay>();
  const putBack = putBackIn(signs);
  for (const day of new Set([...readings.map(({ at }) => dayOf(at)), ...putBack.keys()])) {
    const own = { ...signs, readings: readings.filter(({ at }) => dayOf(at) === day) };
    const pressed = pressure({ ...own, preempted: putBack.get(day) ?? 0 }) === undefined ? 0 : 1;
    days.set(day, { tokens: Math.ceil(peakOf(own) ?? 0), capacity, pressed, prefixHits });
  }
  return days;
}

/** Of those of which nobody has said when: late enough not to be forgotten too soon. */
const putBackIn = ({
  preemptedOn,
  preempted,
  readings,
}: EngineSigns): EngineSigns['preemptedOn'] & {} =>
  preemptedOn ?? new Map(preempted > 0 ? [[dayOf(readings.at(-1)?.at ?? 0), preempted]] : []);

/** At most one pool of a name, pod by pod. */
function poolsIn(all: readonly EngineSigns[]): number {
  const parts = new Map<string, Set<string>>();
  for (const { pod, part } of all) parts.set(pod, (parts.get(pod) ?? new Set()).add(part));
  return Math.max(...[...parts.values()].map(({ size }) => size));
}

const higher = (a: EngineDay | undefined, b: EngineDay): EngineDay =>
  a === undefined
    ? b
    : {
        tokens: Math.max(a.tokens, b.tokens),
        capacity: Math.max(a.capacity, b.capacity),
        pressed: Math.max(a.pressed, b.pressed),
        prefixHits: Math.max(a.prefixHits, b.prefixHits),
      };

/** At times that do not overlap; what another engine said is of no more account. */
export function joinedSeen(a: EngineSeen | 'nothing', b: EngineSeen | 'nothing') {
  if (a === 'nothing' || b === 'nothing') return a === 'nothing' ? b : a;
  const days = new Map(a.engine === b.engine ? a.days : []);
  for (const [day, one] of b.days) days.set(day, higher(days.get(day), one));
  return {
    engine: b.engine,
    minutes: b.minutes + (a.engine === b.engine ? a.minutes : 0),
    pools: Math.max(b.pools, a.engine === b.engine ? a.pools : 0),
    days: new Map([...days].toSorted(([x], [y]) => x - y).slice(-DAYS)),
  };
}
