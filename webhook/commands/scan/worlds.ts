/** The cluster as it is, and as it would be if all that runs were to come anew and were enforced. */
import { staticWorld } from '../../adapters/static-world.ts';
import type { Document, Fault } from '../../policy/documents.ts';
import { readObject } from '../../policy/read.ts';
import { asIfEnforced } from '../../scan/judge.ts';
import type { Facts } from '../../scan/rows.ts';
import type { Published } from '../../usage/profiling/published.ts';
import { cutNodes } from './cut.ts';

export type Worlds = Pick<Facts, 'standing' | 'empty' | 'cut'>;

/** What was read just now takes the place of what stood there. */
export function withProfiles(
  documents: readonly Document[],
  profiles: readonly Published[],
): readonly Document[] {
  const own = new Set(profiles.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`));
  return [
    ...documents.filter(
      ({ kind, namespace = '', name }) => kind !== 'GpuProfile' || !own.has(`${namespace}/${name}`),
    ),
    ...profiles.flatMap((profile) => readObject('measured', profile).documents),
  ];
}

export function worldsOf(documents: readonly Document[], now: number): Worlds | readonly Fault[] {
  const standing = staticWorld(documents, now);
  if (!standing.ok) return standing.faults;
  const without = documents.filter(({ kind }) => kind !== 'Pod');
  const empty = staticWorld(without, now);
  if (!empty.ok) return empty.faults;
  const more = cutNodes(documents, empty.source.current());
  const cut = more.length === 0 ? 'none' : staticWorld([...without, ...more], now);
  if (cut !== 'none' && !cut.ok) return cut.faults;
  return {
    standing: standing.source.current(),
    empty: asIfEnforced(empty.source.current()),
    cut: cut === 'none' ? cut : asIfEnforced(cut.source.current()),
  };
}
