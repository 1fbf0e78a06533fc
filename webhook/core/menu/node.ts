/** The part of a Node that placement reads, trimmed on arrival. */
import type { Labels, Taint } from '../pod.ts';

export interface NodeFacts {
  readonly name: string;
  readonly labels: Labels;
  readonly taints: readonly Taint[];
  /** Condition Ready is True and the node is not cordoned. A declared pool's node is. */
  readonly schedulable: boolean;
  /** Whole units per extended resource; `cpu` in milli, `memory` in bytes, `pods`. */
  readonly allocatable: Readonly<Record<string, number>>;
  /** Taken by live pods and by charges not yet seen, in the same units. */
  readonly used: Readonly<Record<string, number>>;
  readonly declared: boolean;
  /** Another engine that hands out its cards. */
  readonly engine?: 'hami';
  /** Devices that claims hand out; a name with several kinds has an entry for each. */
  readonly claimable?: readonly Claimable[];
}

/** One kind of device that a name may give a pod on a node. */
export interface Claimable {
  /** The name it is counted by: an extended resource, or `claimResource` (dra.ts) of a template. */
  readonly resource: string;
  /** The template that a pod's claim is made from; absent where the name itself is asked for. */
  readonly template?: string;
  /** `vfio` hands the card to a virtual machine. */
  readonly type: 'gpu' | 'mig' | 'vfio';
  /** As gpu-feature-discovery would label it. */
  readonly product: string;
  /** NVIDIA's spelling, e.g. `1g.10gb+me`. */
  readonly profile?: string;
  /** 0 where the driver does not say. */
  readonly memoryMiB: number;
  readonly sms: number;
}
