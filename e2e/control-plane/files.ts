/** The files that the components of the control plane are started with. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who talks to the API server. Each has a token and a kubeconfig of that name. */
const users = {
  admin: 'system:masters',
  'system:kube-controller-manager': '',
  'system:kube-scheduler': '',
  kwok: 'system:masters',
  /** Our kubelet and Service proxy. They poll; the audit log leaves them out. */
  rig: 'system:masters',
} as const;

export type User = keyof typeof users;

export interface Files {
  readonly serviceAccountKey: string;
  readonly tokens: string;
  readonly auditPolicy: string;
  readonly auditLog: string;
  readonly certificates: string;
  /** The API server's own self-signed pair, there once it has started. */
  readonly authority: string;
  readonly rigToken: string;
  readonly kubeconfig: (user: User) => string;
}

export function writeFiles(folder: string, server: string): Files {
  const certificates = join(folder, 'apiserver');
  const authority = join(certificates, 'apiserver.crt');
  mkdirSync(certificates, { recursive: true });

  const tokens = new Map(Object.keys(users).map((user) => [user, randomUUID()]));
  const kubeconfig = (user: User): string => join(folder, `${user.replace(':', '-')}.kubeconfig`);
  for (const user of Object.keys(users) as User[])
    writeFileSync(kubeconfig(user), kubeconfigText(server, authority, tokens.get(user) ?? ''));

  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  return {
    certificates,
    authority,
    kubeconfig,
    rigToken: tokens.get('rig') ?? '',
    auditLog: join(folder, 'audit.jsonl'),
    serviceAccountKey: write('sa.key', serviceAccountKey()),
    tokens: write('tokens.csv', tokensText(tokens)),
    auditPolicy: write('audit-policy.yaml', auditPolicy),
  };
}

const serviceAccountKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs1',
    format: 'pem',
  });

const tokensText = (tokens: ReadonlyMap<string, string>): string =>
  Object.entries(users)
    .map(([user, group]) => `${tokens.get(user)},${user},${user}${group && `,"${group}"`}\n`)
    .join('');

/** JSON is YAML, so no serialiser is needed. */
const kubeconfigText = (server: string, authority: string, token: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'e2e',
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
    clusters: [{ name: 'e2e', cluster: { server, 'certificate-authority': authority } }],
    users: [{ name: 'e2e', user: { token } }],
  });

/** What admission did is asked of pods and of what owns them; the rest is there for the record. */
const auditPolicy = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: None
    users: [rig, kwok]
  - level: Metadata
    namespaces: [tranche-system]
    resources:
      - group: coordination.k8s.io
  - level: None
    resources:
      - group: coordination.k8s.io
  - level: RequestResponse
    resources:
      - group: ''
        resources: [pods, pods/*]
      - group: apps
      - group: batch
      - group: admissionregistration.k8s.io
      - group: tranche.dev
  - level: Metadata
`;
