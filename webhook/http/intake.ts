/**
 * From a request to its answer: the room for it, its body, its visit. No exception may leave the
 * event that it came with, because it would take the process along; each visit ends in one `try`,
 * and what fails there is a failure to the API server.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, failure } from './answer.ts';
import { BODY_LIMIT, IN_FLIGHT, LARGE_AT_ONCE, LARGE_BODY } from './limits.ts';
import { reviewPolicy } from './policy-review.ts';
import { BUSY, putOff, refuse, TOO_BUSY, TOO_LARGE } from './refusal.ts';
import { lengthOf, routeOf, type Door } from './route.ts';
import { deadlineOf, timeoutSeconds, worthRetrying } from './timeout.ts';
import { type Receiver, upload } from './upload.ts';
import { type Desk, mutate, sendAway, validate } from './visits.ts';
import { reviewWorkload } from './workload-review.ts';

/** What all requests share. */
export interface Intake {
  readonly desk: Desk;
  inFlight: number;
  large: number;
  /** Once set, every answer asks the client to come back on another connection. */
  draining: boolean;
}

interface Call {
  readonly intake: Intake;
  readonly visit: Door;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Milliseconds since the epoch; only `/validate` has a deadline to reckon. */
  readonly arrival: number;
  /** There is no room for it, and no time to come again. */
  readonly unwelcome: boolean;
  large: boolean;
}

export function listenerOf(intake: Intake): (req: IncomingMessage, res: ServerResponse) => void {
  const { metrics, clock } = intake.desk;
  // One function for all requests; `this` tells whose end it is.
  const leave = function leave(this: ServerResponse): void {
    intake.inFlight -= 1;
    if (!this.req.complete && !this.writableEnded) metrics.malformed('aborted');
  };
  return (req, res) => {
    intake.inFlight += 1;
    res.on('close', leave);
    const visit = routeOf(req);
    if (typeof visit !== 'string') {
      metrics.malformed(visit.reason);
      return refuse(req, res, visit.refusal);
    }
    const arrival = visit === 'validate' ? clock.now() : 0;
    const unwelcome = intake.inFlight > IN_FLIGHT;
    const call: Call = { intake, visit, req, res, arrival, unwelcome, large: false };
    const length = lengthOf(req);
    if (unwelcome && !mayStay(call, length)) return;
    if (length <= LARGE_BODY || mayGrow(call, length)) upload(req, call, receiver);
  };
}

/** Whoever is refused by uid must be read first. There is room for that too, but not for all. */
function mayStay(call: Call, length: number): boolean {
  const { intake, visit, req, res } = call;
  intake.desk.metrics.shed('in-flight');
  const refusal = later(req);
  const refusable = visit === 'validate' && intake.desk.failClosed && refusal === TOO_BUSY;
  if (refusable && intake.inFlight <= 2 * IN_FLIGHT && length <= LARGE_BODY) return true;
  if (intake.draining) refuse(req, res, refusal);
  else putOff(req, res, refusal);
  return false;
}

/** Whether the API server would still be there to come again. */
const later = (req: IncomingMessage) =>
  worthRetrying(timeoutSeconds(req.url ?? '')) ? BUSY : TOO_BUSY;

function mayGrow(call: Call, size: number): boolean {
  const { intake, req, res } = call;
  if (size > BODY_LIMIT) {
    intake.desk.metrics.malformed('too-large');
    refuse(req, res, TOO_LARGE);
    return false;
  }
  if (call.large) return true;
  if (intake.large >= LARGE_AT_ONCE) {
    intake.desk.metrics.shed('large-bodies');
    refuse(req, res, later(req));
    return false;
  }
  call.large = true;
  intake.large += 1;
  res.on('close', () => (intake.large -= 1));
  return true;
}

function whole(call: Call, body: Buffer): void {
  const { intake, visit, req, arrival, unwelcome } = call;
  const { desk } = intake;
  try {
    if (unwelcome) return send(call, sendAway(desk, body));
    if (visit === 'mutate') return send(call, mutate(desk, body));
    if (visit === 'validate-policies') return send(call, reviewPolicy(desk, body));
    if (visit === 'workloads') {
      reviewWorkload(desk, body).then(
        (answer) => send(call, answer),
        (error: unknown) => failed(call, error),
      );
      return;
    }
    const deadline = deadlineOf(timeoutSeconds(req.url ?? ''), arrival);
    validate(desk, body, deadline).then(
      ({ answer, after }) => {
        send(call, answer);
        if (after !== undefined) setImmediate(after);
      },
      (error: unknown) => failed(call, error),
    );
  } catch (error) {
    failed(call, error);
  }
}

const receiver: Receiver<Call> = { mayGrow, whole };

function failed(call: Call, error: unknown): void {
  call.intake.desk.log.say('error', `no answer could be made: ${String(error)}`);
  send(call, failure(500, 'an error of ours, which our log tells'));
}

function send({ intake, res }: Call, { status, text }: Answer): void {
  // The client has gone; there is nobody to tell.
  if (res.destroyed) return;
  const length = Buffer.byteLength(text);
  const headers = ['Content-Type', 'application/json', 'Content-Length', String(length)];
  if (intake.draining) headers.push('Connection', 'close');
  res.writeHead(status, headers);
  // Plain ASCII, as nearly all answers are, need not be encoded.
  res.end(text, length === text.length ? 'latin1' : 'utf8');
}
