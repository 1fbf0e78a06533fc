/**
 * The variables that a container sets itself. A name may stand there twice, which the API server only
 * warns of; the program is given the last one.
 */
import { keptByContainer, type Container, type EnvVar } from '../pod.ts';

const NONE: ReadonlyMap<string, EnvVar> = new Map();

const byName = keptByContainer(({ env }: Container): ReadonlyMap<string, EnvVar> =>
  env === undefined ? NONE : new Map(env.map((one) => [one.name, one])),
);

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
