/** The report: facts put in order, and what of them wants a look. */
import { ofKind } from '../policy/documents.ts';
import { secondsOf } from '../policy/profiles.ts';
import type { Facts } from './facts.ts';
import { guardsIn, policiesIn, wouldHave } from './policies.ts';
import { profilerAttention } from './profiler.ts';
import type {
  DecisionStatus,
  ProfileStatus,
  QuotaStatus,
  ServerStatus,
  SetStatus,
  StatusReport,
} from './report.ts';

/** A profiler writes by the day; what nobody has seen for a fortnight is measured no more. */
export const FRESH_DAYS = 14;
/** A watch that is quiet is opened anew after half a minute, so this long is no pause. */
export const SILENT_SECONDS = 120;
const DAY_S = 86_400;

export function statusOf(facts: Facts): StatusReport {
  const report: Omit<StatusReport, 'attention'> = {
    kind: 'TrancheStatus',
    version: 1,
    at: iso(facts.now),
    server: serverIn(facts),
    set: setIn(facts),
    policies: policiesIn(facts),
    guards: guardsIn(facts),
    quotas: quotasIn(facts),
    exemptions: facts.exemptions,
    profiles: profilesIn(facts),
    profiler: facts.profiler,
    decisions: decisionsIn(facts),
    wouldHave: wouldHave(facts),
    missed: facts.missed,
    backOff: facts.backOff,
  };
  return {
    ...report,
    attention: [
      ...attentionTo(report, facts.unread),
      ...profilerAttention({ ...report, now: facts.now }),
    ],
  };
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

const serverIn = ({ since, missing, ages }: Facts): ServerStatus => ({
  since: iso(since),
  ready: missing.length === 0,
  waitsFor: missing,
  views: Object.fromEntries([...ages].map(([view, age]) => [view, Math.round(age * 10) / 10])),
});

const setIn = ({ set }: Facts): SetStatus => ({
  hash: set.hash,
  generation: set.generation,
  since: iso(set.since),
  ...(set.keptAt === undefined ? {} : { keptAt: set.keptAt }),
  faults: set.faults,
  ...(set.moreFaults === undefined ? {} : { moreFaults: set.moreFaults }),
  ...(set.apart === undefined ? {} : { notBelieved: set.apart }),
});

export const faultsOf = ({ faults, moreFaults = 0 }: SetStatus): string => {
  const all = faults.length + moreFaults;
  return `${all} ${all === 1 ? 'fault' : 'faults'}`;
};

const disbelieved = ({ notBelieved = [] }: SetStatus): string[] =>
  notBelieved.length === 0
    ? []
    : [`GpuProfiles that contradict others, or themselves, are not believed: ${notBelieved[0]}`];

const quotasIn = ({ set, used }: Facts): QuotaStatus[] =>
  set.teams
    .map(({ team, mode, namespaces, limits }): QuotaStatus => {
      const held = used(team);
      return {
        team,
        mode,
        namespaces,
        used: held === 'unknown' ? held : { gpus: held.milliGPU / 1000, vramMiB: held.MiB },
        limits: {
          ...(limits.milliGPU === undefined ? {} : { gpus: limits.milliGPU / 1000 }),
          ...(limits.MiB === undefined ? {} : { vramMiB: limits.MiB }),
        },
      };
    })
    .toSorted((a, b) => (a.team < b.team ? -1 : 1));

function profilesIn({ set, now, live }: Facts): ProfileStatus {
  const rows = ofKind(set.documents, 'GpuProfile').flatMap(({ value }) => value.spec.containers);
  const dated = rows.flatMap(({ lastSeen }) => (lastSeen === undefined ? [] : [lastSeen]));
  const oldest = now / 1000 - FRESH_DAYS * DAY_S;
  const fresh = dated.filter((time) => secondsOf(time) >= oldest).length;
  return {
    fresh,
    stale: dated.length - fresh,
    undated: rows.length - dated.length,
    missing: live.withoutProfile,
    ...reservedIn(rows),
  };
}

interface Figures {
  readonly vramMaxMiB?: number;
  readonly engine?: { readonly needMiB?: number };
}

function reservedIn(rows: readonly Figures[]): Pick<ProfileStatus, 'reserved'> {
  const spare = rows
    .map(({ engine, vramMaxMiB = 0 }) => vramMaxMiB - (engine?.needMiB ?? vramMaxMiB))
    .filter((MiB) => MiB > 0);
  if (spare.length === 0) return {};
  return { reserved: { containers: spare.length, vramMiB: spare.reduce((a, b) => a + b) } };
}

function decisionsIn({ tally }: Facts): DecisionStatus {
  const by = [...tally.by].flatMap(([mode, outcomes]) =>
    [...outcomes].map(([outcome, pods]) => ({ mode, outcome, pods })),
  );
  return {
    since: iso(tally.since),
    pods: tally.pods,
    by: by.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b), 'en')),
  };
}

const keyOf = ({ mode, outcome }: { mode: string; outcome: string }): string =>
  `${mode} ${outcome}`;

function attentionTo(
  { server, set, missed }: Pick<StatusReport, 'server' | 'set' | 'missed'>,
  unread: string | undefined,
): string[] {
  const silent = Object.entries(server.views).filter(([, age]) => age > SILENT_SECONDS);
  return [
    ...server.waitsFor.map((what) => `not ready: it waits for ${what}`),
    ...(unread === undefined ? [] : [`documents cannot be read: ${unread}`]),
    ...(set.faults.length === 0
      ? []
      : [`the documents last read have ${faultsOf(set)}: ${set.faults[0] ?? ''}`]),
    ...disbelieved(set),
    ...(set.keptAt === undefined
      ? []
      : [`the set in force is the one that was kept at ${set.keptAt}`]),
    ...silent.map(([view, age]) => `nothing was heard of the cluster's ${view} for ${age} s`),
    ...(missed === 'unwatched' || missed.pods === 0
      ? []
      : [`${missed.pods} pods wait as they were submitted: recreated, each would be rewritten`]),
  ];
}
