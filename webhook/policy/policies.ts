/** GpuPolicy documents made ready: matchers instead of globs, terms for each class, guards by effect. */
import type { Catalogue } from '../core/products/catalogue.ts';
import type { Mode, RuleId, WorkloadClass } from '../core/decision.ts';
import type { Condition, Parameters, Severity, Terms } from '../core/terms.ts';
import { byPriority } from './classes.ts';
import { conditionsOf, shareOf } from './conditions.ts';
import type { Document, Fault } from './documents.ts';
import { anyOf, type Matches } from './globs.ts';
import { parametersOf } from './guard-parameters.ts';
import { moreOf, type More } from './more.ts';
import { policyFaults } from './policy-faults.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';
import { termsFor } from './sharing.ts';

export interface Policy {
  readonly name: string;
  /** Place in the order they win, from 0. */
  readonly rank: number;
  readonly match: {
    readonly namespace: Matches;
    readonly ownerName: Matches;
    readonly ownerKinds: readonly string[];
    readonly classes: readonly WorkloadClass[];
    readonly namespaceLabels: readonly (readonly [key: string, value: string])[];
    readonly podLabels: readonly (readonly [key: string, value: string])[];
    /** The only owners it can match, where it names them without globs. */
    readonly owners: readonly string[] | 'any';
    /** Whether names of owners are looked at. */
    readonly byOwnerName: boolean;
    /** Of the pod itself. */
    readonly more: More | 'nothing';
    /** Those that it asks there, in words of its own. */
    readonly conditions: readonly Condition[];
  };
  readonly class: WorkloadClass | undefined;
  /** Keys of the labels that name a workload; none: the policy says nothing of identity. */
  readonly identity: readonly string[];
  /** Absent: the policy has no terms and does not compete. */
  readonly terms?: (of: WorkloadClass) => Terms;
  readonly guards: readonly PolicyGuard[];
}

export interface PolicyGuard {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly mode: Mode;
  /** Before the policy's mode has weakened it. */
  readonly written: Severity;
  readonly parameters: Parameters;
  /** Whether it passes over this namespace. */
  readonly except: Matches;
}

/** In the order they win. */
export function policiesOf(
  documents: readonly Document<GpuPolicy>[],
  catalogue: Catalogue,
): { policies: readonly Policy[]; faults: readonly Fault[] } {
  const most = shareOf(documents.flatMap(({ value }) => value.spec.match.conditions ?? []).length);
  return {
    policies: documents
      .toSorted(byPriority)
      .map((document, rank) => prepared(document, rank, most)),
    faults: documents.flatMap((document) => policyFaults(document, catalogue)),
  };
}

function prepared(
  { name, value: { spec } }: Document<GpuPolicy>,
  rank: number,
  most: number,
): Policy {
  const { match, sharing, mode } = spec;
  const conditions = conditionsOf(name, match.conditions ?? [], most);
  const policy: Policy = {
    name,
    rank,
    match: {
      namespace: anyOf(match.namespaces),
      ownerName: anyOf(match.ownerNames),
      byOwnerName: match.ownerNames.length > 0,
      owners: exactly(match.ownerNames),
      ownerKinds: match.ownerKinds,
      classes: match.classes,
      namespaceLabels: Object.entries(match.namespaceLabels),
      podLabels: Object.entries(match.podLabels),
      more: moreOf(match, conditions),
      conditions,
    },
    class: spec.class,
    identity: spec.identity ?? [],
    guards: spec.guards.map(({ rule, severity, except, parameters }) => ({
      rule,
      severity: capped(severity, mode),
      mode,
      written: severity,
      parameters: parametersOf(rule, parameters),
      except: except.length === 0 ? nobody : anyOf(except),
    })),
  };
  return sharing === undefined ? policy : { ...policy, terms: termsFor(name, mode, sharing) };
}

/** No globs fit every name, where they are asked whom a policy is for. */
const nobody: Matches = () => false;

const exactly = (globs: readonly string[]): readonly string[] | 'any' =>
  globs.length === 0 || globs.some((glob) => glob.includes('*')) ? 'any' : [...new Set(globs)];

/** What a mode makes of a guardrail at most. */
const CAP: Readonly<Record<Mode, Severity>> = { observe: 'audit', warn: 'warn', enforce: 'deny' };
export const RANK: Readonly<Record<Severity, number>> = { audit: 0, warn: 1, deny: 2 };

/** The weaker of what a policy says and how far it goes. */
export const capped = (severity: Severity, mode: Mode): Severity =>
  RANK[severity] <= RANK[CAP[mode]] ? severity : CAP[mode];
const FARTHEST: readonly Mode[] = ['enforce', 'warn', 'observe'];
export const goesAsFar = (a: Mode, b: Mode): boolean => FARTHEST.indexOf(a) <= FARTHEST.indexOf(b);
export const stricter = (a: Severity, b: Severity): Severity => (RANK[a] >= RANK[b] ? a : b);
