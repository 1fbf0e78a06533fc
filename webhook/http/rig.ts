/** For tests: a review as the API server writes it, a decision, and a server over real sockets. */
import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll } from '@jest/globals';
import { Registry } from 'prom-client';
import { newCa, newLeaf } from '../../certs/issue.ts';
import type { Decision } from '../core/decision.ts';
import { jsonLog } from './log.ts';
import { metricsOn } from './metrics.ts';
import { serve, type ServerOptions, type WebhookServer } from './server.ts';

interface Over {
  readonly request?: object;
  readonly [key: string]: unknown;
}

export const pod = () => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    generateName: 'asr-6c8b7d5f4d-',
    namespace: 'speech',
    uid: '1f6b8a0e-6393-11e8-b7cc-42010a800002',
    creationTimestamp: null,
    labels: { app: 'asr', 'pod-template-hash': '6c8b7d5f4d' },
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'asr-6c8b7d5f4d',
        uid: 'b1946ac9',
        controller: true,
      },
    ],
  },
  spec: {
    containers: [
      {
        name: 'server',
        image: 'registry.example.com/asr:1.42.0',
        env: [{ name: 'LANGUAGE', value: 'de' }],
        resources: { limits: { 'nvidia.com/gpu': '1' }, requests: { 'nvidia.com/gpu': '1' } },
      },
    ],
    restartPolicy: 'Always',
  },
});

export const UID = '705ab4f5-6393-11e8-b7cc-42010a800002';

export const admissionReview = ({ request: inside, ...over }: Over = {}) => ({
  kind: 'AdmissionReview',
  apiVersion: 'admission.k8s.io/v1',
  ...over,
  request: {
    uid: UID,
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    namespace: 'speech',
    operation: 'CREATE',
    userInfo: { username: 'system:serviceaccount:kube-system:replicaset-controller' },
    object: pod(),
    oldObject: null,
    dryRun: false,
    ...inside,
  },
});

/** Of a first visit in which one container takes a slice, unless told otherwise. */
export const decision = (over: Partial<Decision> = {}): Decision => ({
  version: 1,
  visit: 'mutate',
  verdict: 'rewrite',
  mode: 'enforce',
  inForce: true,
  workload: { namespace: 'speech', kind: 'Deployment', name: 'asr', by: 'replicaset-name' },
  class: 'serving',
  classBy: 'owner Deployment',
  team: 'speech',
  policy: 'serving',
  revision: 'asr',
  claimAsked: { milliGPU: 1000, MiB: 81559 },
  claimFinal: { milliGPU: 142, MiB: 9728 },
  because: { rule: 'fit/mig', says: 'it never used more than 6.1 GiB in 14 days' },
  containers: [],
  rules: [{ id: 'fit/mig', outcome: 'pass', reason: '' }],
  edits: [
    {
      kind: 'resource',
      pointer: '/spec/containers/0',
      container: 'server',
      from: 'nvidia.com/gpu',
      to: 'nvidia.com/mig-1g.10gb',
    },
    { kind: 'annotate', key: 'tranche.dev/decision', value: 'server takes a slice' },
  ],
  policyHash: 'abcdef0123456789',
  id: '0123456789abcdef',
  ...over,
});

export const allowed = (over: Partial<Decision> = {}): Decision =>
  decision({ visit: 'validate', verdict: 'leave', edits: [], ...over });

export const refused = (over: Partial<Decision> = {}): Decision =>
  allowed({
    verdict: 'refuse',
    because: { rule: 'guard/privileged', says: 'it is privileged' },
    ...over,
  });

/** All that a visit needs, with what it said kept to be looked at. */
export function desk(over: Partial<ServerOptions> = {}) {
  const lines: string[] = [];
  const announced: string[] = [];
  const log = jsonLog({ write: (text) => lines.push(...text.trimEnd().split('\n')) });
  const metrics = metricsOn(new Registry(), ['fit/mig']);
  const parts: Omit<ServerOptions, 'certificate' | 'host' | 'port'> = {
    admit: { propose: () => decision(), judge: async () => allowed() },
    announcer: { announce: (review) => announced.push(review.uid) },
    voice: {
      warning: ({ verdict }) => (verdict === 'rewrite' ? 'tranche: a slice' : undefined),
      refusal: ({ because }) => `${because.rule}: ${because.says}`,
    },
    metrics,
    log,
    clock: { now: () => Date.now() },
    failClosed: true,
    ...over,
  };
  const said = (): Record<string, unknown>[] => {
    log.flush();
    return lines.map((line): Record<string, unknown> => JSON.parse(line));
  };
  /** The value of one series, e.g. `malformed_total{reason="pod"}`. */
  const counted = async (series: string): Promise<number> => {
    const text = await metrics.registry.metrics();
    const line = text.split('\n').find((other) => other.startsWith(`tranche_${series} `));
    return Number(line?.split(' ').at(-1) ?? Number.NaN);
  };
  return { parts, said, lines, announced, counted };
}

export const NAME = 'tranche.tranche-system.svc';

const ca = await newCa(Date.now(), 3600);
export const freshPair = async () => (await newLeaf(ca, [NAME], Date.now(), 3600)).pair;

/** A certificate that is changed by hand. */
export async function certificate() {
  let pair = await freshPair();
  const listeners = new Set<() => void>();
  const show = (next: typeof pair): void => {
    pair = next;
    for (const listener of listeners) listener();
  };
  return {
    current: () => pair,
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    show,
    renew: async () => show(await freshPair()),
  };
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Question {
  readonly path?: string;
  readonly method?: string;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly agent?: Agent;
  readonly headers?: Readonly<Record<string, string>>;
}

const standings: WebhookServer[] = [];
// A test that failed has closed nothing, and one open port keeps the whole run from ending.
afterAll(async () => {
  await Promise.all(standings.map((server) => server.close(0)));
});

export async function standing(over: Partial<ServerOptions> = {}) {
  const at = desk(over);
  const shown = await certificate();
  const server = await serve({ ...at.parts, certificate: shown, host: '127.0.0.1', port: 0 });
  standings.push(server);
  const where = { host: server.host, port: server.port, servername: NAME, ca: ca.pem };
  return {
    ...at,
    server,
    certificate: shown,
    ask: (question: Question = {}) => ask(where, question),
    /** A connection of one's own, to misbehave on. */
    raw: (options: ConnectionOptions = {}) => raw({ ...where, ...options }),
    agent: (sockets: number) => new Agent({ keepAlive: true, maxSockets: sockets }),
  };
}

function ask(where: RequestOptions, question: Question): Promise<Answered> {
  const { path = '/mutate?timeout=10s', method = 'POST', type = 'application/json' } = question;
  const { body = JSON.stringify(admissionReview()), agent, headers } = question;
  const options = { ...where, path, method, agent: agent ?? false, timeout: 20_000 };
  return new Promise((answered, failed) => {
    const sent = request(
      {
        ...options,
        headers: { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers },
      },
      (res) => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (chunk: string) => (text += chunk));
        res.on('end', () => answered({ status: res.statusCode ?? 0, headers: res.headers, text }));
        res.on('error', failed);
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer within 20 s')));
    sent.on('error', failed);
    sent.end(body);
  });
}

/** Resolves once the handshake is made. */
function raw(options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((connected, failed) => {
    const socket = connect(options, () => connected(socket));
    socket.setTimeout(20_000, () => socket.destroy(new Error('nothing happened for 20 s')));
    socket.on('error', failed);
  });
}

/** Something to wait for, and the way to bring it about. */
export function later<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  const kept: ((value: T) => void)[] = [];
  const promise = new Promise<T>((resolve) => kept.push(resolve));
  return { promise, resolve: (value) => kept.forEach((resolve) => resolve(value)) };
}

/** An admit whose judgement comes when `verdict` does. */
export const pending = (verdict: Promise<Decision>): ServerOptions['admit'] => ({
  propose: () => decision(),
  judge: () => verdict,
});

/** The first lines of a request, for those who write it by hand. */
export const head = (path: string, ...more: readonly string[]): string =>
  [`POST ${path} HTTP/1.1`, 'Host: x', 'Content-Type: application/json', ...more, '', ''].join(
    '\r\n',
  );

/** Everything the other end says until it hangs up. */
export function untilClosed(socket: TLSSocket): Promise<string> {
  return new Promise((closed) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('close', () => closed(text));
  });
}

export async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await met())) {
    if (Date.now() > end) throw new Error(`waited 15 s for ${met.toString()}`);
    await sleep(10);
  }
}
