/** In which clusters a finding that was there holds now and held not: what one cluster is known to refuse is news of another. */
import { levels, type Basis, type Level } from './report.ts';

/** A finding, or what a file keeps of one. */
export interface Was {
  readonly level?: Level;
  readonly basis?: Basis;
  /** Absent where nobody wrote them down: it may have held in any. */
  readonly clusters?: readonly string[];
}

interface Is {
  readonly level: Level;
  readonly basis: Basis;
  readonly clusters: readonly string[];
}

export interface Then<W> {
  readonly all: readonly W[];
  /** Clusters that were asked: of one that was not, nobody can say what held in it. */
  readonly asked: readonly string[];
  /** Alike where one may stand for the other: rule, object and container, in one file. */
  readonly keyOf: (was: W) => string;
}

/**
 * What clusters say alike is one finding and what they say apart are several, so that which of them is
 * which changes with a figure. Therefore each held once in each of its clusters, and what its twin
 * held in is its own before it is another's.
 */
export function spread<W extends Was, I extends Is>(
  pairs: readonly (readonly [was: W, is: I])[],
  { all, asked, keyOf }: Then<W>,
): ReadonlyMap<I, readonly string[]> {
  const left = new Map(all.map((was) => [was, new Set(was.clusters)]));
  const alike = groupedBy(all, keyOf);
  const takes = (cluster: string, was: W): boolean => left.get(was)?.delete(cluster) === true;
  const others = pairs
    .filter(([{ clusters }]) => clusters !== undefined)
    .map(([was, is]) => ({
      was,
      is,
      clusters: is.clusters.filter((name) => asked.includes(name) && !takes(name, was)),
    }));
  return new Map(
    others.map(({ was, is, clusters }) => {
      const group = (alike.get(keyOf(was)) ?? []).filter((other) => isAsHard(other, is));
      return [is, clusters.filter((name) => !group.some((other) => takes(name, other)))];
    }),
  );
}

const isAsHard = (was: Was, { level, basis }: Is): boolean =>
  levels.indexOf(was.level ?? level) <= levels.indexOf(level) &&
  (basis === 'today' || was.basis !== 'today');

function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** Nothing where it spread to none. */
export const spreadSays = (
  { clusters = [] }: Was,
  to: readonly string[] = [],
  where: string,
): string[] =>
  to.length === 0 ? [] : [`found in ${to.join(', ')}, in ${clusters.join(', ')} alone ${where}`];
