/** The part of a pod that this kubelet reads; what is not here it does not do. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly deletionGracePeriodSeconds?: number;
  };
  readonly spec: {
    readonly nodeName: string;
    readonly serviceAccountName?: string;
    readonly hostNetwork?: boolean;
    readonly restartPolicy?: 'Always' | 'OnFailure' | 'Never';
    readonly containers: readonly [Container, ...Container[]];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly Volume[];
  };
  readonly status?: { readonly phase?: string };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly {
    readonly prefix?: string;
    readonly configMapRef?: Ref;
    readonly secretRef?: Ref;
  }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly resources?: {
    readonly limits?: Readonly<Record<string, string>>;
    readonly requests?: Readonly<Record<string, string>>;
  };
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly lifecycle?: {
    readonly preStop?: {
      readonly sleep?: { readonly seconds: number };
      readonly exec?: { readonly command: readonly string[] };
    };
  };
  readonly securityContext?: { readonly readOnlyRootFilesystem?: boolean };
}

export interface Ref {
  readonly name: string;
  readonly optional?: boolean;
}

export interface KeyRef extends Ref {
  readonly key: string;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly resourceFieldRef?: ResourceFieldRef;
    readonly configMapKeyRef?: KeyRef;
    readonly secretKeyRef?: KeyRef;
  };
}

export interface ResourceFieldRef {
  readonly resource: string;
  readonly divisor?: string;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

export interface Item {
  readonly key: string;
  readonly path: string;
}

export interface DownwardAPIFile {
  readonly path: string;
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: ResourceFieldRef;
}

/** One of the things that a projected volume gathers, and the shape of a plain one too. */
export interface Source {
  readonly configMap?: Ref & { readonly items?: readonly Item[] };
  readonly secret?: Ref & { readonly items?: readonly Item[] };
  readonly downwardAPI?: { readonly items?: readonly DownwardAPIFile[] };
  readonly serviceAccountToken?: {
    readonly path: string;
    readonly audience?: string;
    readonly expirationSeconds?: number;
  };
}

export interface Volume {
  readonly name: string;
  readonly emptyDir?: object;
  readonly configMap?: Source['configMap'];
  /** A secret volume says `secretName` where a projected source says `name`. */
  readonly secret?: Omit<NonNullable<Source['secret']>, 'name'> & { readonly secretName: string };
  readonly downwardAPI?: Source['downwardAPI'];
  readonly projected?: { readonly sources: readonly Source[] };
}

export interface Probe {
  readonly httpGet?: {
    readonly path?: string;
    readonly port: number | string;
    readonly scheme?: 'HTTP' | 'HTTPS';
    readonly host?: string;
    readonly httpHeaders?: readonly { readonly name: string; readonly value: string }[];
  };
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
}
