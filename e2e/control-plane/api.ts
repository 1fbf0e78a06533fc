/**
 * The API server as the rig's own kubelet and proxy speak to it: JSON over HTTPS, kept alive.
 *
 * Not the client library: these loops must outlive an API server that is killed under them, and
 * a request that fails here is simply made again at the next turn.
 */
import { Agent, request } from 'node:https';

export interface Api {
  /** `undefined` where there is no such object. */
  readonly get: <T>(path: string) => Promise<T | undefined>;
  readonly send: <T>(method: Method, path: string, body: unknown) => Promise<T>;
}

type Method = 'POST' | 'PATCH' | 'DELETE';

const TIMEOUT_MS = 10_000;

export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function connect(server: string, authority: string, token: string): Api {
  const agent = new Agent({ keepAlive: true, ca: authority });

  const call = <T>(method: string, path: string, body?: unknown): Promise<T> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': contentType(method),
        // Node adds it to a POST by itself and to a DELETE not, whose body then runs into the
        // next request on the connection.
        'content-length': Buffer.byteLength(text),
      };
      const sent = request(new URL(path, server), { method, agent, timeout: TIMEOUT_MS, headers });
      sent.on('error', reject);
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer`)));
      sent.on('response', (answer) => {
        const chunks: Buffer[] = [];
        answer.on('error', reject);
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const said = Buffer.concat(chunks).toString();
          const status = answer.statusCode ?? 0;
          if (status < 300) resolve(JSON.parse(said) as T);
          else reject(new ApiError(status, `${method} ${path}: ${status} ${said.slice(0, 500)}`));
        });
      });
      sent.end(text);
    });

  return {
    send: call,
    get: async (path) => {
      try {
        return await call('GET', path);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return undefined;
        throw error;
      }
    },
  };
}

/** Strategic, so that a condition we do not own (`PodScheduled`) survives our list of them. */
const contentType = (method: string): string =>
  method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json';
