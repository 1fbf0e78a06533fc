/** What the winning policy grants one workload, and what every matching policy forbids it. */
import type { BackOffTerms } from './back-off.ts';
import type { Mechanism, Mode, Reason, RuleId, WorkloadClass } from './decision.ts';
import type { Precision } from './models/precision.ts';
import type { Labels, MatchExpression, Pod } from './pod.ts';
import type { VendorName } from './vendor.ts';

export type Severity = 'audit' | 'warn' | 'deny';

/** What a guardrail is held to, by name: amounts in the unit that the rule's page gives. */
export type Parameters = Readonly<Record<string, Parameter | undefined>>;
export type Parameter = number | string | boolean | readonly string[];

export interface Terms {
  /** Name of the GpuPolicy. */
  readonly policy: string;
  readonly mode: Mode;
  /** From 0 to 1: on how many the policy acts. */
  readonly rolloutShare: number;
  /** Of what that is a share; replicas that nobody numbers are picked with their workload. */
  readonly rolloutOf: 'replicas' | 'workloads';
  /** Why this one is not among them; `mode` is what that makes of it. */
  readonly beyondRollout?: Reason;
  /** Ordered mechanisms for this workload's class; `whole` is always the last resort. */
  readonly ladder: readonly Mechanism[];
  readonly choose: 'ladder' | 'cheapest';
  /** Factor ≥ 1 on the VRAM maximum. */
  readonly headroom: number;
  readonly evidence: {
    readonly minHours: number;
    readonly minSamples: number;
    /** Least confidence that a profile must have, 0 to 1; absent: it is not asked. */
    readonly minConfidence?: number;
    /** Hours after which even keeping a shape on an old profile ends; absent: never. */
    readonly maxAgeHours?: number;
    /** What an estimate from the model may do where nothing was measured. */
    readonly estimate: 'advice' | 'slice';
    /** Precisions that are good enough; none where nothing is to be proposed. */
    readonly quality: readonly Precision[];
  };
  /** No container gets a slice smaller than this. */
  readonly floorMiB: number;
  /** Catalogue products that may replace the one a profile was measured on. */
  readonly products: readonly string[];
  readonly timeSlice: Trust;
  readonly mps: MpsTerms;
  /** Of another engine that hands out parts of a card; `none` where the policy names none. */
  readonly fraction: FractionTerms | 'none';
  /** Whether engines are told their share of a card that has no walls. */
  readonly settings: 'leave' | 'rewrite';
  readonly optOut: 'allowed' | 'denied';
  /** Whether a pod may say what it needs, where nobody has measured it. */
  readonly declared: 'accept' | 'ignore';
  /** The most a pod may ask for so; `Infinity` where the policy sets none. */
  readonly ceilingMiB: number;
  readonly adopt: 'onRollout' | 'onCreate';
  /** When a slice that its pods die on is taken back; `never`: not by itself. */
  readonly backOff: BackOffTerms | 'never';
  /** Taint keys our placement may tolerate on GPU pools. */
  readonly tolerate: readonly string[];
  /** Extra required node affinity for pods that are sliced; the pool of this class is in it. */
  readonly require: readonly MatchExpression[];
  /** Whether pods that are sliced prefer nodes on which more is taken. */
  readonly packing: 'fuller' | 'none';
  /** Whether a volume that is claimed may be bound to one zone. */
  readonly volumes: 'zonal' | 'anywhere';
  readonly kueue: 'leave' | 'size';
  /** Vendors whose pods may be given another shape, each among its own GPUs. */
  readonly vendors: readonly VendorName[];
}

/** Whom a workload may share a card with, where nothing but good manners divides its memory. */
export interface Trust {
  /** `team`: only pools that `pools` gives; `cluster`: all such pools are one trust domain. */
  readonly trustDomain: 'team' | 'cluster';
  /** Node label selectors; a pool is given when all its nodes match one of them. */
  readonly pools: readonly Labels[];
}

export interface MpsTerms extends Trust {
  /** UID of the clients: an MPS server serves one, and others wait until its clients are gone. */
  readonly runAsUser: number;
}

export interface FractionTerms extends Trust {
  readonly engine: 'kai' | 'hami';
  readonly schedulerName: string;
  /** `owned`: pods that name the scheduler themselves; `always`: others are handed to it. */
  readonly schedule: 'owned' | 'always';
  /** KAI's leaf queue for pods that are handed to it. */
  readonly queue?: string;
}

/** A guardrail as one policy names it. */
export interface GuardInForce {
  /** The weaker of what the policy says and the policy's mode. */
  readonly severity: Severity;
  /** The policy's own: what a rule sets is set in `enforce` alone, whatever it does with findings. */
  readonly mode: Mode;
  /** What the policies say that hold it to the same, at the strictest, whatever their modes. */
  readonly written: Severity;
  /** What the policy holds it to; what is not written is the rule's own standard. */
  readonly parameters: Parameters;
  /** Name of the GpuPolicy. */
  readonly policy: string;
}

/** Those of every policy that matches. One rule with two sets of parameters is asked twice. */
export type Guards = ReadonlyMap<RuleId, readonly GuardInForce[]>;

export interface Quota {
  /** Name of the GpuQuota; it is the team. */
  readonly team: string;
  readonly mode: Mode;
  readonly limits: { readonly milliGPU?: number; readonly MiB?: number };
}

/** What a policy may be matched by. */
export interface Subject {
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly podLabels: Labels;
  readonly ownerKind: string;
  readonly ownerName: string;
  /** Of all its containers that run, are there from the start or come first. */
  readonly images?: readonly string[];
  /** Puts a condition to it; absent where nobody has the pod itself, as of live siblings. */
  readonly ask?: Inquire;
}

/** One condition of one policy, made ready when the policy was read. */
export interface Condition {
  readonly policy: string;
  readonly name: string;
  /** Never throws, and ends whatever the pod. */
  answer(object: Pod, subject: Subject): Answer;
}

export type Answer = 'holds' | 'fails' | Undecided;

/** Nobody can tell, and why: a field that is not there, a pod too large to be asked. */
export interface Undecided {
  readonly error: string;
}

export type Inquire = (condition: Condition, subject: Subject) => Answer;

export interface ClassRow {
  readonly class: WorkloadClass;
  readonly ownerKinds?: readonly string[];
  /** Words looked for as the program of a command, e.g. `torchrun`. */
  readonly launchers?: readonly string[];
  /** Globs on the image reference. */
  readonly images?: readonly string[];
}
