/** A client over real sockets, with manners and without. */
import type { IncomingHttpHeaders } from 'node:http';
import { request, type Agent, type RequestOptions } from 'node:https';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { admissionReview } from './review.fixture.ts';

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

export function ask(where: RequestOptions, question: Question): Promise<Answered> {
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
export function raw(options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((connected, failed) => {
    const socket = connect(options, () => connected(socket));
    socket.setTimeout(20_000, () => socket.destroy(new Error('nothing happened for 20 s')));
    socket.on('error', failed);
  });
}

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
