/** What each policy does now, has done, would have done, and where it might go next. */
import type { RuleId } from '../core/decision.ts';
import type { Severity } from '../core/terms.ts';
import { byPriority } from '../policy/classes.ts';
import { ofKind, type Document } from '../policy/documents.ts';
import { capped, stricter } from '../policy/policies.ts';
import type { GpuPolicy } from '../policy/schema/gpu-policy.ts';
import type { Facts } from './facts.ts';
import type { Judged, Live, PolicyStatus, RefusedBy, StatusReport } from './report.ts';
import { objectionsOf } from './objections.ts';
import { nextStage, withEdit, type Standing } from './stages.ts';
import { noTally, type PolicyTally, type Tally } from './tally.ts';

type Policy = Document<GpuPolicy>;

const HOUR_MS = 3_600_000;

export function policiesIn(facts: Facts): PolicyStatus[] {
  const policies = ofKind(facts.set.documents, 'GpuPolicy').toSorted(byPriority);
  return policies.map((policy, i) => {
    const { mode, sharing, guards } = policy.value.spec;
    const tally = facts.tally.policies.get(policy.name) ?? noTally(facts.now, facts.tally.pods);
    const standing: Standing = {
      mode,
      ...(sharing === undefined ? {} : { rolloutShare: sharing.rolloutShare }),
      pods: podsOf(policy, tally, facts.tally),
      hours: (facts.now - tally.since) / HOUR_MS,
      wouldRefuse: refusedBy(facts.tally, deniedBy([policy])),
      // A policy may say that nothing is taken back for it.
      backOff: sharing?.backOff?.restarts === 0 ? 'off' : facts.backOff.is,
    };
    const { rolloutShare } = standing;
    return {
      name: policy.name,
      mode,
      ...(rolloutShare === undefined ? {} : { rolloutShare }),
      guards: guards.length,
      objections: objectionsOf(policy, policies, facts.tally),
      live: liveOf(policy, policies.slice(0, i), facts),
      judged: judgedOf(standing.pods, tally),
      next: withEdit(nextStage(standing), policy),
    };
  });
}

/** Guardrails look at pods that another policy wins, too. */
const podsOf = ({ value }: Policy, own: PolicyTally, all: Tally): number =>
  value.spec.sharing === undefined ? all.pods - own.allBefore : own.pods;

const judgedOf = (pods: number, tally: PolicyTally): Judged => ({
  since: new Date(tally.since).toISOString(),
  pods,
  rewritten: tally.rewritten,
  wouldRewrite: tally.wouldRewrite,
  freedGPUs: tally.freed.milliGPU / 1000,
  wouldFreeGPUs: tally.wouldFree.milliGPU / 1000,
});

/** What hangs on images, commands or conditions cannot be told of a pod as the view keeps it. */
const hangsOnPod = ({ value: { spec } }: Policy): boolean =>
  spec.match.classes.length + (spec.match.images ?? []).length > 0 ||
  (spec.match.conditions ?? []).length > 0;

function liveOf(policy: Policy, before: readonly Policy[], { live }: Facts): Live | 'unknown' {
  if (hangsOnPod(policy)) return 'unknown';
  const found = live.byPolicy.get(policy.name) ?? { workloads: 0, pods: 0 };
  const unsure = before.some((one) => one.value.spec.sharing !== undefined && hangsOnPod(one));
  return unsure && found.pods > 0 ? { ...found, atMost: true } : found;
}

/** Rules that these policies would deny, were they enforced. */
const deniedBy = (policies: readonly Policy[]): ReadonlySet<string> =>
  new Set(
    policies
      .filter(({ value }) => value.spec.mode !== 'enforce')
      .flatMap(({ value }) => value.spec.guards)
      .filter(({ severity }) => severity === 'deny')
      .map(({ rule }) => rule),
  );

const refusedBy = ({ objected }: Tally, rules: ReadonlySet<string>): RefusedBy[] =>
  [...objected]
    .filter(([rule]) => rules.has(rule))
    .map(([rule, pods]) => ({ rule, pods }))
    .toSorted((a, b) => b.pods - a.pods || (a.rule < b.rule ? -1 : 1));

export function wouldHave({ set, tally }: Facts): StatusReport['wouldHave'] {
  const policies = [...tally.policies.values()];
  const sum = (of: (policy: PolicyTally) => number): number =>
    policies.reduce((total, policy) => total + of(policy), 0);
  const denied = deniedBy(ofKind(set.documents, 'GpuPolicy'));
  const quotas = set.teams.some(({ mode }) => mode !== 'enforce') ? ['quota/team'] : [];
  return {
    rewritten: {
      pods: sum(({ wouldRewrite }) => wouldRewrite),
      gpus: sum(({ wouldFree }) => wouldFree.milliGPU) / 1000,
      teams: [...new Set(policies.flatMap(({ teams }) => [...teams]))].toSorted(),
    },
    refused: refusedBy(tally, new Set([...denied, ...quotas])),
  };
}

/** Each rule at the most that one of the policies makes of it. */
export function guardsIn({ set }: Facts): StatusReport['guards'] {
  const most = new Map<RuleId, Severity>();
  for (const { value } of ofKind(set.documents, 'GpuPolicy'))
    for (const { rule, severity } of value.spec.guards) {
      const here = capped(severity, value.spec.mode);
      most.set(rule, stricter(most.get(rule) ?? here, here));
    }
  return [...most]
    .map(([rule, severity]) => ({ rule, severity }))
    .toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
}
