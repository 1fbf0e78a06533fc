/** The embedded default: one World from files, nodes and live pods included, read again when they change. */
import { ClusterState } from '../adapters/cluster-state.ts';
import { watchExemptions } from '../adapters/exemption-watch.ts';
import { expectAdmitted } from '../adapters/expectations.ts';
import { watchFiles } from '../adapters/files.ts';
import { heldBy } from '../adapters/held-by.ts';
import { livingIn } from '../adapters/living.ts';
import { memoryLedger } from '../adapters/memory-ledger.ts';
import { policyStore } from '../adapters/policy-store.ts';
import type { FilesRead } from '../adapters/read-files.ts';
import { feed } from '../adapters/static-world.ts';
import { liveWorld, type LiveParts } from '../adapters/world.ts';
import type { Living } from '../core/exemption.ts';
import { ofKind } from '../policy/documents.ts';
import { retreatsIn } from './back-off.ts';
import type { Backing, BackingOptions } from './backing.ts';

const NO_CLUSTER = { off: 'there is no cluster whose pods could be seen to die' };

export function fileWorld({ documents, clock, tell, heard, fallback }: BackingOptions): Backing {
  const store = policyStore(['files'], heard, fallback);
  const ledger = memoryLedger(clock);
  let state = new ClusterState();
  const cluster: LiveParts['cluster'] = { current: (...asked) => state.current(...asked) };
  const source = liveWorld({ policies: store, cluster, missing: () => [], clock });

  const living: Living = (concerns) => livingIn(state.pods(), source.current(), concerns);
  const exemptions = watchExemptions({ policies: store, source, living, tell });

  function changed(read: FilesRead): void {
    const before = store.current();
    store.put('files', read);
    // With a fault anywhere the last good World stays, fleet and all.
    if (store.current() === 'none' || (store.faults().length > 0 && before !== 'none')) return;
    state = new ClusterState();
    feed(state, read.documents);
    const hold = heldBy(source.current(), clock);
    const live = ofKind(read.documents, 'Pod').flatMap(({ value }) => {
      const held = hold(value);
      return held === 'nothing' ? [] : [[held.uid, held] as const];
    });
    ledger.settle({ begunAt: clock.now(), live: new Map(live) });
    exemptions.look();
  }

  const files = watchFiles({ paths: documents, changed, tell });
  return {
    source,
    ledger,
    announcer: { announce: () => undefined },
    admitted: (review) => expectAdmitted(state, review, clock.now()),
    pods: () => state.pods(),
    ages: () => new Map(),
    exemptions: () => exemptions.counts(),
    unread: () => files.unread(),
    backOff: { state: () => NO_CLUSTER, retreats: () => retreatsIn(store, clock.now()) },
    missed: { sawPass: () => undefined, missed: () => 'unwatched' },
    start() {
      files.start();
      exemptions.start();
    },
    async stop() {
      exemptions.stop();
      files.stop();
    },
  };
}
