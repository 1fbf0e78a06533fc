/** What serving engines said of themselves in a window, and whose they are. */
import { gpuNames } from '../../core/asks.ts';
import { seats } from '../../core/pod.ts';
import { engineMetricNames, engines } from '../../usage/engines/all.ts';
import { NAMESPACES, type Targets } from '../../usage/engines/owners.ts';
import type { Engine, EngineSigns } from '../../usage/engines/signs.ts';
import type { Heard } from '../../usage/profiling/learned.ts';
import type { Standing } from '../../usage/profiling/standing.ts';
import { nameOf, type MakerOf, type Member, type Whose } from '../../usage/profiling/whose.ts';
import type { SeriesWanted } from '../../ports.ts';
import { STEP_S, type Span } from './windows.ts';

export const engineNames: readonly Engine[] = Object.values(engines).map(({ name }) => name);

/** Those of which Prometheus has anything. */
export const enginesThere = (there: ReadonlySet<string>): Engine[] =>
  engineNames.filter((name) => engineMetricNames(name).some((metric) => there.has(metric)));

/** A counter goes on from what it last said, if that was not longer ago than Prometheus calls stale. */
const BEFORE_S = 5 * STEP_S;

/** With points from before the window, from which counters go on. */
export function engineWanted(
  engine: Engine,
  there: ReadonlySet<string>,
  { after, until }: Span,
): SeriesWanted {
  const names = engineMetricNames(engine).filter((name) => there.has(name));
  // A gauge by its peak, since what did not fit was put back; a counter only ever grows.
  const metrics = names.map((name) => ({ name, over: 'max' as const }));
  // Who is scraped by address alone has no namespace to be asked by.
  const namespaceLabels = [...NAMESPACES, 'instance'];
  return {
    metrics,
    namespaces: 'all',
    namespaceLabels,
    after: after - BEFORE_S,
    until,
    everySeconds: STEP_S,
  };
}

/** Which of the pods that the cluster has now a series may be of. */
export function targetsIn({ pods }: Standing): Targets {
  const holders = new Map<string, readonly string[]>();
  const at = new Map<string, { namespace: string; pod: string; since: number }>();
  const made = new Map<string, number>();
  for (const { pod, address, created } of pods) {
    const { namespace = 'default', name = '' } = pod.metadata;
    const holding = seats(pod).filter(
      ({ role, container }) => role !== 'init' && gpuNames(container).length > 0,
    );
    holders.set(
      nameOf(namespace, name),
      holding.map(({ container }) => container.name),
    );
    made.set(nameOf(namespace, name), created);
    // One that has ended keeps the address in its status that another one has by now.
    if (address !== undefined && created >= (at.get(address)?.since ?? 0))
      at.set(address, { namespace, pod: name, since: created });
  }
  return {
    holdersIn: (namespace, pod) => holders.get(nameOf(namespace, pod)) ?? 'gone',
    podAt: (address) => at.get(address),
    createdAt: (namespace, pod) => made.get(nameOf(namespace, pod)) ?? 'gone',
  };
}

export const heardFrom = (all: readonly EngineSigns[], whose: Whose, makers: MakerOf): Heard[] =>
  all.flatMap((signs) => {
    const members = whose.of(signs, makers);
    return members.flatMap((member, nth) => sinceOf(signs, member, members[nth - 1]));
  });

/** What a pod said before another one took its name is that one's. */
function sinceOf(signs: EngineSigns, member: Member, later: Member | undefined): Heard[] {
  const before = later?.since ?? Infinity;
  const readings = signs.readings.filter(({ at }) => at > member.since && at <= before);
  return readings.length === 0 ? [] : [{ member, signs: { ...signs, readings } }];
}
