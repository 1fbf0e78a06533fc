/**
 * What is counted. Labels are verdicts, modes and rule ids, never names of pods or people, and each
 * counter starts at zero, so that a rate exists before the first accident.
 */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { letPast } from '../core/exemption.ts';
import { guards } from '../core/guards/all.ts';
import type { Decision, Mode, RuleId, RuleOutcome, Visit } from '../core/decision.ts';

const PREFIX = 'tranche_';

const visits: readonly Visit[] = ['mutate', 'validate'];
const verdicts: readonly Decision['verdict'][] = ['leave', 'rewrite', 'hold', 'refuse'];
const modes: readonly Mode[] = ['observe', 'warn', 'enforce'];
const outcomes: readonly RuleOutcome['outcome'][] = ['pass', 'fail', 'warn', 'error', 'skip'];

export const malformations = [
  'not-json',
  'too-deep',
  'prototype-key',
  'envelope',
  'pod',
  'path',
  'method',
  'media-type',
  'too-large',
  'aborted',
] as const;
export type Malformation = (typeof malformations)[number];

export const sheddings = ['in-flight', 'large-bodies', 'deadline', 'connections'] as const;
export type Shedding = (typeof sheddings)[number];

/** What became of a workload whose pods were to be told of. */
export const foretellings = ['told', 'nothing', 'unchanged', 'too-large', 'failed'] as const;
export type Foretelling = (typeof foretellings)[number];

/** Guardrails alone know exemptions. */
const exemptible: readonly RuleId[] = guards.map(({ id }) => id);

export interface Metrics {
  /** Where others add their own, e.g. process metrics; it is what `/metrics` shows. */
  readonly registry: Registry;
  reviewed(decision: Decision, seconds: number): void;
  malformed(reason: Malformation): void;
  shed(reason: Shedding): void;
  /** A visit that ended in an exception. */
  failed(visit: Visit): void;
  /** What is told of pods while their workload is applied, which is no visit of theirs. */
  foretold(outcome: Foretelling): void;
  patchNotApplied(): void;
  handshakeFailed(): void;
  /** For others: `read` is asked at each scrape. The prefix is put before the name. */
  gauge(name: string, help: string, read: () => number): void;
  /** For others: one series of value 1, whose label is what `read` gives at the scrape, and no series for what it gave before. */
  info(name: string, help: string, label: string, read: () => string): void;
  /** For others: gives back what adds one. */
  counter(name: string, help: string): () => void;
}

export function metricsOn(registry: Registry, rules: readonly RuleId[]): Metrics {
  const reviewed = reviewsOn(registry);
  const failures = counted(registry, 'visit_errors_total', 'Visits that ended in an exception.', {
    visit: visits,
  });
  const malformed = counted(registry, 'malformed_total', 'Requests that could not be read.', {
    reason: malformations,
  });
  const shed = counted(registry, 'shed_total', 'Requests turned away for want of room or time.', {
    reason: sheddings,
  });
  const foretold = counted(
    registry,
    'workload_reviews_total',
    'Workloads whose authors were to be told what their pods will get.',
    { outcome: foretellings },
  );
  const counter = (name: string, help: string): (() => void) => {
    const count = counted(registry, name, help, {});
    return () => count.inc();
  };
  const timed = durationsOn(registry);
  const ruled = ruleOutcomesOn(registry, rules);
  const exempted = counted(registry, 'exempted_total', 'Findings that a GpuExemption let past.', {
    rule: exemptible,
  });
  return {
    registry,
    reviewed(decision, seconds) {
      reviewed(decision);
      timed(decision.visit, seconds);
      for (const { id, outcome } of decision.rules) ruled(id, outcome);
      for (const { id } of letPast(decision)) exempted.inc({ rule: id });
    },
    malformed: (reason) => malformed.inc({ reason }),
    shed: (reason) => shed.inc({ reason }),
    failed: (visit) => failures.inc({ visit }),
    foretold: (outcome) => foretold.inc({ outcome }),
    patchNotApplied: counter('patch_not_applied_total', 'Patches withheld: they did not apply.'),
    handshakeFailed: counter('tls_errors_total', 'Handshakes that failed.'),
    counter,
    ...gaugesOn(registry),
  };
}

function gaugesOn(registry: Registry): Pick<Metrics, 'gauge' | 'info'> {
  return {
    gauge(name, help, read) {
      void new Gauge({
        name: PREFIX + name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    info(name, help, label, read) {
      void new Gauge({
        name: PREFIX + name,
        help,
        labelNames: [label],
        registers: [registry],
        collect() {
          this.reset();
          this.set({ [label]: read() }, 1);
        },
      });
    },
  };
}

type Labels = Readonly<Record<string, readonly string[]>>;

/** A counter in which every combination of its labels stands at zero from the start. */
function counted(registry: Registry, name: string, help: string, labels: Labels): Counter {
  const labelNames = Object.keys(labels);
  const counter = new Counter({ name: PREFIX + name, help, labelNames, registers: [registry] });
  for (const combination of combinations(labels)) counter.inc(combination, 0);
  return counter;
}

function combinations(labels: Labels): Record<string, string>[] {
  let all: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(labels))
    all = all.flatMap((one) => values.map((value) => ({ ...one, [name]: value })));
  return all;
}

const byMode = (): Record<Mode, number> => ({ observe: 0, warn: 0, enforce: 0 });
const byVerdict = () => ({
  leave: byMode(),
  rewrite: byMode(),
  hold: byMode(),
  refuse: byMode(),
});

/*
 * What is counted at every visit is kept as plain numbers and handed over at the scrape: prom-client
 * takes a quarter of a microsecond for each of the twenty rules alone.
 */

function reviewsOn(registry: Registry) {
  const tallies = { mutate: byVerdict(), validate: byVerdict() };
  void new Counter({
    name: `${PREFIX}reviews_total`,
    help: 'Reviews answered.',
    labelNames: ['visit', 'verdict', 'mode'],
    registers: [registry],
    collect() {
      this.reset();
      for (const visit of visits)
        for (const verdict of verdicts)
          for (const mode of modes)
            this.inc({ visit, verdict, mode }, tallies[visit][verdict][mode]);
    },
  });
  return ({ visit, verdict, mode }: Decision): void => {
    tallies[visit][verdict][mode] += 1;
  };
}

/** Durations wait until there are enough of them, or somebody looks. */
const TOGETHER = 256;

function durationsOn(registry: Registry) {
  const waiting: Record<Visit, number[]> = { mutate: [], validate: [] };
  const histogram = new Histogram({
    name: `${PREFIX}review_duration_seconds`,
    help: 'From the last byte of a review to its answer.',
    labelNames: ['visit'],
    // A decision takes parts of a millisecond; beyond the deadline of 2.5 s nothing is answered.
    buckets: [1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
    collect: () => visits.forEach(handOver),
  });
  for (const visit of visits) histogram.zero({ visit });
  function handOver(visit: Visit): void {
    for (const seconds of waiting[visit]) histogram.observe({ visit }, seconds);
    waiting[visit].length = 0;
  }
  return (visit: Visit, seconds: number): void => {
    if (waiting[visit].push(seconds) >= TOGETHER) handOver(visit);
  };
}

type Tally = Record<RuleOutcome['outcome'], number>;

/** Ids beyond these are counted together: a policy must not be able to fill Prometheus. */
const RULES_MAX = 500;

function ruleOutcomesOn(registry: Registry, rules: readonly RuleId[]) {
  const tallies = new Map<RuleId, Tally>();
  const tallyOf = (id: RuleId): Tally => {
    const known = tallies.get(id);
    if (known !== undefined) return known;
    if (tallies.size >= RULES_MAX && id !== 'other/rules') return tallyOf('other/rules');
    const tally: Tally = { pass: 0, fail: 0, warn: 0, error: 0, skip: 0 };
    tallies.set(id, tally);
    return tally;
  };
  for (const id of rules) tallyOf(id);
  void new Counter({
    name: `${PREFIX}rule_outcomes_total`,
    help: 'What each rule found.',
    labelNames: ['rule', 'outcome'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [rule, tally] of tallies)
        for (const outcome of outcomes) this.inc({ rule, outcome }, tally[outcome]);
    },
  });
  return (id: RuleId, outcome: RuleOutcome['outcome']): void => {
    tallyOf(id)[outcome] += 1;
  };
}
