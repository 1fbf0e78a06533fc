/** Gathers a body. One that comes in a single chunk, as small ones do, is used as it came. */
import type { IncomingMessage } from 'node:http';
import { LARGE_BODY } from './limits.ts';

/** Takes the call along, so that requests share these two and need none of their own. */
export interface Receiver<Call> {
  /** Asked at each chunk of a large body. A `false` has answered already, and nothing more is kept. */
  mayGrow(call: Call, size: number): boolean;
  /** Not told of an upload that broke off. */
  whole(call: Call, body: Buffer): void;
}

export function upload<Call>(req: IncomingMessage, call: Call, to: Receiver<Call>): void {
  let first: Buffer | undefined;
  let chunks: Buffer[] | undefined;
  let size = 0;
  const data = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > LARGE_BODY && !to.mayGrow(call, size)) {
      first = undefined;
      chunks = undefined;
      // Only our own: whoever refused may be listening for the end.
      req.off('data', data).off('end', end);
    } else if (first === undefined) first = chunk;
    else (chunks ??= [first]).push(chunk);
  };
  const end = (): void =>
    to.whole(call, chunks === undefined ? (first ?? NOTHING) : Buffer.concat(chunks, size));
  req.on('data', data);
  req.on('end', end);
}

const NOTHING = Buffer.alloc(0);
