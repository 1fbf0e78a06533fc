/**
 * The part of a pod that this program reads.
 *
 * Not the client library's V1Pod, on purpose: that type promises Dates where the wire carries
 * strings, and a small window is easier to keep honest. The rest of the pod is never parsed and
 * never written back, because the answer is a patch, so fields that did not exist when this was
 * built survive. `readPod` in read-pod.ts is the only door: what it lets in has these shapes.
 */
import { keeping } from './kept.ts';

export type Labels = Readonly<Record<string, string>>;

/** Resource name to quantity, as the wire has it: a string, rarely a number. */
export type ResourceList = Readonly<Record<string, string | number>>;

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  /** Counted, never looked into. */
  readonly envFrom?: readonly unknown[];
  readonly resources?: {
    readonly requests?: ResourceList;
    readonly limits?: ResourceList;
    /** Names of the pod's resource claims that the container uses. */
    readonly claims?: readonly { readonly name: string }[];
  };
  readonly ports?: readonly { readonly hostPort?: number }[];
  readonly securityContext?: {
    readonly privileged?: boolean;
    readonly runAsUser?: number;
    readonly runAsNonRoot?: boolean;
    readonly capabilities?: { readonly add?: readonly string[] };
    readonly windowsOptions?: WindowsOptions;
  };
  /** Read for `DEVICE_FOLDER`, and for where volumes that outlast the pod are. */
  readonly volumeMounts?: readonly VolumeMount[];
  /** Of probes it matters that there is one. */
  readonly readinessProbe?: unknown;
  readonly livenessProbe?: unknown;
  readonly startupProbe?: unknown;
  /** `Always` on an init container makes it a sidecar (KEP-753). */
  readonly restartPolicy?: string;
}

export interface WindowsOptions {
  /** What privileged is on Linux. */
  readonly hostProcess?: boolean;
}

export interface VolumeMount {
  /** Of the volume. */
  readonly name?: string;
  readonly mountPath?: string;
  readonly readOnly?: boolean;
}

/** In `/var/run`: NVIDIA's toolkit is told of devices by what is mounted below it. */
export const DEVICE_FOLDER = 'nvidia-container-devices';

/** Its kubelet gives it to the pod that stands for a static one. */
export const MIRROR = 'kubernetes.io/config.mirror';

export interface MatchExpression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values?: readonly string[];
}

/** A wish of a pod about nodes; the scheduler adds up the weights of those that hold. */
export interface PreferredNodes {
  /** 1 to 100. */
  readonly weight: number;
  readonly preference: NodeSelectorTerm;
}

export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly MatchExpression[];
  readonly matchFields?: readonly MatchExpression[];
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

export interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: {
      readonly nodeSelectorTerms?: readonly NodeSelectorTerm[];
    };
    /** Compared with ours, and no more: no placement depends on a wish. */
    readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly unknown[];
  };
  readonly podAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly unknown[];
  };
  readonly podAntiAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly unknown[];
  };
}

/** One of the two names is given: an object that is there, or the template each pod gets its own from. */
export interface PodResourceClaim {
  readonly name: string;
  readonly resourceClaimName?: string;
  readonly resourceClaimTemplateName?: string;
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  /** For debugging, added to a pod that runs; they may have no resources. */
  readonly ephemeralContainers?: readonly Container[];
  readonly nodeName?: string;
  readonly nodeSelector?: Labels;
  readonly affinity?: Affinity;
  readonly tolerations?: readonly Toleration[];
  readonly topologySpreadConstraints?: readonly { readonly whenUnsatisfiable?: string }[];
  readonly schedulerName?: string;
  readonly securityContext?: {
    readonly runAsUser?: number;
    readonly runAsNonRoot?: boolean;
    readonly windowsOptions?: WindowsOptions;
  };
  readonly resourceClaims?: readonly PodResourceClaim[];
  /** Of the group it is scheduled with, since Kubernetes 1.36; in 1.35 it was `workloadRef`. */
  readonly schedulingGroup?: unknown;
  readonly workloadRef?: unknown;
  readonly runtimeClassName?: string;
  readonly hostIPC?: boolean;
  readonly hostPID?: boolean;
  readonly volumes?: readonly Volume[];
  readonly overhead?: ResourceList;
  readonly activeDeadlineSeconds?: number;
  readonly terminationGracePeriodSeconds?: number;
  /** Of the pod as a whole (KEP-2837): cpu, memory and hugepages only. */
  readonly resources?: { readonly requests?: ResourceList; readonly limits?: ResourceList };
}

/** What is read of one. Of most kinds it matters that it is of that kind. */
export interface Volume {
  readonly name?: string;
  readonly hostPath?: { readonly path?: string };
  readonly image?: { readonly reference?: string };
  readonly persistentVolumeClaim?: object | null;
  readonly nfs?: object | null;
  readonly csi?: object | null;
  readonly cephfs?: object | null;
  readonly azureFile?: object | null;
}

export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly ownerReferences?: readonly OwnerReference[];
}

export interface Pod {
  readonly metadata: ObjectMeta;
  readonly spec: PodSpec;
}

/** What is known of a container, and of a spec, found out once. */
export const keptByContainer = keeping<Container>();
export const keptBySpec = keeping<PodSpec>();

/** Where a container stands, with the JSON pointer a patch and an Evidence use. */
export interface Seat {
  readonly container: Container;
  readonly pointer: Pointer;
  readonly role: 'app' | 'sidecar' | 'init';
  /** UID its processes have, or that the image says it, perhaps any but 0. */
  readonly runsAs: number | 'as its image says' | 'as its image says, not as root';
}

export type Pointer = `/${string}`;

/** All containers that may carry resources, init containers first, in the order of the spec. */
export const seats = ({ spec }: Pick<Pod, 'spec'>): readonly Seat[] => seated(spec);

const seated = keptBySpec((spec): readonly Seat[] => {
  const seat = (container: Container, role: Seat['role'], pointer: Pointer): Seat => ({
    container,
    pointer,
    role,
    runsAs: userOf(container, spec),
  });
  return [
    ...(spec.initContainers ?? []).map((container, i) =>
      seat(container, initRole(container), `/spec/initContainers/${i}`),
    ),
    ...spec.containers.map((container, i) => seat(container, 'app', `/spec/containers/${i}`)),
  ];
});

function userOf({ securityContext: own }: Container, { securityContext: all }: PodSpec) {
  const user = own?.runAsUser ?? all?.runAsUser;
  if (user !== undefined) return user;
  const nonRoot = own?.runAsNonRoot ?? all?.runAsNonRoot;
  return nonRoot === true ? 'as its image says, not as root' : 'as its image says';
}

/** Those of `seats`, and those that debug. */
export const everyContainer = ({ spec }: Pod): readonly Container[] => [
  ...(spec.initContainers ?? []),
  ...spec.containers,
  ...(spec.ephemeralContainers ?? []),
];

const initRole = ({ restartPolicy }: Container): Seat['role'] =>
  restartPolicy === 'Always' ? 'sidecar' : 'init';

/** Every resource it asks for or is limited to; a name in both stands there twice. */
export const resourceNames = ({ resources }: Container): readonly string[] => [
  ...Object.keys(resources?.limits ?? {}),
  ...Object.keys(resources?.requests ?? {}),
];

/** The owner that controls the pod, if any. */
export const controllerOf = (meta: ObjectMeta): OwnerReference | undefined =>
  meta.ownerReferences?.find((owner) => owner.controller === true);
