/**
 * Everything a decision may depend on, as one immutable value replaced by one reference.
 * It answers from memory; nothing here waits.
 */
import type { BackedOff } from './back-off.ts';
import type { Catalogue } from './products/catalogue.ts';
import type { Claim } from './claim.ts';
import type { Mechanism, Workload, WorkloadClass } from './decision.ts';
import type { Exemption } from './exemption.ts';
import type { Folding } from './identity/fold.ts';
import type { Numbered } from './identity/numbered.ts';
import type { Scale } from './identity/scale.ts';
import type { Menu } from './menu.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { Labels, OwnerReference } from './pod.ts';
import type { Profile } from './profile.ts';
import type { ClassRow, Guards, Quota, Subject, Terms } from './terms.ts';

export interface NamespaceFacts {
  readonly labels: Labels;
  /** A native ResourceQuota of the namespace names `requests.nvidia.com/gpu`. */
  readonly nativeGpuQuota: boolean;
}

/** The shape live replicas of a revision have: container name to slice key (`Offer.key`). */
export interface SiblingShape {
  readonly containers: ReadonlyMap<
    string,
    { readonly slice: string; readonly mechanism: Mechanism }
  >;
}

export interface SiblingQuestion {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Controller hash label, or else the revision text. */
  readonly hash: string;
  /** Those that count, where it is not all of them. */
  readonly among?: (replica: Numbered | 'none') => boolean;
}

export interface ClassTable {
  readonly owners: readonly ClassRow[];
  readonly launchers: readonly ClassRow[];
  readonly table: readonly ClassRow[];
}

export interface World {
  /** Content hash of policies, quotas, catalogue, class table and models. */
  readonly policyHash: string;
  readonly catalogue: Catalogue;
  readonly classes: ClassTable;
  readonly models: ModelRegistry;
  readonly menu: Menu;
  /** Seconds since the epoch at which this World was read; decides the age of a profile. */
  readonly readAt: number;
  namespace(name: string): NamespaceFacts | 'unknown';
  /** What policies say of the identity of such a pod; its owner's name is not looked at. */
  foldings(subject: Subject): readonly Folding[];
  assignedClass(
    subject: Subject,
  ): { readonly class: WorkloadClass; readonly policy: string } | 'none';
  terms(subject: Subject, workloadClass: WorkloadClass): Terms | 'none';
  guards(subject: Subject, workloadClass: WorkloadClass): Guards;
  /** Those for such a pod, whether they have ended or not: `readAt` decides. */
  exemptions(subject: Subject): readonly Exemption[];
  quota(namespace: string): Quota | 'unassigned';
  profile(namespace: string, kind: string, name: string, container: string): Profile | 'unknown';
  /** The latest sample of any workload, in seconds since the epoch: whether anybody measures at all. */
  readonly newestFigures: number | 'none';
  /** Slices that proved too small for its containers, over or not: `readAt` decides. */
  backedOff(namespace: string, kind: string, name: string): readonly BackedOff[];
  siblings(question: SiblingQuestion): SiblingShape | 'none';
  /** What its live pods hold. Here and for teams no more than a guide: what is exact is the ledger's. */
  heldByWorkload(of: Pick<Workload, 'namespace' | 'kind' | 'name'>): Claim;
  /** What live pods hold in the namespaces of its team, or in it alone where it has none. */
  heldByTeam(namespace: string): Claim;
  /** Whether a live pod requires that none with these labels stands beside it. */
  avoided(namespace: string, labels: Labels): boolean;
  /** Controller of the named owner, where an informer has seen it. */
  ownerOf(namespace: string, owner: OwnerReference): OwnerReference | 'none' | 'unseen';
  /** How many replicas whoever numbers them is to have; `none` of a Job that is known not to number them. */
  scale(namespace: string, of: Pick<Numbered, 'kind' | 'name'>): Scale | 'none' | 'unknown';
}
