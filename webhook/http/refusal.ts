/**
 * What is turned away before anything is read: fixed words, nothing of the request in them, and
 * never a redirect, which the API server would follow with the pod in its hand.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly headers: readonly string[];
}

const refusal = (status: number, message: string, ...headers: readonly string[]): Refusal => {
  const text = JSON.stringify({ error: { code: status, message } });
  const length = String(Buffer.byteLength(text));
  return {
    status,
    text,
    headers: ['Content-Type', 'application/json', 'Content-Length', length, ...headers],
  };
};

export const NOT_FOUND = refusal(
  404,
  'only /mutate, /validate, /validate-policies and /workloads are here',
);
export const NOT_ALLOWED = refusal(405, 'reviews are sent by POST', 'Allow', 'POST');
export const NOT_JSON = refusal(415, 'reviews are sent as application/json');
export const TOO_LARGE = refusal(413, 'a review has 7 MiB at most');
/** The API server sleeps a second and sends the same bytes again, within its timeout. */
export const BUSY = refusal(503, 'too busy; try again in a second', 'Retry-After', '1');
/** No time is left to try again, and its failure policy decides. */
export const TOO_BUSY = refusal(503, 'too busy');

/** So long may somebody who is still talking go on, for the sake of hearing the answer. */
const LINGER_MS = 500;

/**
 * Answers and hangs up. Closing at once would reset the connection under a client that is still
 * sending, and the answer would be lost; so what comes is thrown away for a moment first.
 */
export function refuse(req: IncomingMessage, res: ServerResponse, what: Refusal): void {
  res.writeHead(what.status, [...what.headers, 'Connection', 'close']);
  res.write(what.text);
  const end = () => {
    clearTimeout(timer);
    if (!res.writableEnded) res.end();
  };
  const timer = setTimeout(end, LINGER_MS).unref();
  req.on('end', end);
  req.on('close', end);
  req.resume();
}

/** Answers and stays connected: whoever is to come again should not have to shake hands again. */
export function putOff(req: IncomingMessage, res: ServerResponse, what: Refusal): void {
  res.writeHead(what.status, [...what.headers]);
  res.end(what.text);
  req.resume();
}
