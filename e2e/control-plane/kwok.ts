/**
 * kwok keeps the fake nodes Ready and lives the lives of the pods bound to them. It runs on this
 * machine whoever made the cluster, and touches only nodes annotated as fake. Pods of the
 * product are left alone: our kubelet, or the cluster's own, runs those for real.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pathOf, stagesFile } from '../binaries/sets.ts';
import { answering, serve } from '../process.ts';
import { freePorts } from './addresses.ts';
import type { Wishes } from './start.ts';

/** Beside the lives that kwok's own stages give: that of a pod whose container dies. */
const dying = fileURLToPath(new URL('dying.yaml', import.meta.url));

export async function startKwok(
  folder: string,
  kubeconfig: string,
  { minor, onStart }: Pick<Wishes, 'minor' | 'onStart'>,
): Promise<void> {
  const [port = 0] = await freePorts(1);
  const args = [
    `--kubeconfig=${kubeconfig}`,
    `--config=${stagesFile()}`,
    `--config=${dying}`,
    '--manage-all-nodes=false',
    '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
    '--disregard-status-with-label-selector=app.kubernetes.io/name=tranche',
    '--node-lease-duration-seconds=40',
    `--server-address=127.0.0.1:${port}`,
  ];
  const log = join(folder, 'kwok.log');
  const kwok = await serve('kwok', [pathOf('kwok', minor), ...args], { log, cwd: folder });
  onStart(kwok);
  const healthy = async (): Promise<boolean> =>
    (await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(1000) })).ok;
  await answering(kwok, healthy, 60);
}
