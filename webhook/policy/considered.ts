/**
 * Every policy in turn, and what became of it. Slower than `select.ts` and in more words: it is asked
 * by people, and its law is that both agree (considered.test.ts).
 */
import type { Considered } from '../core/considered.ts';
import type { WorkloadClass } from '../core/decision.ts';
import type { Subject } from '../core/terms.ts';
import type { Document } from './documents.ts';
import type { Policy } from './policies.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';
import { missedBy, type Missed } from './unmet.ts';

export type Consider = (subject: Subject, of: WorkloadClass) => readonly Considered[];

interface Candidate {
  readonly policy: Policy;
  readonly spec: GpuPolicy['spec'];
  readonly missed: Missed;
}

/** `policies` in the order they win. */
export function consideredOf(
  policies: readonly Policy[],
  documents: readonly Document<GpuPolicy>[],
): Consider {
  const specs = new Map(documents.map(({ name, value }) => [name, value.spec]));
  return (subject, of) => {
    const candidates = policies.flatMap((policy): Candidate[] => {
      const spec = specs.get(policy.name);
      if (spec === undefined) return [];
      return [
        {
          policy,
          spec,
          missed: missedBy({ conditions: policy.match.conditions, spec }, subject, of),
        },
      ];
    });
    const matching = candidates.filter(({ missed }) => missed.unmet.length === 0);
    const winner = matching.find(({ policy }) => policy.terms !== undefined);
    const classing = matching.find(({ policy }) => policy.class !== undefined);
    return candidates.map((candidate) => {
      const given = candidate === classing ? candidate.policy.class : undefined;
      return {
        ...told(candidate, winner, subject),
        ...(given === undefined ? {} : { class: given }),
      };
    });
  };
}

function told(
  candidate: Candidate,
  winner: Candidate | undefined,
  { namespace }: Subject,
): Considered {
  const { policy, spec, missed } = candidate;
  const base = {
    policy: policy.name,
    priority: spec.priority,
    mode: spec.mode,
    unmet: missed.unmet,
  };
  if (missed.fails) return { ...base, outcome: 'does not match', guards: [] };
  const guards = policy.guards
    .filter(({ except }) => !except(namespace))
    .map(({ rule, severity }) => ({ rule, severity }));
  if (missed.unmet.length > 0) return { ...base, outcome: 'undecided', guards };
  if (candidate === winner) return { ...base, outcome: 'wins', guards };
  return { ...base, outcome: 'matches', because: behind(candidate, winner), guards };
}

function behind({ policy, spec }: Candidate, winner: Candidate | undefined): string {
  if (policy.terms === undefined || winner === undefined) return 'no sharing terms';
  const { policy: first, spec: its } = winner;
  return its.priority > spec.priority
    ? `lower priority than ${first.name} (${its.priority})`
    : `same priority as ${first.name}, whose name sorts first`;
}
