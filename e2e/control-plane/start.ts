/**
 * etcd, kube-apiserver, kube-controller-manager and kube-scheduler as child processes.
 *
 * Set up as kubeadm would where it matters to admission: RBAC, the ServiceAccount plugin, and
 * controllers that act under their own ServiceAccounts, so that `userInfo` in a review reads
 * `system:serviceaccount:kube-system:replicaset-controller` as it does at our users'.
 */
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';

import { type BinaryName, type Minor, pathOf } from '../binaries/sets.ts';
import { type Service, answering, serve } from '../process.ts';
import { eventually } from '../wait.ts';
import { type Addresses, claimAddresses, freePorts } from './addresses.ts';
import { type Api, connect } from './api.ts';
import { type Files, writeFiles } from './files.ts';

export interface ControlPlane {
  readonly server: string;
  readonly files: Files;
  readonly addresses: Addresses;
  readonly api: Api;
  readonly authority: string;
  readonly killApiserver: () => Promise<void>;
  readonly startApiserver: () => Promise<void>;
}

export interface Wishes {
  readonly minor: Minor;
  readonly admissionPlugins: readonly string[];
  /** Without those who act on what is stored. */
  readonly alone: boolean;
  /** Told of each process as it starts, so that an interrupted boot leaves none behind. */
  readonly onStart: (service: Service) => void;
}

const COME_UP_SECONDS = 60;

export async function startControlPlane(folder: string, wishes: Wishes): Promise<ControlPlane> {
  const [addresses, ports] = await Promise.all([claimAddresses(), freePorts(5)]);
  const [etcdPort = 0, peerPort = 0, apiPort = 0, managerPort = 0, schedulerPort = 0] = ports;
  const server = `https://127.0.0.1:${apiPort}`;
  const files = writeFiles(folder, server);
  const start: Start = async (name, args, ready) => {
    const log = join(folder, `${name}.log`);
    const service = await serve(name, [pathOf(name, wishes.minor), ...args], { log, cwd: folder });
    wishes.onStart(service);
    await answering(service, ready, COME_UP_SECONDS);
    return service;
  };

  await start('etcd', etcdArgs(folder, etcdPort, peerPort), () =>
    answers(`http://127.0.0.1:${etcdPort}/health`),
  );
  const apiArgs = apiserverArgs(files, addresses, { apiPort, etcdPort, ...wishes });
  const startApi = (): Promise<Service> =>
    start('kube-apiserver', apiArgs, () => answersTls(`${server}/readyz`));
  let apiserver = await startApi();

  const authority = authorityOf(readFileSync(files.authority, 'utf8'));
  const api = connect(server, authority, files.rigToken);
  if (!wishes.alone) await startControllers(start, files, { managerPort, schedulerPort, api });
  return {
    server,
    files,
    addresses,
    api,
    authority,
    killApiserver: () => apiserver.kill(),
    startApiserver: async () => {
      if (!apiserver.running()) apiserver = await startApi();
    },
  };
}

type Start = (name: BinaryName, args: readonly string[], ready: Ready) => Promise<Service>;

interface Controlled {
  readonly managerPort: number;
  readonly schedulerPort: number;
  readonly api: Api;
}

async function startControllers(
  start: Start,
  files: Files,
  { managerPort, schedulerPort, api }: Controlled,
): Promise<void> {
  await Promise.all([
    start('kube-controller-manager', managerArgs(files, managerPort), () =>
      answersTls(`https://127.0.0.1:${managerPort}/healthz`),
    ),
    start('kube-scheduler', schedulerArgs(files, schedulerPort), () =>
      answersTls(`https://127.0.0.1:${schedulerPort}/healthz`),
    ),
  ]);
  await eventually(
    'the default ServiceAccount',
    () => api.get('/api/v1/namespaces/default/serviceaccounts/default'),
    COME_UP_SECONDS,
  );
}

type Ready = () => Promise<boolean>;

const etcdArgs = (folder: string, client: number, peer: number): readonly string[] => [
  `--data-dir=${join(folder, 'etcd')}`,
  `--listen-client-urls=http://127.0.0.1:${client}`,
  `--advertise-client-urls=http://127.0.0.1:${client}`,
  `--listen-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-cluster=default=http://127.0.0.1:${peer}`,
  '--unsafe-no-fsync',
];

function apiserverArgs(
  files: Files,
  { serviceRange }: Addresses,
  wants: Pick<Wishes, 'admissionPlugins' | 'alone'> & { apiPort: number; etcdPort: number },
): readonly string[] {
  const { apiPort, etcdPort, admissionPlugins, alone } = wants;
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    `--secure-port=${apiPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--cert-dir=${files.certificates}`,
    `--service-cluster-ip-range=${serviceRange}`,
    `--service-account-key-file=${files.serviceAccountKey}`,
    `--service-account-signing-key-file=${files.serviceAccountKey}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--authorization-mode=RBAC',
    `--token-auth-file=${files.tokens}`,
    '--allow-privileged=true',
    // The Service "kubernetes" may not have loopback endpoints; pods are given the real address.
    '--endpoint-reconciler-type=none',
    `--audit-policy-file=${files.auditPolicy}`,
    `--audit-log-path=${files.auditLog}`,
    // A test reads the log right after its request was answered.
    '--audit-log-mode=blocking',
    ...(admissionPlugins.length > 0
      ? [`--enable-admission-plugins=${admissionPlugins.join(',')}`]
      : []),
    // Nobody makes ServiceAccounts there.
    ...(alone ? ['--disable-admission-plugins=ServiceAccount'] : []),
  ];
}

const managerArgs = (files: Files, port: number): readonly string[] => [
  `--kubeconfig=${files.kubeconfig('system:kube-controller-manager')}`,
  '--leader-elect=false',
  '--bind-address=127.0.0.1',
  `--secure-port=${port}`,
  `--service-account-private-key-file=${files.serviceAccountKey}`,
  `--root-ca-file=${files.authority}`,
  '--use-service-account-credentials=true',
  // Forty controllers fetch forty tokens at start, and at the default rate that takes five seconds.
  '--kube-api-qps=500',
  '--kube-api-burst=1000',
];

const schedulerArgs = (files: Files, port: number): readonly string[] => [
  `--kubeconfig=${files.kubeconfig('system:kube-scheduler')}`,
  '--leader-elect=false',
  '--bind-address=127.0.0.1',
  `--secure-port=${port}`,
];

/** The file holds the serving certificate first and the authority that signed it second. */
const authorityOf = (pem: string): string => pem.slice(pem.lastIndexOf('-----BEGIN CERTIFICATE'));

const answers = async (url: string): Promise<boolean> =>
  (await fetch(url, { signal: AbortSignal.timeout(1000) })).ok;

/** Health only, so nobody checks who answers; each component made its own certificate. */
const answersTls = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = get(url, { rejectUnauthorized: false, timeout: 1000, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('error', () => {
      resolve(false);
    });
    asked.on('timeout', () => asked.destroy());
  });
