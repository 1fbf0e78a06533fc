/** A process that watches the cluster at the address it is given, and says what is in use when all pods are there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterState } from '../cluster-state.ts';
import { apiOf } from './api.ts';
import { watchCluster } from './watch-cluster.ts';

const [server = ''] = process.argv.slice(2);
const PATIENCE_MS = 120_000;

const config = new KubeConfig();
config.loadFromClusterAndUser({ name: 'toy', server, skipTLSVerify: true }, { name: 'me' });
const state = new ClusterState();
const untold = () => undefined;
const watched = watchCluster({
  config,
  api: apiOf(config, PATIENCE_MS),
  state,
  put: untold,
  clock: { now: () => 0 },
  tell: (event, facts) => process.stderr.write(`${event} ${JSON.stringify(facts)}\n`),
});
watched.start();
while (watched.missing().length > 0) await sleep(50);
// A World holds one, and shares with it what has not changed since.
const snapshot = state.current(0);
/** What was looked at through a weak reference is held until the turn ends, and what was compiled for some turns more. */
const QUIET_TURNS = 12;
const SAME_BYTES = 10_000;
let bytes = Infinity;
for (let quiet = 0; quiet < QUIET_TURNS;) {
  await sleep(50);
  globalThis.gc?.();
  const used = process.memoryUsage().heapUsed;
  quiet = used < bytes - SAME_BYTES ? 0 : quiet + 1;
  bytes = Math.min(bytes, used);
}
const pods = [...state.pods()].length;
const rows = [...snapshot.groups.values()].flatMap((groups) => [...groups.values()].flat());
const siblings = rows.reduce((sum, { count }) => sum + count, 0);
process.stdout.write(JSON.stringify({ pods, siblings, bytes }), () => process.exit(0));
