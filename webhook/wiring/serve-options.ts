/** What whoever starts the server may say. */
import type { Log } from '../http/log.ts';
import type { Profiling } from './profiling.ts';

export interface ServeOptions {
  /** Read the cluster; otherwise everything is in `documents`. */
  readonly cluster?: boolean;
  /** Read what Dynamic Resource Allocation hands out, too. */
  readonly dra?: boolean;
  /** Tell policies, quotas and profiles of the cluster what became of them, in their status. */
  readonly writeStatus?: boolean;
  /** Learn from a Prometheus what workloads use, with `writeStatus`; absent: somebody else does. */
  readonly profiling?: Profiling;
  /** Namespaces that the webhook configurations leave out, beside kube-system and our own. */
  readonly excludedNamespaces?: readonly string[];
  /** Folder where the last sets in force are kept. */
  readonly stateDir?: string;
  readonly documents: readonly string[];
  readonly bindAddress: string;
  readonly securePort: number;
  readonly adminPort: number;
  /** For people who ask what was decided; absent or 0: nobody may. */
  readonly inquiryPort?: number;
  readonly service: string;
  readonly namespace: string;
  readonly webhookConfigurations?: string;
  readonly tlsDir?: string;
  readonly servingCertSeconds: number;
  readonly drainSeconds: number;
  /** `/validate` is installed with failurePolicy Fail. */
  readonly failClosed: boolean;
  /** Folder that admissions are kept in, redacted; absent: none are. */
  readonly record?: string;
  /** What they may take of the disk; absent: 64. */
  readonly recordMib?: number;
  readonly log: Log;
}
