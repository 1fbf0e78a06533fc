/**
 * One kept-alive HTTP/1.1 connection over TLS, without a client library, so that the generator
 * costs less than what it measures. Writes as Go's client does: the first four KiB, then the rest.
 */
import { connect, type TLSSocket } from 'node:tls';
import type { Asked } from '../reviews.ts';
import type { Target } from './orders.ts';

/** The buffer of Go's HTTP transport. */
const FIRST_BYTES = 4096;

export interface Request {
  readonly uid: string;
  readonly first: Buffer;
  readonly rest: Buffer;
}

/** The headers that an API server sends. */
export function requestOf({ uid, body }: Asked): Request {
  const head = [
    'POST /mutate?timeout=2s HTTP/1.1',
    'Host: tranche.tranche-system.svc:8443',
    'User-Agent: kube-apiserver-admission',
    `Content-Length: ${body.length}`,
    'Accept: application/json, */*',
    'Content-Type: application/json',
    'Accept-Encoding: gzip',
    '\r\n',
  ].join('\r\n');
  const whole = Buffer.concat([Buffer.from(head), body]);
  return { uid, first: whole.subarray(0, FIRST_BYTES), rest: whole.subarray(FIRST_BYTES) };
}

/** Head and body of an answer, as they came. */
export type Heard = (answer: Buffer) => void;

export class Connection {
  readonly #socket: TLSSocket;
  #heard: Heard | undefined;
  #got: Buffer | undefined;
  #need = 0;

  private constructor(socket: TLSSocket, broken: (why: string) => void) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => broken(error.message));
    socket.on('close', () => broken('the server closed a connection'));
  }

  static open({ port, ca }: Target, broken: (why: string) => void): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: '127.0.0.1',
        servername: 'localhost',
        port,
        ca,
        ALPNProtocols: ['http/1.1'],
      });
      socket.setNoDelay(true);
      socket.once('error', reject);
      socket.once('secureConnect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket, broken));
      });
    });
  }

  ask({ first, rest }: Request, heard: Heard): void {
    this.#heard = heard;
    this.#socket.write(first);
    if (rest.length > 0) this.#socket.write(rest);
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    const got = this.#got === undefined ? chunk : Buffer.concat([this.#got, chunk]);
    this.#got = got;
    if (this.#need === 0) this.#need = lengthOf(got);
    if (this.#need === 0 || got.length < this.#need) return;
    this.#got = undefined;
    this.#need = 0;
    this.#heard?.(got);
  }
}

const END = Buffer.from('\r\n\r\n');

/** Of head and body together; 0 while the head is not whole. */
function lengthOf(got: Buffer): number {
  const end = got.indexOf(END);
  if (end < 0) return 0;
  const length = /\r\ncontent-length: (\d+)/i.exec(got.toString('latin1', 0, end))?.[1];
  if (length === undefined) throw new Error('an answer without a length');
  return end + END.length + Number(length);
}
