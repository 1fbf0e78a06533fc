/** What a run found, in lines for whoever called it. */
import type { Ran } from '../../adapters/profiler/run.ts';
import { POD_OWNER } from '../../adapters/profiler/makers.ts';
import { isOurs } from '../../usage/profiling/published.ts';
import type { Key } from '../../usage/profiling/learned.ts';
import { counted } from '../../core/text.ts';
import { saysDoubt, saysTooMany, type Doubt } from '../../usage/sources/doubt.ts';
import { computeCures, NO_COMPUTE, ONLY_RAN } from '../../usage/sources/compute.ts';
import { OF_OTHERS, saysNobody, saysStrangers } from '../../usage/sources/silence.ts';
import type { Surplus } from '../../usage/sources/surplus.ts';
import { timeOf } from '../../usage/time.ts';

/** A fleet whose exporters are down is one cause, not a thousand lines. */
const MOST = 20;

export const lines = (ran: Ran): string[] => [...warned(ran), summary(ran), ...found(ran)];

/** For whoever counts profiles and time otherwise: all but the line that sums the run up. */
export const withoutSummary = (ran: Ran): string[] => [...warned(ran), ...found(ran)];

const warned = ({ warnings }: Ran): string[] => warnings.map((says) => `Prometheus says: ${says}`);

function found(ran: Ran): string[] {
  const { profiles, silent, byHand } = ran;
  return [
    ...gapOf(ran),
    ...(ran.sources.length === 0 ? [saysNobody(ran.match)] : []),
    ...(ran.ofOthers ? [OF_OTHERS] : []),
    ...ran.strangers.map(saysStrangers),
    ...grouped(silent),
    ...some(byHand.map((key) => `${title(key)}: has figures by hand, which stay as they are`)),
    ...some(doubted(ran)),
    ...unbelieved(ran),
    ...computeless(ran),
    ...some(reserved(ran)),
    ...goneOnes(ran),
    ...youngOnes(ran),
    ...(profiles.length === 0 && silent.length + ran.young === 0 && ran.sources.length > 0
      ? [NONE]
      : []),
  ];
}

const gapOf = ({ gap }: Ran): string[] =>
  gap === 'none'
    ? []
    : [
        `${gap.says}; so nothing after ${timeOf(gap.after)} was taken, and the next run asks for it again (--since with less than that leaves it out)`,
      ];

const NONE = 'no container that holds a GPU was seen';

const title = ({ namespace, kind, name, container }: Key): string =>
  `${namespace}/${kind}/${name} ${container}`;

function summary({ profiles, span, sources, engines, silent }: Ran): string {
  const named = [...sources, ...engines];
  const from = named.length === 0 ? '' : ` from ${named.join(', ')}`;
  const without =
    silent.length === 0 ? '' : `; ${counted(silent.length, 'container')} without figures`;
  return `${counted(profiles.length, 'profile')}${from}, read from ${timeOf(span.after)} to ${timeOf(span.until)}${without}`;
}

/** One cause, and whom it concerns. */
const grouped = (silent: Ran['silent']): string[] =>
  some(byCause(silent).map(({ why, whom }) => `no figures of ${shortened(whom)}: ${why}`));

interface Why extends Key {
  readonly why: string;
}

function byCause(all: readonly Why[]): { why: string; whom: readonly string[] }[] {
  const causes = new Map<string, string[]>();
  for (const { why, ...key } of all) {
    const whom = causes.get(why) ?? [];
    whom.push(title(key));
    causes.set(why, whom);
  }
  return [...causes].map(([why, whom]) => ({ why, whom }));
}

function shortened(whom: readonly string[]): string {
  const more = whom.length > 3 ? ` and ${whom.length - 3} more` : '';
  return `${whom.slice(0, 3).join(', ')}${more}`;
}

/** They are published all the same, so that people see why they are not enough. */
const doubted = (ran: Ran): string[] =>
  byCause(doubts(ran)).map(
    ({ why, whom }) =>
      `${shortened(whom)}: ${why}, so ${whom.length === 1 ? 'its' : 'their'} pods stay whole`,
  );

interface Doubted extends Why {
  readonly causes: readonly Doubt[];
}

/** Figures that there are, and that are nobody's for sure. */
export function doubts({ profiles, doubtful }: Pick<Ran, 'profiles' | 'doubtful'>): Doubted[] {
  const known = new Map(doubtful.map((one) => [revisionKey(one, one.revision), one.doubts]));
  return profiles.flatMap(({ metadata: { namespace }, spec: { workload, containers } }) =>
    containers.filter(isOurs).flatMap(({ name, revision, attribution }) => {
      const key = { namespace, ...workload, container: name };
      const causes = attribution === 'unknown' ? (known.get(revisionKey(key, revision)) ?? []) : [];
      const why = saysDoubt(attribution, causes);
      return why === undefined ? [] : [{ ...key, why, causes }];
    }),
  );
}

const revisionKey = ({ namespace, kind, name, container }: Key, revision: string): string =>
  JSON.stringify([namespace, kind, name, container, revision]);

/** Memory alone makes no slice, and that something ran makes a poor one: one cause, and what to add to the exporter. */
function computeless({ profiles, sources }: Ran): string[] {
  const rows = profiles.flatMap(({ metadata: { namespace }, spec: { workload, containers } }) =>
    containers
      .filter(isOurs)
      .filter(({ attribution }) => attribution !== 'unknown' && attribution !== 'duplicated')
      .map((row) => ({ ...row, whom: title({ namespace, ...workload, container: row.name }) })),
  );
  const cures = computeCures(sources).map(({ says }) => says);
  const told = (by: string, says: string): string[] => {
    const whom = rows.filter(({ computeBy }) => computeBy === by);
    if (whom.length === 0) return [];
    const least = Math.min(...whom.map(({ confidence = 0 }) => confidence));
    const sure = by === 'none' ? '' : `, so confidence is low (${Math.round(least * 100)} %)`;
    const names = shortened(whom.map((one) => one.whom));
    return [`of ${names} ${says}${sure}: ${cures.join('; ')}`];
  };
  return [...told('none', NO_COMPUTE), ...told('utilisation', ONLY_RAN)];
}

/** What engines reserve and do not need, or why nobody can tell. */
const reserved = ({ profiles }: Ran): string[] =>
  profiles.flatMap(({ metadata: { namespace }, spec: { workload, containers } }) =>
    containers.filter(isOurs).flatMap(({ name, engine, vramMaxMiB }) => {
      if (engine === undefined) return [];
      const of = `${title({ namespace, ...workload, container: name })}: ${engine.name} reserved ${vramMaxMiB} MiB`;
      const { needMiB, says } = engine;
      if (needMiB === undefined) return [`${of}; how much it needs is not known: ${says}`];
      return needMiB < vramMaxMiB ? [`${of} and needs ${needMiB} MiB (${says})`] : [];
    }),
  );

/** An exporter that is scraped by mistake, another cluster's, or a target of somebody who means ill. */
const strayed = ({ elsewhere }: Ran): string[] =>
  elsewhere.map(({ namespace, pod, node }) => {
    const whom = `not believed: series that tell of pod ${namespace}/${pod}`;
    if (typeof node === 'string')
      return `${whom} on node ${node}, where it does not run; look at who is scraped that says so (of several clusters name yours by --prometheus-match)`;
    return 'host' in node
      ? `${whom} and name no host, beside others that do; look at who is scraped that says so`
      : `${whom}: figures of several clusters (${node.clusters.join(', ')}); name yours by --prometheus-match`;
  });

/** But for those of whom it is said already why they stay whole. */
function crowded(ran: Ran): string[] {
  const causes = doubts(ran).flatMap((one) => one.causes);
  const said = new Set(causes.flatMap((one) => (one.of === 'surplus' ? [seatOf(one)] : [])));
  return ran.surplus
    .filter((one) => !said.has(seatOf(one)))
    .map(
      (one) =>
        `not sure: ${saysTooMany(one)}; nobody can tell which are its own, so look at who is scraped that says so`,
    );
}

const seatOf = ({ namespace, pod, container }: Surplus): string =>
  JSON.stringify([namespace, pod, container]);

const unitless = ({ beyond }: Ran): string[] =>
  beyond.map(
    (of) =>
      `not believed: ${of}: it says more than all of a card, so none of it is a ratio, and compute is unknown by it`,
  );

/** What Prometheus says and is not taken, or not for sure. */
export const unbelieved = (ran: Ran): string[] =>
  [strayed, crowded, unitless].flatMap((of) => some(of(ran)));

/** Nothing is missing of them yet. */
export function youngOnes({ young }: Pick<Ran, 'young'>): string[] {
  if (young === 0) return [];
  return [`${counted(young, 'pod')} with GPUs began less than ten minutes ago: ask again then`];
}

function goneOnes({ forgotten, ownersKnown }: Ran): string[] {
  if (forgotten === 0) return [];
  const one = forgotten === 1;
  const whose = one ? 'its' : 'their';
  const why = ownersKnown
    ? `and so ${one ? 'is' : 'are'} ${whose} ReplicaSet or Job, so that nobody knows ${whose} revision`
    : `and nobody can tell whose ${one ? 'it was' : 'they were'}: this Prometheus has no ${POD_OWNER}, which kube-state-metrics serves`;
  return [`left out: ${counted(forgotten, 'pod')} that ${one ? 'is' : 'are'} gone, ${why}`];
}

function some(all: readonly string[]): string[] {
  const more = all.length - MOST;
  return more > 0 ? [...all.slice(0, MOST), `… and ${more} more`] : [...all];
}

/** Somebody who holds a GPU goes unmeasured, or nobody could be measured at all. */
export const failsToTell = ({ silent, sources, profiles, gap }: Ran): boolean =>
  silent.length > 0 || sources.length === 0 || profiles.length === 0 || gap !== 'none';
