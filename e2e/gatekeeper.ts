/**
 * Gatekeeper as a process: a policy engine that many clusters have at the same door, whose mutation
 * webhook changes the pods that we change. Its CRDs must be there before it starts; who calls it, and
 * before or after whom, is for its webhook configuration to say.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { newCa, newLeaf } from '../certs/issue.ts';
import { gatekeeper } from './binaries/sets.ts';
import { freePorts } from './control-plane/addresses.ts';
import { type Service, answering, serve } from './process.ts';

/** One at a time; the cluster's end is its end too. */
export interface GatekeeperHand {
  start(): Promise<Gatekeeper>;
  stop(): Promise<void>;
}

export interface Gatekeeper {
  /** `127.0.0.1:34567`, where it serves `/v1/mutate`. */
  readonly address: string;
  /** What its serving certificate is verified by. */
  readonly authority: string;
}

/** Whose pod it believes to be; that namespace is never mutated. */
export const GATEKEEPER_SYSTEM = 'gatekeeper-system';

const HOST = '127.0.0.1';
const A_DAY = 86_400;

export function gatekeeperIn(
  folder: string,
  kubeconfig: string,
  onStart: (service: Service) => void,
): GatekeeperHand {
  let running: Service | undefined;
  return {
    start: () =>
      start(folder, kubeconfig, (service) => {
        running = service;
        onStart(service);
      }),
    stop: async () => running?.kill(),
  };
}

async function start(
  folder: string,
  kubeconfig: string,
  onStart: (service: Service) => void,
): Promise<Gatekeeper> {
  const own = join(folder, 'gatekeeper');
  mkdirSync(own, { recursive: true });
  const ca = await newCa(Date.now(), A_DAY);
  const { pair } = await newLeaf(ca, [HOST], Date.now(), A_DAY);
  writeFileSync(join(own, 'tls.crt'), pair.cert);
  writeFileSync(join(own, 'tls.key'), pair.key, { mode: 0o600 });

  const [port = 0, health = 0, metrics = 0] = await freePorts(3);
  const args = [
    `--kubeconfig=${kubeconfig}`,
    '--operation=mutation-webhook',
    `--host=${HOST}`,
    `--port=${port}`,
    `--cert-dir=${own}`,
    '--disable-cert-rotation',
    `--health-addr=${HOST}:${health}`,
    `--prometheus-port=${metrics}`,
    // It is no pod here, and asks after its own otherwise.
    '--debug-use-fake-pod',
  ];
  const env = { ...process.env, NAMESPACE: GATEKEEPER_SYSTEM, POD_NAME: 'gatekeeper' };
  const log = join(folder, 'gatekeeper.log');
  const service = await serve('gatekeeper', [gatekeeper().path, ...args], { log, cwd: own, env });
  onStart(service);
  const ready = async (): Promise<boolean> =>
    (await fetch(`http://${HOST}:${health}/readyz`, { signal: AbortSignal.timeout(1000) })).ok;
  await answering(service, ready, 60);
  return { address: `${HOST}:${port}`, authority: ca.pem };
}
