/** The cluster's World: informers, custom resources and mounted files; the ledger settled by consistent reads. */
import { apiOf, type Api } from '../adapters/cluster/api.ts';
import { clusterConfig } from '../adapters/cluster/config.ts';
import type { Told } from '../adapters/cluster/custom-objects.ts';
import { livePods, podNamed } from '../adapters/cluster/pages.ts';
import type { SeenObject } from '../adapters/cluster/seen-object.ts';
import { watchCluster, type WatchedCluster } from '../adapters/cluster/watch-cluster.ts';
import { ClusterState } from '../adapters/cluster-state.ts';
import { eventWriter } from '../adapters/events.ts';
import { exemptionEvents } from '../adapters/exemption-events.ts';
import { watchExemptions } from '../adapters/exemption-watch.ts';
import { expectAdmitted } from '../adapters/expectations.ts';
import { watchFiles } from '../adapters/files.ts';
import { heldBy } from '../adapters/held-by.ts';
import { livingIn } from '../adapters/living.ts';
import { memoryLedger, type SettlingLedger } from '../adapters/memory-ledger.ts';
import { policyStore, type PolicyStore } from '../adapters/policy-store.ts';
import { missedWatch } from '../adapters/missed/missed-watch.ts';
import { metaOf } from '../adapters/seen.ts';
import type { SeenPod } from '../adapters/seen-pod.ts';
import { settling } from '../adapters/settling.ts';
import { without } from '../adapters/without.ts';
import { liveWorld } from '../adapters/world.ts';
import type { Tell } from '../adapters/tell.ts';
import type { Decision } from '../core/decision.ts';
import type { OwnerOf } from '../core/identity/identify.ts';
import type { Clock, WorldSource } from '../ports.ts';
import { backingOff } from './back-off.ts';
import type { Backing, BackingOptions } from './backing.ts';
import { objectStatus, untold, type ObjectStatus } from './object-status.ts';
import { profilerOf, type Profiling } from './profiling.ts';

export { reviewers } from '../adapters/cluster/reviewers.ts';

export interface ClusterOptions extends BackingOptions {
  /** A Decision in words, for Events. */
  readonly voice: (decision: Decision) => string;
  /** Whether Dynamic Resource Allocation is read, too. */
  readonly dra: boolean;
  /** Namespaces whose pods are never sent here. */
  readonly aside: ReadonlySet<string>;
  /** Namespace of the lease by which one replica writes what became of policies; absent where none does. */
  readonly leaseIn?: string;
  readonly profiling?: Profiling;
}

export interface ClusterBacking extends Backing {
  readonly api: Api;
}

/** How often it is looked whether everything that a claim depends on has been seen. */
const LOOK_MS = 200;

export function clusterWorld(options: ClusterOptions): ClusterBacking {
  const { clock, tell, voice, dra, aside, leaseIn } = options;
  const config = clusterConfig();
  const api = apiOf(config);
  const ledger = memoryLedger(clock);
  const state = new ClusterState((uid) => ledger.release(uid), tell);
  const status = leaseIn === undefined ? untold : objectStatus(api, leaseIn, tell);
  const { store, files, put, saw } = documentsFrom(options, status);
  const sawPod = (pod: SeenPod) => backOff.saw(pod);
  const cluster = watchCluster({ config, api, state, sawPod, dra, put, saw, clock, tell });
  const missing = () => [...cluster.missing(), ...unsettled(ledger)];
  const source = liveWorld({ policies: store, cluster: state, missing, clock, alive: true });
  const settle = settlingFrom({ api, state, ledger, source, clock, tell });
  const exemptions = exemptionsFrom({ api, state, source, store, tell });
  const ownerOf: OwnerOf = (namespace, owner) => source.current().ownerOf(namespace, owner);
  const missed = missedFrom({ api, state, source, aside, tell });
  const backOff = backOffFrom({ api, state, source, store, clock, status, cluster, tell, leaseIn });
  const profiler = profilerFrom(options, source, status);
  const ready = () => cluster.missing().length === 0 && store.current() !== 'none';
  const stopWaiting = once(ready, () => settle.start());
  return {
    api,
    source,
    ledger,
    announcer: eventWriter({ api, voice, tell, ownerOf }),
    admitted: (review) => expectAdmitted(state, review, clock.now()),
    exemptions: () => exemptions.counts(),
    unread: () => files.unread(),
    pods: () => state.pods(),
    without: (pod) => without({ policies: store, cluster: state, ledger, clock }, pod),
    missed,
    backOff,
    ...(profiler === undefined ? {} : { profiler }),
    ages: () => inSeconds([...cluster.ages(), ['ledger', settle.ageMs()]]),
    start() {
      for (const part of [files, cluster, exemptions, missed, backOff, status, profiler])
        part?.start();
    },
    async stop() {
      stopWaiting();
      for (const part of [files, cluster, settle, exemptions, missed, backOff]) part.stop();
      // The one that leads next need not wait for what is under way here.
      await profiler?.stop();
      await status.stop();
    },
  };
}

/** Files and objects of the cluster, in one store. */
function documentsFrom(options: ClusterOptions, status: ObjectStatus) {
  const settled: typeof options.heard = (outcome) => {
    options.heard(outcome);
    status.settled(outcome);
  };
  const store = policyStore(['files', 'cluster'], settled, options.fallback);
  const files = watchFiles({
    paths: options.documents,
    changed: (read) => store.put('files', read),
    tell: options.tell,
  });
  const put: Told['put'] = (reading, objects) => {
    status.put(objects);
    store.put('cluster', reading);
  };
  const saw = (object: SeenObject) => status.saw(object);
  return { store, files, put, saw };
}

const unsettled = (ledger: SettlingLedger): string[] =>
  ledger.peek('') === 'unknown' ? ['the ledger, which is read from the cluster'] : [];

interface MissedFrom {
  readonly api: Api;
  readonly state: ClusterState;
  readonly source: WorldSource;
  readonly aside: ReadonlySet<string>;
  readonly tell: Tell;
}

const missedFrom = ({ api, state, ...parts }: MissedFrom) =>
  missedWatch({
    pods: () => state.pods(),
    read: (namespace, name) => podNamed(api, namespace, name),
    ...parts,
  });

interface BackOffFrom extends Omit<MissedFrom, 'aside'> {
  readonly store: PolicyStore;
  readonly clock: Clock;
  readonly status: ObjectStatus;
  readonly cluster: Pick<WatchedCluster, 'servesOurs'>;
  readonly leaseIn: string | undefined;
}

const backOffFrom = ({ api, state, status, cluster, leaseIn, ...parts }: BackOffFrom) =>
  backingOff({
    api,
    pods: () => state.pods(),
    read: (namespace, name) => podNamed(api, namespace, name),
    leads: () => status.leads(),
    writes: leaseIn !== undefined,
    servesOurs: () => cluster.servesOurs(),
    ...parts,
  });

const profilerFrom = (
  { profiling, documents, tell }: ClusterOptions,
  source: WorldSource,
  status: ObjectStatus,
) =>
  profiling === undefined
    ? undefined
    : profilerOf({
        profiling,
        documents,
        leads: () => status.leads(),
        ready: () => source.missing().length === 0,
        tell,
      });

interface ExemptionsFrom {
  readonly api: Api;
  readonly state: ClusterState;
  readonly source: WorldSource;
  readonly store: PolicyStore;
  readonly tell: Tell;
}

const exemptionsFrom = ({ api, state, source, store, tell }: ExemptionsFrom) =>
  watchExemptions({
    policies: store,
    source,
    living: (concerns) => livingIn(state.pods(), source.current(), concerns),
    tell,
    announce: exemptionEvents({ api, tell }),
  });

interface SettlingFrom {
  readonly api: Api;
  readonly state: ClusterState;
  readonly ledger: SettlingLedger;
  readonly source: WorldSource;
  readonly clock: Clock;
  readonly tell: Tell;
}

const settlingFrom = ({ api, state, ledger, source, clock, tell }: SettlingFrom) =>
  settling({
    read: () => livePods(api),
    heldBy(pod) {
      const held = heldBy(source.current(), clock)(pod);
      return held === 'nothing' ? held : { ...held, uid: keptUid(state, pod, held.uid) };
    },
    settle: (read) => ledger.settle(read),
    clock,
    tell,
  });

/** In the text that the view keeps anyhow: a read brings another one of each uid, and the ledger would keep that beside it. */
function keptUid(state: ClusterState, pod: unknown, uid: string): string {
  const kept = state.podNamed(metaOf(pod))?.metadata.uid;
  return kept === uid ? kept : uid;
}

/** A claim read before the nodes are known would be a guess, so the first read waits for them. */
function once(ready: () => boolean, then: () => void): () => void {
  const waiting = setInterval(() => {
    if (!ready()) return;
    clearInterval(waiting);
    then();
  }, LOOK_MS);
  return () => clearInterval(waiting);
}

const inSeconds = (ages: Iterable<readonly [string, number]>): ReadonlyMap<string, number> =>
  new Map([...ages].map(([view, milliseconds]) => [view, milliseconds / 1000]));
