/**
 * The variables that a container sets itself. A name may stand there twice, which the API server only
 * warns of; the program is given the last one.
 */
import type { Container, EnvVar } from '../pod.ts';

/** Kept by container: most rules ask. */
const kept = new WeakMap<Container, ReadonlyMap<string, EnvVar>>();

const NONE: ReadonlyMap<string, EnvVar> = new Map();

function byName(container: Container): ReadonlyMap<string, EnvVar> {
  if (container.env === undefined) return NONE;
  const known = kept.get(container);
  if (known !== undefined) return known;
  const found = new Map(container.env.map((one) => [one.name, one]));
  kept.set(container, found);
  return found;
}

/** One of each name, in the order in which the names first stand. */
export const variables = (container: Container): Iterable<EnvVar> => byName(container).values();

export const variable = (container: Container, name: string): EnvVar | undefined =>
  byName(container).get(name);

/** The first whose name is wanted. */
export function variableOf(
  container: Container,
  wanted: (name: string) => boolean,
): EnvVar | undefined {
  for (const one of variables(container)) if (wanted(one.name)) return one;
  return undefined;
}
