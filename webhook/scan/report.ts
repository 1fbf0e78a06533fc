/**
 * What a scan found, as it is printed in every format; its JSON is this shape. Amounts are exact, in
 * thousandths of a GPU and MiB. A figure that nobody has is absent, never zero.
 */
import type { WorkloadClass } from '../core/decision.ts';
import type { Profile } from '../core/profile.ts';
import type { Source } from '../usage/measured.ts';
import type { Joining } from '../usage/underuse/joining.ts';
import type { Strangers } from '../usage/sources/silence.ts';
import type { Trial } from '../usage/back-test/trial.ts';
import type { Want } from './wants.ts';

export type Verdict =
  /** It would be given a slice. */
  | 'slice'
  /** It has one already. */
  | 'sliced'
  /** It must not be sliced, whatever it uses. */
  | 'never'
  /** Nobody knows enough of what it uses. */
  | 'unseen'
  /** It would keep what it has, for any other reason. */
  | 'whole'
  /** The webhook is never sent the pods of its namespace. */
  | 'excluded';

/** Where the slice would come from. */
export type Supply =
  /** Nodes offer it as they are. */
  | 'offered'
  /** Cards that are whole now would have to be cut first. */
  | 'toCut';

/** Replicas of one container of one workload that hold alike and would be given alike. */
export interface Row {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly container: string;
  readonly class: WorkloadClass;
  readonly replicas: number;
  /** Catalogue name of the card it is on; `unknown` where its node does not say. */
  readonly product: string;
  /** E.g. `nvidia.com/gpu: 1`. */
  readonly asked: string;
  readonly heldMilliGPU: number;
  readonly neededMilliGPU: number;
  readonly verdict: Verdict;
  /** What it would be given, or `asked` where it keeps that. */
  readonly shape: string;
  readonly supply?: Supply;
  readonly vramMaxMiB?: number;
  /** Memory of the card it is on. */
  readonly cardMiB?: number;
  /** 0 to 1 of the card it was measured on. */
  readonly smP95?: number;
  readonly hours?: number;
  readonly samples?: number;
  readonly confidence?: number;
  readonly rule: string;
  readonly says: string;
  /** MiB that an engine which fills its card says it needs of what it reserved. */
  readonly engineNeedMiB?: number;
  /** What that engine reserves and needs, what slice would hold it, and how to hand the rest back; or why nobody can tell. */
  readonly reserved?: string;
  /** What evidence is missing, and where to look. */
  readonly missing?: string;
  /** The same for programs, where it is known what would end it. */
  readonly want?: Want;
  /** What its compute was taken from; `utilisation` says only that some kernel ran. */
  readonly computeBy?: NonNullable<Profile['computeBy']>;
  /** Where what makes its pods would be judged otherwise than the pods that run. */
  readonly template?: string;
  readonly trials?: number;
  readonly tooSmall?: number;
}

export interface Wanted {
  /** As offered: product and resource. */
  readonly shape: string;
  readonly units: number;
  /** Units that the nodes have, were they empty. */
  readonly offered: number;
}

export interface ProductTotal {
  readonly product: string;
  readonly nodes: number;
  /** All that its nodes have. */
  readonly capacityMilliGPU: number;
  readonly heldMilliGPU: number;
  readonly neededMilliGPU: number;
  /** Whole cards that hold at least all of it, each cut in a way it can be. */
  readonly packedCards: number;
  /** What nobody holds. */
  readonly idleMilliGPU: number;
  readonly wanted: readonly Wanted[];
}

export interface Summary {
  readonly workloads: number;
  readonly replicas: number;
  readonly heldMilliGPU: number;
  readonly neededMilliGPU: number;
  readonly releasableMilliGPU: number;
  /** Of that, what slices would free that nodes offer as they are. */
  readonly offeredMilliGPU: number;
  readonly idleMilliGPU: number;
  /** GPU pods that wait for a node, or for their containers: not judged. */
  readonly waiting: number;
}

export interface BackTest {
  readonly days: number;
  /** Decisions that gave a slice, and could be held against a next day. */
  readonly judged: number;
  readonly held: number;
  readonly tooSmall: readonly Trial[];
}

export interface PoliciesBy {
  readonly by: 'cluster' | 'files' | 'default';
  readonly says: string;
  /** There may be others, which whoever asks may not see. */
  readonly forbidden?: true;
}

/** What whoever asks may not list. */
export interface Forbidden {
  /** As a role names them; without `nodes` nothing can be said of slices. */
  readonly resources: readonly string[];
  /** What who administers the cluster would type, a command each. */
  readonly allow: readonly string[];
}

/** Owners that evidence never reaches, and the policy that makes one workload of them. */
export interface Joined extends Joining {
  readonly policy: object;
}

export interface ScanReport {
  readonly apiVersion: 'tranche.dev/v1alpha1';
  readonly kind: 'ScanReport';
  /** As the kubeconfig names it; absent for files. */
  readonly cluster?: string;
  readonly readAt: string;
  /** What was read of the time before. */
  readonly from: string;
  readonly until: string;
  /** Exporters that told of anything. */
  readonly sources: readonly Source[];
  /** What every series was asked to have besides; absent where that is nothing. */
  readonly match?: readonly string[];
  /** Exporters whose hosts are all no nodes here. */
  readonly strangers?: readonly Strangers[];
  /** Exporters tell of pods, and of none of these: it may be the Prometheus of another cluster. */
  readonly ofOthers?: true;
  readonly policies: PoliciesBy;
  readonly namespaces: 'all' | readonly string[];
  readonly forbidden?: Forbidden;
  /** What may not be seen, or could not be read. */
  readonly notSeen: readonly string[];
  readonly summary: Summary;
  readonly products: readonly ProductTotal[];
  readonly backTest: BackTest;
  readonly workloads: readonly Row[];
  /** Of those whose use is not known: names that do not last. */
  readonly joinings: readonly Joined[];
}
