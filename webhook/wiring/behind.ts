/** What stands behind the door: files or a cluster, the sets that were kept, and who keeps the CA bundle. */
import { caBundle, type CaBundle } from '../adapters/ca-bundle.ts';
import { steadyClock } from '../adapters/clock.ts';
import type { InForce } from '../adapters/policy-store.ts';
import type { Reviewers } from '../adapters/cluster/reviewers.ts';
import type { Tell } from '../adapters/tell.ts';
import type { Metrics } from '../http/metrics.ts';
import { eventText } from '../report/lines.ts';
import type { Backing } from './backing.ts';
import { fileWorld } from './file-world.ts';
import { keptPolicies, unkept, type KeptPolicies } from './kept-policies.ts';
import { policyNews } from './policy-news.ts';
import type { ServeOptions } from './serve-options.ts';
import type { StatusDesk } from './status-page.ts';

export interface Behind {
  readonly backing: Backing;
  /** Keeps the caBundle of the webhook configurations; absent where there is none to keep. */
  readonly keeper: CaBundle | undefined;
  readonly kept: KeptPolicies;
  /** As it was when the documents were last read. */
  readonly inForce: () => InForce | 'none';
  /** Who says whose a token is; absent where there is no API server. */
  readonly reviewers?: Reviewers;
}

/** `status` is told of each reading of the documents, too. */
export async function behind(
  options: ServeOptions,
  metrics: Metrics,
  tell: Tell,
  status: Pick<StatusDesk, 'heard'>,
): Promise<Behind> {
  const news = policyNews(options.log, metrics);
  const kept = options.stateDir === undefined ? unkept : keptPolicies(options.stateDir, tell);
  let inForce: InForce | 'none' = 'none';
  const heard: typeof news = (outcome) => {
    inForce = outcome.inForce;
    news(outcome);
    status.heard(outcome);
    kept.heard(outcome);
  };
  const { documents } = options;
  const parts = { documents, clock: steadyClock, tell, heard, fallback: () => kept.fallback() };
  const told = { kept, inForce: () => inForce };
  if (options.cluster !== true) return { backing: fileWorld(parts), keeper: undefined, ...told };
  // Loaded only here: the client is most of the program's weight.
  const { clusterWorld, reviewers } = await import('./cluster-world.ts');
  const { dra = false, namespace, writeStatus = false, excludedNamespaces = [] } = options;
  const { profiling } = options;
  const backing = clusterOf(() =>
    clusterWorld({
      ...parts,
      voice: eventText,
      dra,
      aside: new Set(['kube-system', namespace, ...excludedNamespaces]),
      ...(writeStatus ? { leaseIn: namespace } : {}),
      ...(profiling === undefined ? {} : { profiling }),
    }),
  );
  const name = options.webhookConfigurations;
  const keeper =
    name === undefined || options.tlsDir !== undefined
      ? undefined
      : caBundle({ api: backing.api, mutating: [name], validating: [name], tell });
  return { backing, keeper, ...told, reviewers: reviewers(backing.api) };
}

/** The client says which file, but not who named it. */
function clusterOf<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const { KUBECONFIG: config } = process.env;
    const asked = config === undefined ? 'the cluster’s config' : `KUBECONFIG=${config}`;
    const gone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = gone ? 'no such file' : error instanceof Error ? error.message : String(error);
    throw new Error(`--cluster: cannot read ${asked}: ${why}`, { cause: error });
  }
}
