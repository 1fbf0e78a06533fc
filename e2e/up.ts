/**
 * A cluster to play with: `npx node e2e/up.ts`, then the `export …` lines it prints in another
 * terminal, which also find the kubectl and helm it was built with. Ctrl-C takes it down again.
 */
import { delimiter, dirname } from 'node:path';
import { chosenMinor, pathOf } from './binaries/sets.ts';
import { canRun } from './can-run.ts';
import { startCluster } from './start.ts';

if (canRun()) {
  const began = Date.now();
  const cluster = await startCluster();
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stderr.write(`Kubernetes ${cluster.version} (${cluster.how}), up after ${seconds} s\n`);
  const tools = (['kubectl', 'helm'] as const).map((name) => dirname(pathOf(name, chosenMinor())));
  process.stdout.write(`export KUBECONFIG=${cluster.kubeconfig}\n`);
  process.stdout.write(`export PATH=${[...new Set(tools)].join(delimiter)}:$PATH\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      void cluster.stop().then(() => process.exit());
    });
  setInterval(() => undefined, 60_000);
}
