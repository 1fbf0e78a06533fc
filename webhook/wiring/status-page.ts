/** What a server says of itself when asked, gathered from whoever knows. */
import { setImmediate as breath } from 'node:timers/promises';
import { steadyClock } from '../adapters/clock.ts';
import { liveUse, type LiveUse } from '../adapters/live-use.ts';
import type { MissedPods } from '../adapters/missed/by-controller.ts';
import type { Missed } from '../adapters/missed/missed-watch.ts';
import type { Heard } from '../adapters/policy-store.ts';
import type { Decision } from '../core/decision.ts';
import { examine } from '../core/examine.ts';
import { propose } from '../core/propose.ts';
import { lineOf } from '../policy/render.ts';
import type { Announcer } from '../ports.ts';
import { changes } from '../report/lines.ts';
import { begunAnew } from '../status/anew.ts';
import type { SetFacts } from '../status/facts.ts';
import type {
  BackOffStatus,
  MissedGroup,
  MissedStatus,
  ProfilerStatus,
  StatusReport,
} from '../status/report.ts';
import { statusOf } from '../status/status.ts';
import { counter } from '../status/tally.ts';
import type { Backing } from './backing.ts';

export interface StatusDesk {
  /** Told of each reading of the documents. */
  heard(outcome: Heard): void;
  /** Counts what is announced, once its answer has left. */
  counting(announcer: Announcer, source: Backing['source']): Announcer;
  report(backing: Backing, missing: readonly string[]): Promise<StatusReport>;
}

const clock = (): number => steadyClock.now();

export function statusDesk(): StatusDesk {
  const since = clock();
  const counts = counter(clock);
  let set: SetFacts = { ...NO_SET, since };
  return {
    heard(outcome) {
      const { added, changed, removed } = outcome.changes;
      const [anew, gone] = [namesIn([...added, ...changed]), namesIn(removed)];
      const before = set.documents;
      set = setOf(outcome, set, clock());
      counts.changed(begunAnew({ anew, gone }, before, set.documents));
    },
    counting: (announcer, source) => ({
      announce(review, decision) {
        announcer.announce(review, decision);
        const world = source.current();
        counts.count(
          review,
          decision,
          () => propose(review, world),
          () => examine(review, world),
        );
      },
    }),
    async report(backing, missing) {
      await breath();
      const unread = backing.unread();
      return statusOf({
        now: clock(),
        since,
        missing,
        ages: backing.ages(),
        set,
        ...(unread === 'read' ? {} : { unread }),
        tally: counts.tally(),
        live: await liveIn(backing),
        used: (team) => backing.ledger.peek(team),
        exemptions: backing.exemptions(),
        missed: missedIn(backing.missed.missed()),
        backOff: backOffIn(backing),
        profiler: profilerIn(backing),
      });
    },
  };
}

const NO_SET: Omit<SetFacts, 'since'> = {
  hash: 'none',
  generation: 0,
  faults: [],
  documents: [],
  teams: [],
};

/** More than these nobody reads; the log has all of them. */
const MOST_FAULTS = 20;

function setOf(outcome: Heard, before: SetFacts, now: number): SetFacts {
  const { hash, generation, faults, apart, inForce, origin } = outcome;
  return {
    hash,
    generation,
    since: generation === before.generation ? before.since : now,
    ...(origin === 'read' ? {} : { keptAt: origin.keptAt }),
    faults: faults.slice(0, MOST_FAULTS).map((fault) => lineOf(fault)),
    ...(faults.length > MOST_FAULTS ? { moreFaults: faults.length - MOST_FAULTS } : {}),
    ...(apart.length === 0
      ? {}
      : { apart: apart.slice(0, MOST_FAULTS).map((fault) => lineOf(fault)) }),
    documents: inForce === 'none' ? [] : [...inForce.byTitle.values()],
    teams: inForce === 'none' ? [] : inForce.set.teams,
  };
}

const POLICY = 'GpuPolicy ';

const namesIn = (titles: readonly string[]): string[] =>
  titles.filter((title) => title.startsWith(POLICY)).map((title) => title.slice(POLICY.length));

const NOBODY: LiveUse = { byPolicy: new Map(), withoutProfile: 0 };

/** Before the first set there is no World to ask. */
const liveIn = async (backing: Backing): Promise<LiveUse> =>
  backing.source.missing().length > 0 ? NOBODY : liveUse(backing.pods(), backing.source.current());

/** Of so many controllers the commands fit a screen or two. */
const MOST_GROUPS = 50;
const MOST_NAMES = 5;

function backOffIn({ backOff }: Backing): BackOffStatus {
  const state = backOff.state();
  const rows = backOff
    .retreats()
    .toSorted((a, b) => b.ends - a.ends)
    .map(({ namespace, kind, name, container, slice, until, because }) => {
      const workload = `${kind}/${name}`;
      return { namespace, workload, container, slice: slice.name, until, because };
    });
  return {
    ...(state === 'on' ? { is: state } : { is: 'off', because: state.off }),
    backedOff: rows.length,
    workloads: rows.slice(0, MOST_GROUPS),
  };
}

function profilerIn({ profiler }: Backing): ProfilerStatus {
  if (profiler === undefined) return 'off';
  const { runs, succeededAt, last } = profiler.state();
  return {
    ...(succeededAt === 0 ? {} : { succeededAt: new Date(succeededAt).toISOString() }),
    failed: runs.failed + runs.late + runs.memory,
    workloads: last === 'none' ? 0 : last.workloads,
    silent: last === 'none' ? 0 : last.silent,
  };
}

function missedIn(missed: Missed | 'unwatched'): MissedStatus | 'unwatched' {
  if (missed === 'unwatched') return missed;
  const { found, unread } = missed;
  const most = found.toSorted((a, b) => b.names.length - a.names.length);
  return {
    pods: found.reduce((sum, { names }) => sum + names.length, 0),
    unread,
    groups: most.slice(0, MOST_GROUPS).map(groupOf),
  };
}

const groupOf = ({ namespace, names, since, decision, recreation }: MissedPods): MissedGroup => ({
  namespace,
  workload: workloadIn(decision),
  pods: names.length,
  names: names.slice(0, MOST_NAMES),
  since,
  policy: decision.policy,
  would: changes(decision),
  ...recreation,
});

const workloadIn = ({ workload: { kind, name } }: Decision): string => `${kind}/${name}`;
