/**
 * One request and its reply, within a time and a size. A reply is whole or it is a fault: what was cut
 * off, went on for too long or grew too large is never handed on in part. node:http and not fetch, because
 * the body is counted as it comes and the socket is torn down at the first byte too many.
 */
import { request as plain, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { isRecord, textIn } from '../raw.ts';
import { faultText } from '../tell.ts';
import { OwnFault, type Connection } from './connection.ts';
import { PrometheusFault } from './fault.ts';

export interface Bounds {
  readonly milliseconds: number;
  readonly bytes: number;
  readonly signal?: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** Headers `location` and `retry-after`; empty where there were none. */
  readonly location: string;
  readonly retryAfter: string;
}

export interface Sent {
  readonly method: 'GET' | 'POST';
  /** From the base of the connection on. */
  readonly path: string;
  readonly form: URLSearchParams;
}

export async function exchange(to: Connection, sent: Sent, bounds: Bounds): Promise<Reply> {
  const late = AbortSignal.timeout(Math.max(1, bounds.milliseconds));
  const signal = AbortSignal.any(bounds.signal ? [late, bounds.signal] : [late]);
  try {
    const response = await opened(to, sent, signal);
    return replyOf(response, await bodyOf(response, bounds.bytes));
  } catch (cause) {
    throw faultOf(cause, { to, sent, bounds, late });
  }
}

function opened(to: Connection, sent: Sent, signal: AbortSignal): Promise<IncomingMessage> {
  const { method, path, form } = sent;
  const body = method === 'POST' ? form.toString() : '';
  const url = `${to.base}${path}${method === 'GET' ? `?${form.toString()}` : ''}`;
  const headers = {
    ...to.headers(),
    accept: 'application/json',
    // A packed answer of a few kilobytes may unpack to gigabytes, which no bound on what comes in would see.
    'accept-encoding': 'identity',
    'user-agent': 'tranche',
    ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
  };
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent: to.agent(), signal };
    const asked = (to.secure ? secure : plain)(url, options, resolve);
    asked.on('error', reject);
    asked.end(body);
  });
}

async function bodyOf(response: IncomingMessage, bytes: number): Promise<string> {
  const packed = response.headers['content-encoding'] ?? 'identity';
  const announced = Number(response.headers['content-length'] ?? 0);
  if (packed !== 'identity' || announced > bytes) {
    response.destroy();
    throw packed === 'identity' ? tooLarge(bytes) : new PrometheusFault('garbled', PACKED + packed);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop destroys the response, and with it the socket.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytes) throw tooLarge(bytes);
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

const PACKED = 'it was asked for plain text and answered in ';

const tooLarge = (bytes: number): PrometheusFault =>
  new PrometheusFault('costly', `the answer is larger than ${bytes} bytes`);

const replyOf = ({ statusCode = 0, headers }: IncomingMessage, text: string): Reply => ({
  status: statusCode,
  type: headers['content-type'] ?? '',
  text,
  location: headers.location ?? '',
  retryAfter: headers['retry-after'] ?? '',
});

interface Circumstances {
  readonly to: Connection;
  readonly sent: Sent;
  readonly bounds: Bounds;
  readonly late: AbortSignal;
}

function faultOf(cause: unknown, { to, sent, bounds, late }: Circumstances): unknown {
  const asked = `${to.base}${sent.path}`;
  // Whoever called us off knows why.
  if (bounds.signal?.aborted) return bounds.signal.reason;
  if (late.aborted)
    return new PrometheusFault(
      'away',
      `${asked}: no whole answer within ${bounds.milliseconds} ms`,
    );
  // What is wrong on our side was never asked of anybody.
  if (cause instanceof OwnFault) return new PrometheusFault('refused', cause.message, { cause });
  if (codeOf(cause) === 'EPROTO')
    return new PrometheusFault('refused', `${to.base} ${PLAIN}`, { cause });
  const kind = cause instanceof PrometheusFault ? cause.kind : kindOfOther(cause);
  return new PrometheusFault(kind, `${asked}: ${faultText(cause)}`, { cause });
}

const PLAIN = 'does not speak TLS: is it http there, and not https?';

const codeOf = (cause: unknown): string => (isRecord(cause) ? textIn(cause, 'code') : '');

/** A certificate that does not convince us will not do so in a second, nor will a file appear. */
function kindOfOther(cause: unknown): 'refused' | 'away' | 'garbled' {
  const code = codeOf(cause);
  if (/^(HPE_|ERR_ENCODING_)/.test(code)) return 'garbled';
  return NETWORK.test(code) ? 'away' : 'refused';
}

const NETWORK =
  /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|ENOTFOUND|EHOST|ENET|UND_|ERR_STREAM_PREMATURE_CLOSE)/;
