/**
 * The kubelet that runs the product's pods, shown on a stand-in: twenty lines of node that tell
 * what they were given. Deployment, Service, ConfigMap, token and probes are real.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { readdirSync } from 'node:fs';

import {
  BOOT_MS,
  type Cluster,
  type KubeletHand,
  canRun,
  eventually,
  sharedCluster,
} from './shared.ts';

jest.setTimeout(60_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'rig-kubelet';

/** Answers with what a container can know about itself; `/whoami` asks the API server. */
const program = `
const fs = require('node:fs'), http = require('node:http'), https = require('node:https');
const home = '/var/run/secrets/kubernetes.io/serviceaccount/';
const read = (file) => fs.readFileSync(file, 'utf8');
const writable = (file) => { try { fs.writeFileSync(file, ''); return true; } catch { return false; } };
const whoami = (response) => {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const headers = { authorization: 'Bearer ' + read(home + 'token'), 'content-type': 'application/json' };
  https.request({ host, port, path, method: 'POST', headers, ca: read(home + 'ca.crt') }, (answer) => answer.pipe(response))
    .on('error', (error) => response.end(JSON.stringify(String(error))))
    .end(JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }));
};
http.createServer((request, response) => {
  if (request.url === '/whoami') return whoami(response);
  response.end(JSON.stringify({
    greeting: read('/etc/echo/greeting'), namespace: read(home + 'namespace'), cwd: process.cwd(),
    args: process.argv.slice(1), env: process.env, scratch: writable('/scratch/x'), config: writable('/etc/echo/x'),
  }));
}).listen(8081, process.env.POD_IP, () => console.log('listening'));
process.on('SIGTERM', () => { console.log('SIGTERM seen'); process.exit(0); });
`;

interface Told {
  readonly greeting: string;
  readonly namespace: string;
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly scratch: boolean;
  readonly config: boolean;
}

suite("the product's kubelet", () => {
  let cluster: Cluster;
  let kubelet: KubeletHand;
  let service: string;

  const tell = async <T = Told>(path = '/'): Promise<T> => {
    // A client that keeps its connection keeps its pod, here as in a cluster.
    const headers = { connection: 'close' };
    const answer = await fetch(`${service}${path}`, { headers, signal: AbortSignal.timeout(2000) });
    return (await answer.json()) as T;
  };
  const rollout = (): Promise<unknown> =>
    cluster.kubectl(['rollout', 'status', 'deploy/echo', '-n', NAMESPACE, '--timeout=40s']);

  beforeAll(async () => {
    cluster = await sharedCluster();
    if (!cluster.kubelet) return;
    kubelet = cluster.kubelet;
    await cluster.namespace(NAMESPACE);
    await cluster.apply([configMap('hello'), deployment(cluster.runner), serviceOf()]);
    await rollout();
    const found = await cluster.get<{ spec: { clusterIP: string } }>('service', 'echo', NAMESPACE);
    service = `http://${found?.spec.clusterIP}:8080`;
    await eventually('the Service to answer', () => tell());
  }, BOOT_MS);

  afterAll(async () => {
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--timeout=30s']);
    await cluster.stop();
  });

  const here = (name: string, body: () => Promise<void>): void => {
    test(name, async () => (cluster.kubelet ? body() : undefined));
  };

  here('the process sees its files, its arguments and its environment', async () => {
    const [pod] = await kubelet.pods();
    const told = await tell();
    expect(told).toMatchObject({ greeting: 'hello', namespace: NAMESPACE, scratch: true });
    expect(told.args).toEqual([`--listen=${pod?.ip}:8081`, '--literal=$(POD_IP)']);
    expect(told.env).toMatchObject({
      POD_IP: pod?.ip,
      POD_NAME: pod?.name,
      NODE_NAME: 'runner',
      MEMORY_MIB: '256',
      WELCOME: `hello from ${pod?.ip}`,
    });
  });

  here('its file system is its own', async () => {
    const { cwd, config } = await tell();
    // Where the kernel allows no mount namespace, paths are replaced and nothing is read-only.
    if (cwd === '/app') expect(config).toBe(false);
    else expect(readdirSync(cwd)).toContain('package.json');
  });

  here('its token is one that the API server knows', async () => {
    const review = await tell<{ status: { userInfo: { username: string } } }>('/whoami');
    expect(review.status.userInfo.username).toBe(`system:serviceaccount:${NAMESPACE}:default`);
  });

  here('an edit of the ConfigMap reaches the running process', async () => {
    await cluster.apply(configMap('good evening'));
    await eventually(
      'the new greeting',
      async () => (await tell()).greeting === 'good evening',
      10,
    );
  });

  here('a crash is counted, and the process comes back', async () => {
    await kubelet.kill('SIGKILL');
    await eventually('a restart', async () => {
      const [pod] = await kubelet.pods();
      return pod?.restarts === 1 && pod.ready;
    });
    await eventually('the Service to answer', () => tell());
    const [stored] = await cluster.list<{
      status: { containerStatuses: { restartCount: number }[] };
    }>('pod', { namespace: NAMESPACE });
    expect(stored?.status.containerStatuses[0]?.restartCount).toBe(1);
  });

  here('held, it stays down; resumed, it answers', async () => {
    await kubelet.hold();
    await eventually('the Service to refuse', () =>
      tell().then(
        () => false,
        () => true,
      ),
    );
    expect(await kubelet.pid()).toBeUndefined();
    await kubelet.resume();
    await eventually('the Service to answer', () => tell());
  });

  here('a rollout replaces the pod, and the old process hears SIGTERM', async () => {
    const [old] = await kubelet.pods();
    await cluster.kubectl(['rollout', 'restart', 'deploy/echo', '-n', NAMESPACE]);
    await rollout();
    await eventually('the old pod to go', async () => {
      const [pod, ...more] = await kubelet.pods();
      return more.length === 0 && pod?.name !== old?.name;
    });
    expect(await kubelet.logs(old?.name)).toContain('SIGTERM seen');
    await eventually('the Service to answer', () => tell());
  });

  here('replicas run side by side, and the Service spreads over them', async () => {
    await cluster.kubectl(['scale', 'deploy/echo', '--replicas=2', '-n', NAMESPACE]);
    await rollout();
    const names = new Set<string | undefined>();
    await eventually('answers from both', async () => {
      names.add((await tell()).env['POD_NAME']);
      return names.size === 2;
    });
  });

  here('nothing of it is left when it is deleted', async () => {
    await cluster.kubectl(['delete', 'deploy', 'echo', '-n', NAMESPACE]);
    await eventually('no pod', async () => (await kubelet.pods()).length === 0);
    await eventually('the Service to refuse', () =>
      tell().then(
        () => false,
        () => true,
      ),
    );
  });
});

const configMap = (greeting: string): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'echo', namespace: NAMESPACE },
  data: { greeting },
});

const serviceOf = (): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'echo', namespace: NAMESPACE },
  spec: {
    selector: { 'app.kubernetes.io/name': 'tranche' },
    ports: [{ name: 'http', port: 8080, targetPort: 'http' }],
  },
});

const fieldOf = (name: string, fieldPath: string): object => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});

const deployment = (nodeSelector: Readonly<Record<string, string>>): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'echo', namespace: NAMESPACE },
  spec: {
    selector: { matchLabels: { 'app.kubernetes.io/name': 'tranche' } },
    template: {
      metadata: { labels: { 'app.kubernetes.io/name': 'tranche' } },
      spec: { nodeSelector, terminationGracePeriodSeconds: 5, containers: [echo], volumes },
    },
  },
});

const echo = {
  name: 'echo',
  image: 'node',
  command: ['node', '-e', program, '--', '--listen=$(POD_IP):8081', '--literal=$$(POD_IP)'],
  env: [
    fieldOf('POD_IP', 'status.podIP'),
    fieldOf('POD_NAME', 'metadata.name'),
    fieldOf('NODE_NAME', 'spec.nodeName'),
    { name: 'GREETING', valueFrom: { configMapKeyRef: { name: 'echo', key: 'greeting' } } },
    { name: 'WELCOME', value: '$(GREETING) from $(POD_IP)' },
    {
      name: 'MEMORY_MIB',
      valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } },
    },
  ],
  ports: [{ name: 'http', containerPort: 8081 }],
  resources: { limits: { memory: '256Mi' } },
  readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
  securityContext: { readOnlyRootFilesystem: true },
  volumeMounts: [
    { name: 'config', mountPath: '/etc/echo' },
    { name: 'scratch', mountPath: '/scratch' },
  ],
};

const volumes = [
  { name: 'config', configMap: { name: 'echo' } },
  { name: 'scratch', emptyDir: {} },
];
