/** Things that may be said once only: the fault names the other place too. */
import { placeOf, type Fault, type Position } from './documents.ts';

export interface Entry {
  readonly key: string;
  /** What the second one is told, before the place of the first, e.g. `names speech, which GpuQuota a has already`. */
  readonly says: (first: Entry) => string;
  /** Who says it, for the other’s fault. */
  readonly title: string;
  readonly pointer: string;
  readonly place: Position;
  readonly help?: string;
}

/** In the order given, the first stands and each further one is a fault. */
export function twice(entries: Iterable<Entry>): Fault[] {
  const first = new Map<string, Entry>();
  const faults: Fault[] = [];
  for (const entry of entries) {
    const earlier = first.get(entry.key);
    if (earlier === undefined) first.set(entry.key, entry);
    else {
      const { pointer, place, help } = entry;
      const says = `${entry.says(earlier)} (${placeOf(earlier.place)})`;
      const also = earlier.place;
      faults.push({ ...place, pointer, says, also, ...(help === undefined ? {} : { help }) });
    }
  }
  return faults;
}

/** Of tens of thousands nearly all are said once, and an entry need be made of the others only. */
export function repeated<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlySet<string> {
  const once = new Set<string>();
  const again = new Set<string>();
  for (const key of all.map(keyOf)) (once.has(key) ? again : once).add(key);
  return again;
}
