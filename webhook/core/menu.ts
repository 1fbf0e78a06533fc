/**
 * What the live nodes and declared pools really offer. A pool is a set of alike nodes (product,
 * sharing, taints, resource names); an offer is one resource name of a pool. Free is allocatable
 * minus live pods minus charges the view has not shown yet.
 */
import type { Claim } from './claim.ts';
import type { Mechanism, Reason } from './decision.ts';
import type { Labels, MatchExpression, Taint } from './pod.ts';
import type { VendorName } from './vendor.ts';

/** How a pod asks for what is no resource name of its own. */
export type Form =
  /** KAI: an annotation in place of the card. */
  | { readonly by: 'kai'; readonly fraction: string }
  /** HAMi: sizes beside the card; memory in MiB, cores in percent. */
  | { readonly by: 'hami'; readonly MiB: number; readonly cores: number }
  /** A claim made from a template of the pod's namespace. */
  | { readonly by: 'claim'; readonly template: string };

export interface Offer {
  /** `product resource[ xN]`, e.g. `H100-80GB nvidia.com/mig-1g.10gb`, `L4 nvidia.com/gpu.shared x4`. */
  readonly key: string;
  readonly product: string;
  readonly vendor: VendorName;
  /** What a node must have one of, asked for or not. */
  readonly resource: string;
  /** Absent: by the resource name itself. */
  readonly form?: Form;
  readonly mechanism: Mechanism;
  /** MIG profile name, where the slice is one. */
  readonly profile?: string;
  /** Pods that share one device; 1 where it is not shared. */
  readonly replicas: number;
  /** Usable MiB of one unit: for a shared device the card's memory divided by replicas. */
  readonly memoryMiB: number;
  readonly sms: number;
  readonly decoders: number;
  readonly claim: Claim;
  /** Relative price of the whole card; `Infinity` where nobody set one. */
  readonly price: number;
  /** Required node affinity that makes this offer the only one the pod can meet. */
  readonly pins: readonly MatchExpression[];
  /** Handed out by Dynamic Resource Allocation, by whatever name. */
  readonly allocated?: true;
  /** Why nothing can be put there: neither the node nor the catalogue says what it is, or how large. */
  readonly lacks?: Reason;
}

export interface NodeState {
  readonly name: string;
  readonly labels: Labels;
  /** Units left per resource name; `cpu` in milli, `memory` in bytes, `pods`. */
  readonly free: Readonly<Record<string, number>>;
  /** What the node could take if it were empty, in the same units. */
  readonly capacity: Readonly<Record<string, number>>;
  /** A node that an autoscaler would make: it could take a pod later, and none now. */
  readonly declared: boolean;
}

export interface Pool {
  readonly key: string;
  readonly taints: readonly Taint[];
  readonly offers: readonly Offer[];
  readonly nodes: readonly NodeState[];
  /** Another engine that hands out the cards of these nodes. */
  readonly engine?: 'hami';
}

export interface Menu {
  /** Sorted by key. */
  readonly pools: readonly Pool[];
  /** Of nodes that take no pods now: nothing is chosen there, but an unpinned pod may end up on one. */
  readonly resting: readonly Pool[];
  /**
   * Of nodes where nothing is chosen and to which kube-scheduler binds pods all the same: one that is
   * about to be cut anew, or whose GPUs nobody can read. Each is a pool of its own.
   */
  readonly beside: readonly Pool[];
  /** Every resource name that any node, ready or not, or declared pool advertises. */
  readonly advertised: ReadonlySet<string>;
  /** Offers of the node a pod is bound to, whatever state the node is in. */
  offersOn(nodeName: string): readonly Offer[];
  claimed: CostOfClaim;
}

/** What a claim of a pod holds: so many units of a name. */
export interface ClaimCost {
  readonly resource: string;
  readonly count: number;
}

/** By namespace and the pod's claim; `nothing` where it is no GPU's, or was never seen. */
export type CostOfClaim = (
  namespace: string,
  claim: { readonly resourceClaimName?: string; readonly resourceClaimTemplateName?: string },
) => ClaimCost | 'nothing';
