/**
 * Plain requests to the API server, with the client's credentials and connections. The client's
 * typed methods turn each object into classes with Dates, which for ten thousand pods costs more
 * than reading them; here JSON stays JSON.
 */
import {
  IsomorphicFetchHttpLibrary,
  RequestContext,
  type HttpMethod,
  type KubeConfig,
} from '@kubernetes/client-node';
import { isRecord, textIn, type Raw } from '../raw.ts';

export interface Ask {
  readonly method?: HttpMethod;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly accept?: string;
  readonly body?: { readonly type: string; readonly value: unknown };
  /** Beside the client's own. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Api {
  /** The object that was answered; throws an ApiFault, or whatever the connection died of. */
  ask(ask: Ask): Promise<Raw>;
}

export class ApiFault extends Error {
  readonly status: number;
  /** What the server itself said; empty where that was nothing. */
  readonly said: string;

  constructor(status: number, says: string, said = '') {
    super(says);
    this.name = 'ApiFault';
    this.status = status;
    this.said = said;
  }
}

export const statusOf = (fault: unknown): number => {
  if (fault instanceof ApiFault) return fault.status;
  const { statusCode } = isRecord(fault) ? fault : {};
  return typeof statusCode === 'number' ? statusCode : 0;
};

/**
 * How long headers and connections are used before the client is asked again. It makes a new
 * connection pool and reads the CA file each time, and the token file once a minute; kubelet
 * replaces a token when a fifth of its life is left, which is minutes.
 */
const CREDENTIALS_MS = 30_000;
const TIMEOUT_MS = 10_000;

export function apiOf(config: KubeConfig, timeoutMs = TIMEOUT_MS): Api {
  const library = new IsomorphicFetchHttpLibrary();
  const credentials = credentialsOf(config);

  return {
    async ask(ask) {
      const { method = 'GET', path, query = {}, accept = 'application/json', body } = ask;
      const { headers = {} } = ask;
      const context = new RequestContext(serverOf(config) + path, method);
      for (const [name, value] of Object.entries(query)) context.setQueryParam(name, value);
      await credentials(context);
      context.setHeaderParam('Accept', accept);
      // What is written is managed by this name.
      context.setHeaderParam('User-Agent', 'tranche');
      for (const [name, value] of Object.entries(headers)) context.setHeaderParam(name, value);
      context.setSignal(AbortSignal.timeout(timeoutMs));
      if (body !== undefined) {
        context.setHeaderParam('Content-Type', body.type);
        context.setBody(JSON.stringify(body.value));
      }
      const response = await library.send(context).toPromise();
      const text = await response.body.text();
      if (response.httpStatusCode >= 300) throw faultOf(ask, response.httpStatusCode, text);
      const object: unknown = JSON.parse(text);
      if (!isRecord(object)) throw new Error(`${method} ${path} was answered with no object`);
      return object;
    },
  };
}

function serverOf(config: KubeConfig): string {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error('the kubeconfig names no current cluster');
  return cluster.server;
}

function credentialsOf(config: KubeConfig): (context: RequestContext) => Promise<void> {
  let held: { readonly context: RequestContext; readonly until: number } | undefined;
  return async (context) => {
    if (held === undefined || performance.now() > held.until) {
      const fresh = new RequestContext(serverOf(config), 'GET');
      await config.applySecurityAuthentication(fresh);
      held = { context: fresh, until: performance.now() + CREDENTIALS_MS };
    }
    for (const [name, value] of Object.entries(held.context.getHeaders()))
      context.setHeaderParam(name, value);
    const dispatcher = held.context.getDispatcher();
    if (dispatcher !== undefined) context.setDispatcher(dispatcher);
  };
}

/** A refusal that says what would help is longer than what fits into a line of the log. */
const LONGEST = 2048;

/** The server's own sentence, where it has one; never the body as it came. */
function faultOf({ method = 'GET', path }: Ask, status: number, text: string): ApiFault {
  let says = '';
  try {
    const answer: unknown = JSON.parse(text);
    if (isRecord(answer)) says = textIn(answer, 'message').slice(0, LONGEST);
  } catch {
    // A proxy in between answers in HTML.
  }
  const told = `${method} ${path} was answered ${status} ${says.slice(0, 256)}`;
  return new ApiFault(status, told.trimEnd(), says);
}
