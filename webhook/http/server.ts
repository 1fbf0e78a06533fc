/**
 * The door on which the API server knocks: HTTPS and nothing else, HTTP/1.1 and nothing else. The
 * certificate is changed while it stands open, and no connection is lost by that.
 */
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { type Intake, listenerOf } from './intake.ts';
import {
  CHECK_MS,
  CONNECTIONS,
  HANDSHAKE_MS,
  HEADERS_MS,
  KEEP_ALIVE_MS,
  REQUEST_MS,
} from './limits.ts';
import { type Address, listen } from './listen.ts';
import { type Certificate, tlsOptions } from './tls.ts';
import type { Desk } from './visits.ts';

/** How long a client may take, in milliseconds. */
export interface Patience {
  readonly handshake: number;
  readonly headers: number;
  readonly request: number;
}

const PATIENCE: Patience = { handshake: HANDSHAKE_MS, headers: HEADERS_MS, request: REQUEST_MS };

export interface ServerOptions extends Desk, Address {
  readonly certificate: Certificate;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  readonly patience?: Patience;
}

export interface WebhookServer {
  readonly host: string;
  readonly port: number;
  /** From now on each answer asks the client to come back on another connection. */
  sayGoodbye(): void;
  /** Takes no more connections, waits for what is being answered, and then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

export async function serve(options: ServerOptions): Promise<WebhookServer> {
  const { certificate, metrics, minVersion = 'TLSv1.2', patience = PATIENCE } = options;
  const intake: Intake = { desk: options, inFlight: 0, large: 0, draining: false };
  const tls = () => tlsOptions(certificate, minVersion);
  const server = createServer(
    {
      ...tls(),
      handshakeTimeout: patience.handshake,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: patience.headers,
      requestTimeout: patience.request,
      connectionsCheckingInterval: CHECK_MS,
    },
    listenerOf(intake),
  );
  server.maxConnections = CONNECTIONS;
  server.on('drop', () => metrics.shed('connections'));
  server.on('tlsClientError', () => metrics.handshakeFailed());
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const { address, port } = await listen(server, options);
  metrics.gauge('in_flight', 'Requests being read, judged or answered.', () => intake.inFlight);
  // Whoever renews is told if this throws; the certificate in force stays.
  const renew = () => server.setSecureContext(tls());
  const unsubscribe = certificate.onChange(renew);
  // It may have changed while we began to listen.
  renew();
  return {
    host: address,
    port,
    sayGoodbye() {
      intake.draining = true;
    },
    close(graceMs) {
      unsubscribe();
      return new Promise((closed) => {
        const cut = setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, graceMs);
        server.close(() => {
          clearTimeout(cut);
          closed();
        });
      });
    },
  };
}
