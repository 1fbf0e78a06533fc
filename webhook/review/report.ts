/**
 * What a review found, as every output renders it and as `-o json` prints it: plain data, in an order
 * that is the same for the same manifests and snapshots, without the time it was made at.
 */
import type { Claim } from '../core/claim.ts';
import type { Decision, Mode, Reason, RuleId } from '../core/decision.ts';
import type { AtOnce } from '../expand/at-once.ts';
import type { Span } from '../expand/manifest.ts';

export type { Span };

/** `policy` hangs on the manifests and the policies alone; `today` on what a cluster has left just now. */
export type Basis = 'policy' | 'today';

/** `error`: would not be stored. `warning`: would be told of, or would fail later. `note`: worth knowing. */
export type Level = 'error' | 'warning' | 'note';

export const levels: readonly Level[] = ['error', 'warning', 'note'];

/** An object of a manifest, and which of its pod templates; `group` is '' where it has one. */
export interface Subject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly group: string;
}

export interface At extends Span {
  /** JSON pointer in the object. */
  readonly pointer: string;
  /** The file of a chart that helm names above what it rendered, where it lies if that was found; `file` and lines are of the rendered text then. */
  readonly renderedFrom?: string;
}

/** How far a finding reaches. */
export interface Extent {
  /** For how many pods it holds. */
  readonly pods: number;
  /** Devices that one of them asks for over all its containers, by name of the resource or claim. */
  readonly asked: Readonly<Record<string, string>>;
}

export interface Finding {
  readonly rule: RuleId;
  readonly level: Level;
  readonly basis: Basis;
  /** Names of the clusters where it was found, in the order of `Report.clusters`. */
  readonly clusters: readonly string[];
  readonly subject: Subject;
  readonly container?: string;
  /** One line. */
  readonly says: string;
  readonly help?: string;
  readonly at: At;
  /** 16 hex digits of rule, subject, container and file; never of a line, so that it stays when lines move. */
  readonly fingerprint: string;
  /** Of those in pods, how many these are and what they ask for. */
  readonly extent?: Extent;
  /** Known before: it stands in `--base` or `--baseline`, is no worse there, and does not count for the exit status. */
  readonly known?: true;
  /** Why it is new, although it stands there: what has become more since. */
  readonly worse?: string;
}

export type Verdict =
  'rewritten' | 'kept whole' | 'requests set' | 'left' | 'refused' | 'never sent';

/** What one cluster would do with the pods of one template. */
export interface Outcome {
  readonly cluster: string;
  readonly verdict: Verdict;
  /** Whether it would happen so; in `observe` and `warn` it is what enforcing would do. */
  readonly inForce: boolean;
  readonly mode: Mode;
  readonly class: Decision['class'];
  readonly team: string;
  readonly policy: string;
  /** E.g. `nvidia.com/gpu: 1`, over all containers. */
  readonly asked: string;
  readonly chosen: string;
  readonly because: Reason;
  /** Of the pods that were judged, as many as stand there at once. */
  readonly claimAsked: Claim;
  readonly claimFinal: Claim;
  readonly pods: { readonly judged: number; readonly admitted: number };
  /** Of the Decision; the same as in the cluster's warning, annotation and audit. */
  readonly id: string;
  /** Unified diff of the first pod, without a header; empty where nothing changes. */
  readonly diff: readonly string[];
  /** JSON Patch of the first pod, as `/mutate` would answer it. */
  readonly patch: readonly unknown[];
  /** Where that is otherwise than now; never of a server, which has nobody to ask how it would be. */
  readonly onceEnforced?: OnceEnforced;
}

/**
 * What would become of those pods, did every policy and quota enforce towards all that they match. It has
 * no patch, for whose id would be of a set of policies that is nowhere.
 */
export interface OnceEnforced {
  readonly verdict: Verdict;
  readonly chosen: string;
  readonly because: Reason;
  /** Of those let in. */
  readonly claim: Claim;
  readonly pods: Outcome['pods'];
  /** Of the first pod that is let in. */
  readonly diff: readonly string[];
  /** Why it is not so now: the policy observes, or this workload's turn in a rollout is to come. */
  readonly notYet: string;
}

export interface Reviewed {
  readonly subject: Subject;
  readonly at: At;
  readonly atOnce: AtOnce;
  /** What its reader should know beside: limits of the expansion, names that look misspelt. */
  readonly notes: readonly string[];
  /** One for each cluster, in their order. */
  readonly outcomes: readonly Outcome[];
}

export interface Cluster {
  /** As `--snapshot NAME=FILE` calls it, else what the snapshot calls it, else its file without folder and ending; `sample` for the embedded default. */
  readonly name: string;
  /** The file, or address of the server. */
  readonly from: string;
  readonly readAt?: string;
  /** Of a World that somebody wrote by hand, and that does not say when it was read. */
  readonly age?: 'unknown';
  readonly serverVersion?: string;
  readonly policyHash: string;
}

export interface Money {
  /** A month has 730 hours. */
  readonly perMonth: number;
  /** E.g. `EUR`. */
  readonly currency: string;
}

/** What is used and what comes at once of these manifests is what is held then. */
export interface Room {
  readonly limit: number;
  readonly used: number;
  readonly after: number;
}

/** Of the manifests that were reviewed, not of what runs already; milliGPU and MiB. */
export interface TeamSum extends Takes {
  readonly cluster: string;
  readonly team: string;
  readonly asked: Claim;
  /** Did every policy and quota enforce; absent where it would be as now. */
  readonly onceEnforced?: Takes;
}

/** What manifests of a team come to, of what they ask. */
export interface Takes {
  /** Of what is asked, what would not be let in: it needs nothing, and is no saving. */
  readonly refused: Claim;
  /** Of the others. */
  readonly needed: Claim;
  /** Where schedules and hooks start several runs: these come one after the other, and need no room beside each other. */
  readonly inTurn?: {
    /** Of what is needed, what those runs need, one as if beside the other. */
    readonly runs: Claim;
    /** Of what is needed, the most that stands there at once. */
    readonly atOnce: Claim;
  };
  /** GPUs of its quota, in milliGPU; absent without one. */
  readonly quota?: Room;
  /** Video memory of its quota, in MiB; absent without one. */
  readonly quotaMiB?: Room;
  /** Of what is not refused; absent until prices are set. */
  readonly before?: Money;
  readonly after?: Money;
}

/** A file or a document that could not be reviewed, or what was to be asked about them. */
export interface Unread {
  /** Absent of manifests. */
  readonly of?: 'policies' | 'snapshot' | 'server';
  /** Read, but not to be relied on. */
  readonly doubted?: true;
  readonly file: string;
  /** From 1; 0 of a file that could not be read at all. */
  readonly line: number;
  readonly column: number;
  /** The line with which its document begins, where a file has several; several faults may be of one. */
  readonly document?: number;
  readonly says: string;
  readonly help?: string;
}

export interface Report {
  readonly apiVersion: 'tranche.dev/v1alpha1';
  readonly kind: 'ReviewReport';
  readonly version: string;
  readonly clusters: readonly Cluster[];
  readonly reviewed: readonly Reviewed[];
  /** Errors first, then by file, line and rule. */
  readonly findings: readonly Finding[];
  readonly teams: readonly TeamSum[];
  /** How many objects make no pods, by kind. */
  readonly without: readonly { readonly kind: string; readonly objects: number }[];
  readonly unread: readonly Unread[];
  /** What no expansion of manifests knows, a line each: admission by others, quota of the day. */
  readonly limits: readonly string[];
  /** Where it was asked what differs from `--base`. */
  readonly comparison?: Comparison;
  readonly conclusion: Conclusion;
}

/** What a cluster would do with one template, and what that holds. */
export interface Side {
  readonly verdict: Verdict;
  readonly inForce: boolean;
  readonly chosen: string;
  readonly claim: Claim;
  readonly asked: Claim;
  readonly pods: Outcome['pods'];
  /** More than were judged where that is very many. */
  readonly atOnce: Pick<AtOnce, 'least' | 'most'>;
}

/** A side that is absent was not there: the object is new, or it is gone. */
export interface Changed {
  readonly subject: Subject;
  readonly file: string;
  readonly change: 'new' | 'gone' | 'changed';
  /** Only those in which it comes out otherwise. */
  readonly clusters: readonly {
    readonly cluster: string;
    readonly before?: Side;
    readonly after?: Side;
  }[];
}

/** What a team's manifests need, at the base and now. */
export interface TeamChange {
  readonly cluster: string;
  readonly team: string;
  readonly before: Claim;
  readonly after: Claim;
  /** Absent unless both are known. */
  readonly money?: { readonly before: Money; readonly after: Money };
}

/** `merge base`: where the work left the reference, so that what came there since is nobody's change here. */
export interface BaseCommit {
  readonly hash: string;
  readonly is: 'merge base' | 'tip';
}

export interface Comparison {
  /** The reference of git, or the folder. */
  readonly base: string;
  /** Of a reference: the commit that was compared with. */
  readonly commit?: BaseCommit;
  /** Of objects that ask for GPUs on either side; by file and name. */
  readonly objects: readonly Changed[];
  /** Where they differ, in the order of `Report.teams`. */
  readonly teams: readonly TeamChange[];
  /** Fingerprints of findings of this report that the base had not, or had less of. */
  readonly newFindings: readonly string[];
  /** Findings of the base that are no more. */
  readonly goneFindings: readonly Finding[];
}

export type FailOn = 'none' | Level;

export interface Conclusion {
  /** 0 clean, 1 findings at or above `failOn`, 2 could not tell. */
  readonly exit: 0 | 1 | 2;
  readonly failOn: FailOn;
  /** Whether findings of `today` count for the exit status, too. */
  readonly includesToday: boolean;
  readonly objects: number;
  readonly pods: number;
  /** New findings by level; known ones are counted apart. */
  readonly counts: Readonly<Record<Level, number>>;
  readonly known: number;
  /** One line, the same in every output. */
  readonly says: string;
}

/** One output: the whole text of its file, ending in a newline. Pure: colours and width are asked for. */
export type Render = (report: Report, wishes: Wishes) => string;

export interface Wishes {
  readonly colour: boolean;
  /** Only findings and the conclusion. */
  readonly quiet: boolean;
  /** What the page of rules says of one, for outputs that list rules; without, they say less. */
  readonly about?: (rule: RuleId) => About | undefined;
}

/** A row of the page of rules. */
export interface About {
  readonly symptom: string;
  readonly cause: string;
  readonly fix?: string;
  readonly undo?: string;
}
