/**
 * A cluster to play with: `npx node e2e/up.ts`, then the `export KUBECONFIG=…` line it prints in
 * another terminal. Ctrl-C takes it down again.
 */
import { canRun } from './can-run.ts';
import { startCluster } from './start.ts';

if (canRun()) {
  const began = Date.now();
  const cluster = await startCluster();
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stderr.write(`Kubernetes ${cluster.version} (${cluster.how}), up after ${seconds} s\n`);
  process.stdout.write(`export KUBECONFIG=${cluster.kubeconfig}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      void cluster.stop().then(() => process.exit());
    });
  setInterval(() => undefined, 60_000);
}
