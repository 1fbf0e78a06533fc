/**
 * What was decided about one pod on one visit, and why: written once, read by the answer, the log,
 * the audit annotations, the Event, the metrics and every report. It holds no time, UID, generated
 * name, ledger revision or generation, so that the same Question gives the same bytes on every
 * replica and offline; those go to log and audit beside it.
 */
import type { Claim } from './claim.ts';
import type { Edit } from './edit.ts';
import type { Pointer } from './pod.ts';

export type { Edit } from './edit.ts';

/** `group/name`, stable for ever: users grep for it and policies switch it off by it. */
export type RuleId = `${string}/${string}`;

export type Mode = 'observe' | 'warn' | 'enforce';
export type Visit = 'mutate' | 'validate';
export type WorkloadClass = 'serving' | 'batch' | 'training' | 'notebook' | 'build' | 'unknown';
export type Mechanism = 'whole' | 'mig' | 'timeSlice' | 'mps' | 'fraction' | 'dra';

export interface Reason {
  readonly rule: RuleId;
  /** One line. The API server drops a warning that holds a control character. */
  readonly says: string;
}

/** Kyverno's five, kept apart: what a rule found, whatever its severity makes of it. */
export interface RuleOutcome {
  readonly id: RuleId;
  readonly outcome: 'pass' | 'fail' | 'warn' | 'error' | 'skip';
  readonly reason: string;
  /** What it is once its policy enforces, where the policy says so and does not enforce yet. */
  readonly enforced?: 'fail';
  /** The policy whose guardrail it is, where it found something; seldom the one that shares. */
  readonly policy?: string;
  /** The GpuExemption that lets it past, or that it speaks of: what has one is no refusal. */
  readonly exemption?: string;
}

export interface Workload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** How the identity was found, e.g. `owner`, `replicaset-name`, `informer`, `label …`, `policy …`. */
  readonly by: string;
}

/** A road looked at; without `rejectedBy` it was open. */
export interface Candidate {
  /** E.g. `H100-80GB nvidia.com/mig-1g.10gb`. */
  readonly slice: string;
  readonly mechanism: Mechanism;
  readonly cost: Claim;
  readonly rejectedBy?: Reason;
}

export interface ContainerDecision {
  readonly name: string;
  readonly pointer: Pointer;
  /** E.g. `nvidia.com/gpu: 1`. */
  readonly asked: string;
  readonly chosen: string;
  readonly mechanism: Mechanism;
  readonly candidates: readonly Candidate[];
  readonly reasons: readonly Reason[];
}

/** A request that was missing, as a policy of this mode sets it. */
export interface Supplied {
  readonly container: string;
  readonly resource: string;
  readonly quantity: string;
  readonly mode: Mode;
}

export interface Decision {
  readonly version: 1;
  readonly visit: Visit;
  readonly verdict: 'leave' | 'rewrite' | 'hold' | 'refuse';
  /** The mode of the winning policy; `observe` where none matches. */
  readonly mode: Mode;
  /** Whether the verdict has effect: a rewrite only under `enforce`, a refusal only where denied. */
  readonly inForce: boolean;
  readonly workload: Workload;
  readonly class: WorkloadClass;
  /** Which rule gave the class, e.g. `owner Notebook`. */
  readonly classBy: string;
  /** The one GpuQuota that names the namespace, or `unassigned`. */
  readonly team: string;
  /** The policy whose terms hold, or `none`. */
  readonly policy: string;
  /** Image repository, model and memory-moving arguments of the GPU containers, in words. */
  readonly revision: string;
  readonly claimAsked: Claim;
  readonly claimFinal: Claim;
  /** The one reason a reader is told first. */
  readonly because: Reason;
  readonly containers: readonly ContainerDecision[];
  readonly rules: readonly RuleOutcome[];
  readonly edits: readonly Edit[];
  /**
   * What is in force whatever becomes of the verdict, which speaks of sharing alone: requests that
   * guardrails set in a pod that is left, or is only told of, and the annotations that tell of them.
   */
  readonly apart?: readonly Edit[];
  /** Requests that were missing and are set, or would be; absent where there are none. */
  readonly supplied?: readonly Supplied[];
  readonly policyHash: string;
  /** Hash of the proposal: one id in warning, annotation, log, audit and report alike. */
  readonly id: string;
}

/** What is sent to the API server. */
export const inEffect = ({ inForce, edits, apart = [] }: Decision): readonly Edit[] =>
  inForce ? edits : apart;

/** Requests that were missing and that we wrote, for log and audit; '' where there are none. */
export const setIn = ({ supplied = [] }: Pick<Decision, 'supplied'>): string =>
  supplied
    .filter(({ mode }) => mode === 'enforce')
    .map(({ container, resource, quantity }) => `${container} ${resource} ${quantity}`)
    .join(', ');
