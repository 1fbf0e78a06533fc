/**
 * The API server as a busy client meets it. kubectl takes a tenth of a second of processor time a
 * call, which is too slow for bursts and for hundreds of pods; this keeps its connections and adds
 * nothing of its own. What a user reads is still asked of kubectl.
 */
import { Agent, request } from 'node:https';

import type { Cluster } from '../cluster.ts';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
  /** What kubectl would print after `Warning:`. */
  readonly warnings: readonly string[];
}

/** What the API server answers instead of an object. */
export interface Status {
  readonly kind: 'Status';
  readonly message?: string;
}

export interface Metadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly { readonly apiVersion: string }[];
}

/** A pod as it is sent or comes back; what a test looks at beyond this, it names itself. */
export interface AnyPod {
  readonly metadata: Metadata;
  readonly spec: object;
}

export interface CreateOptions {
  /** Goes through admission as any other, and leaves nothing behind. */
  readonly dryRun?: boolean;
}

export interface Api {
  /** Text is YAML, and goes as it is; a patch is of the kind that it is called. */
  send<T>(
    method: string,
    path: string,
    body?: object | string,
    patch?: 'apply-patch',
  ): Promise<Answer<T>>;
  createPod<T = Created>(pod: object, options?: CreateOptions): Promise<Answer<T>>;
  /** At once: nobody is behind these pods who would need time to leave. */
  deletePod(namespace: string, name: string): Promise<Answer>;
  close(): void;
}

/** The stored pod, or why there is none. */
export type Created = AnyPod & { readonly message?: string };

export async function apiOf(cluster: Cluster): Promise<Api> {
  const words = ['config', 'view', '--raw', '--minify', '--flatten', '-o', 'json'];
  const { server, headers, ...tls } = credentials((await cluster.kubectl(words)).stdout);
  const agent = new Agent({ ...tls, keepAlive: true, maxSockets: 64 });

  const send = <T>(
    method: string,
    path: string,
    body?: object | string,
    patch?: 'apply-patch',
  ): Promise<Answer<T>> =>
    new Promise((resolve, reject) => {
      const text = typeof body === 'object' ? JSON.stringify(body) : body;
      const type = patch ? `${patch}+yaml` : typeof body === 'string' ? 'yaml' : 'json';
      const options = { method, agent, headers: { ...headers, ...aboutBody(text, type) } };
      const asked = request(server + path, options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('error', reject);
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const said = Buffer.concat(chunks).toString();
          const { statusCode: status = 0 } = answer;
          resolve({ status, body: parsed<T>(said), warnings: warningsIn(answer.headers) });
        });
      });
      asked.on('error', reject);
      asked.setTimeout(40_000, () => asked.destroy(new Error(`${method} ${path}: no answer`)));
      asked.end(text);
    });

  return {
    send,
    createPod<T = Created>(pod: object, { dryRun = false }: CreateOptions = {}) {
      const { namespace = 'default' } = (pod as AnyPod).metadata;
      const query = dryRun ? '?dryRun=All' : '';
      return send<T>('POST', `/api/v1/namespaces/${namespace}/pods${query}`, {
        apiVersion: 'v1',
        kind: 'Pod',
        ...pod,
      });
    },
    deletePod: (namespace, name) =>
      send('DELETE', `/api/v1/namespaces/${namespace}/pods/${name}?gracePeriodSeconds=0`),
    close: () => agent.destroy(),
  };
}

interface Config {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data'?: string };
  }[];
  readonly users: readonly {
    readonly user: {
      readonly token?: string;
      readonly 'client-certificate-data'?: string;
      readonly 'client-key-data'?: string;
    };
  }[];
}

function credentials(kubeconfig: string) {
  const { clusters, users } = JSON.parse(kubeconfig) as Config;
  const [cluster] = clusters.map((one) => one.cluster);
  const [user] = users.map((one) => one.user);
  return {
    server: cluster?.server ?? '',
    ca: pem(cluster?.['certificate-authority-data']),
    cert: pem(user?.['client-certificate-data']),
    key: pem(user?.['client-key-data']),
    headers: user?.token === undefined ? {} : { authorization: `Bearer ${user.token}` },
  };
}

const pem = (base64: string | undefined): string | undefined =>
  base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString();

const aboutBody = (text: string | undefined, type: string) =>
  text === undefined
    ? {}
    : { 'content-type': `application/${type}`, 'content-length': Buffer.byteLength(text) };

/** `/readyz` answers in plain text. */
function parsed<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return { message: text } as T;
  }
}

/** `299 - "text"`, a header each. */
const warningsIn = ({ warning }: { readonly warning?: string | undefined }): string[] =>
  warning === undefined
    ? []
    : [...warning.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text ?? '');
