/**
 * A cluster as a test sees it, whoever made it.
 *
 * Everything goes through the real kubectl and the real helm: a test reads what a user would
 * read, warnings on stderr included. The cluster itself lives in another process (keeper.ts), so
 * this is a thin hand on it (attach.ts) and can be made again from its state by any test file.
 */
import type { How } from './can-run.ts';
import type { GatekeeperHand } from './gatekeeper.ts';
import type { KubeletHand } from './kubelet/hand.ts';
import type { Outcome, RunOptions } from './process.ts';

export { eventually } from './wait.ts';
export type { How, KubeletHand, Outcome, RunOptions };

export interface Cluster {
  readonly how: How;
  /** Of the API server: `v1.36.3`. */
  readonly version: string;
  readonly kubeconfig: string;
  /** A nodeSelector for the product's own pods, away from fake nodes. */
  readonly runner: Readonly<Record<string, string>>;
  /** The product's image, where the cluster has one to run. */
  readonly imageRef: string | undefined;
  /** A free ClusterIP for whoever wants a fixed one; binaries only. Others work just as well. */
  readonly serviceIP: string | undefined;
  /** What runs the product's pods; binaries only. */
  readonly kubelet: KubeletHand | undefined;
  /** The API server alone; binaries only. */
  readonly apiserver: { kill(): Promise<void>; start(): Promise<void> } | undefined;
  /** A neighbour at the API server's door, once a test starts it; binaries only. */
  readonly gatekeeper: GatekeeperHand | undefined;

  kubectl(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  helm(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** YAML, or objects. The outcome's stderr holds the warnings of webhooks. */
  apply(what: string | object | readonly object[], options?: ApplyOptions): Promise<Outcome>;
  get<T = KubeObject>(kind: string, name: string, namespace?: string): Promise<T | undefined>;
  list<T = KubeObject>(kind: string, where?: Where): Promise<readonly T[]>;
  /** Creates it, and waits for the ServiceAccount without which no pod can be created there. */
  namespace(name: string, labels?: Readonly<Record<string, string>>): Promise<void>;
  /** Everything since the start, oldest first; binaries only. */
  auditEvents(): readonly AuditEvent[];
  stop(): Promise<void>;
}

export interface ApplyOptions extends RunOptions {
  readonly namespace?: string;
  /** More words for kubectl: `['--dry-run=server', '-o', 'json']`. */
  readonly args?: readonly string[];
}

export interface Where {
  readonly namespace?: string;
  readonly labels?: string;
  readonly fields?: string;
}

export interface KubeObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
  readonly status?: unknown;
}

export interface AuditEvent {
  readonly level: string;
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string; readonly groups?: readonly string[] };
  readonly objectRef?: {
    readonly resource: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly subresource?: string;
  };
  readonly responseStatus?: { readonly code: number; readonly message?: string };
  readonly requestObject?: unknown;
  readonly responseObject?: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
}
