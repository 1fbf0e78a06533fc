/**
 * A server that speaks list and watch over real sockets, for the supervisor's tests: how the client
 * behaves when a connection is cut, a watch is too old or a peer falls silent is the client's to
 * show, not ours to imitate. The real API server is met in e2e/.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { KubeConfig } from '@kubernetes/client-node';

type Json = Readonly<Record<string, unknown>>;

interface Event {
  readonly path: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly object: Json;
}

interface Meta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
}

const PODS = '/api/v1/pods';

export class ListWatchServer {
  readonly #server: Server;
  /** By path, then by namespace and name. */
  readonly #objects = new Map<string, Map<string, Json>>();
  readonly #watches = new Map<ServerResponse, string>();
  #events: Event[] = [];
  #version = 100;
  #oldest = 0;
  /** Statuses that the next requests are answered with, lists and watches alike. */
  readonly fail: number[] = [];
  /** A peer that has died without saying so: events are lost, watches open and stay empty. */
  silent = false;
  /** Watches end well as soon as they are opened. */
  brief = false;
  pageSize = 2;
  port = 0;
  lists = 0;
  watches = 0;
  /** Beginnings of paths that are answered 404. */
  absent = 'none';
  readonly accepts: string[] = [];
  readonly tokens: string[] = [];

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  /** On a free port, or on one that was free a moment ago. */
  static async start(port = 0): Promise<ListWatchServer> {
    const made = new ListWatchServer();
    await new Promise<void>((done) => made.#server.listen(port, '127.0.0.1', done));
    const address = made.#server.address();
    made.port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    return made;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  get config(): KubeConfig {
    const config = new KubeConfig();
    const server = `http://127.0.0.1:${this.port}`;
    config.loadFromClusterAndUser({ name: 'toy', server, skipTLSVerify: true }, { name: 'me' });
    return config;
  }

  put(metadata: Meta, more: Json = {}, path = PODS): void {
    const objects = this.#objectsAt(path);
    const type = objects.has(keyOf(metadata)) ? 'MODIFIED' : 'ADDED';
    const resourceVersion = String(++this.#version);
    const object = { ...more, metadata: { ...metadata, resourceVersion } };
    objects.set(keyOf(metadata), object);
    this.#publish({ path, type, version: this.#version, object });
  }

  delete(metadata: Meta, path = PODS): void {
    this.#objectsAt(path).delete(keyOf(metadata));
    const resourceVersion = String(++this.#version);
    const object = { metadata: { ...metadata, resourceVersion } };
    this.#publish({ path, type: 'DELETED', version: this.#version, object });
  }

  /** What etcd does every few minutes: a watch from before is answered 410. */
  compact(): void {
    this.#events = [];
    this.#oldest = this.#version;
  }

  /** Sockets die under the watches, without a last word. */
  cut(): void {
    for (const watch of this.#watches.keys()) watch.socket?.destroy();
    this.#watches.clear();
  }

  #publish(event: Event): void {
    this.#events.push(event);
    if (this.silent) return;
    for (const [watch, path] of this.#watches) if (path === event.path) watch.write(lineOf(event));
  }

  #objectsAt(path: string): Map<string, Json> {
    const objects = this.#objects.get(path) ?? new Map<string, Json>();
    this.#objects.set(path, objects);
    return objects;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://toy');
    this.accepts.push(request.headers.accept ?? '');
    this.tokens.push(request.headers.authorization ?? '');
    const watching = url.searchParams.get('watch') === 'true';
    if (watching) this.watches++;
    else this.lists++;
    const status = url.pathname.startsWith(this.absent) ? 404 : this.fail.shift();
    if (status !== undefined) {
      response.writeHead(status).end(JSON.stringify({ kind: 'Status', message: 'as planned' }));
    } else if (watching) this.#watch(url, response);
    else this.#list(url, response);
  }

  #list({ pathname, searchParams }: URL, response: ServerResponse): void {
    const from = Number(searchParams.get('continue') ?? 0);
    const all = [...this.#objectsAt(pathname).values()];
    const items = all.slice(from, from + this.pageSize);
    const next = from + items.length;
    const more = next < all.length ? { continue: String(next) } : {};
    const metadata = { resourceVersion: String(this.#version), ...more };
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ kind: 'List', metadata, items }));
  }

  #watch({ pathname, searchParams }: URL, response: ServerResponse): void {
    const from = Number(searchParams.get('resourceVersion') ?? 0);
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    if (from < this.#oldest) {
      const object = { kind: 'Status', code: 410, message: 'too old resource version' };
      response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
      return;
    }
    if (this.brief) return void response.end();
    this.#watches.set(response, pathname);
    response.on('close', () => this.#watches.delete(response));
    if (this.silent) return;
    for (const event of this.#events)
      if (event.path === pathname && event.version > from) response.write(lineOf(event));
  }
}

const keyOf = ({ name, namespace = '' }: Meta): string => `${namespace}/${name}`;
const lineOf = ({ type, object }: Event): string => `${JSON.stringify({ type, object })}\n`;
