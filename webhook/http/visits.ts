/**
 * The two visits, from bytes to answer, and the one place where an outage becomes a stance.
 * `/mutate` never blocks: whatever fails, the pod goes on as its user wrote it. `/validate` never
 * guesses: what fails there is a failure to the API server, and its failure policy decides.
 *
 * `/mutate` does not wait for anything once its body is there, not even for a promise.
 */
import type { Admit } from '../admit.ts';
import type { Decision, Visit } from '../core/decision.ts';
import type { Review } from '../core/review.ts';
import type { Announcer, Clock, Witness } from '../ports.ts';
import { type Answer, badRequest, busy, failure, judged, leftAlone } from './answer.ts';
import type { Voice } from './answer.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { PolicyReader } from './policy-review.ts';
import { proposal } from './proposal.ts';
import { readReview, type Unreadable } from './read-review.ts';
import type { WorkloadReader } from './workload-review.ts';

/** All that a visit needs, wired in main. */
export interface Desk {
  readonly admit: Admit;
  readonly announcer: Announcer;
  /** Remembers both visits for whoever asks later; absent where nobody may. */
  readonly witness?: Witness;
  /** Reads documents before they are stored; absent where nobody sends any. */
  readonly policies?: PolicyReader;
  /** Tells what the pods of a workload will get; absent where nobody asks. */
  readonly workloads?: WorkloadReader;
  readonly voice: Voice;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
  /**
   * Whether `/validate` is installed to fail closed. Only then may a visit that we have no time for
   * be refused; otherwise it fails, and the API server admits the pod as if we were not there.
   */
  readonly failClosed: boolean;
}

export function mutate(desk: Desk, body: Buffer): Answer {
  const began = performance.now();
  const read = readReview(body);
  if (!read.ok) return unreadable(desk, 'mutate', read);
  const { review, object } = read;
  try {
    const decision = desk.admit.propose(review);
    const told = proposal(review, decision, object, desk.voice);
    if (!told.ok) withheld(desk, review, decision, told.says);
    record(desk, review, decision, began);
    return told.answer;
  } catch (error) {
    failed(desk, 'mutate', review, error);
    return leftAlone(review.uid, 'an error of ours, which our log tells');
  }
}

const NO_UID: Unreadable = {
  ok: false,
  status: 400,
  reason: 'pod',
  message: 'the pod has no metadata.uid, which the API server gives it before it is validated',
};

export interface Judgement {
  readonly answer: Answer;
  /** To be done once the answer has left. */
  readonly after?: () => void;
}

export async function validate(desk: Desk, body: Buffer, deadline: number): Promise<Judgement> {
  const began = performance.now();
  const read = readReview(body);
  if (!read.ok) return { answer: unreadable(desk, 'validate', read) };
  const { review } = read;
  if (lacksUid(review))
    return { answer: unreadable(desk, 'validate', { ...NO_UID, uid: review.uid }) };
  try {
    const decision = await inTime(desk.admit.judge(review, deadline), deadline - desk.clock.now());
    if (decision === 'late') return { answer: tooLate(desk, review) };
    const answer = judged(review.uid, decision, desk.voice);
    record(desk, review, decision, began);
    return review.dryRun ? { answer } : { answer, after: () => announce(desk, review, decision) };
  } catch (error) {
    failed(desk, 'validate', review, error);
    return { answer: failure(500, 'an error of ours, which our log tells') };
  }
}

/** It is counted by its UID, and one UID for all would count them as one. */
const lacksUid = ({ operation, subResource, dryRun, pod }: Review): boolean =>
  operation === 'CREATE' && subResource === '' && !dryRun && !pod.metadata.uid;

/** For a visit that there is no room for and no time to come again. */
export function sendAway(desk: Desk, body: Buffer): Answer {
  const read = readReview(body);
  return read.ok
    ? busy(read.review.uid, 'too busy to judge this pod; try again in a second')
    : unreadable(desk, 'validate', read);
}

function withheld({ metrics, log }: Desk, { uid }: Review, { id }: Decision, says: string): void {
  metrics.patchNotApplied();
  log.say('error', `a patch was withheld: it ${says}`, { uid, decision: id });
}

function unreadable(desk: Desk, visit: Visit, { reason, message, uid }: Unreadable): Answer {
  desk.metrics.malformed(reason);
  desk.log.say('warn', message, { visit, uid: uid ?? '' });
  if (uid === undefined) return failure(400, message);
  return visit === 'mutate' ? leftAlone(uid, message) : badRequest(uid, message);
}

function tooLate(desk: Desk, { uid }: Review): Answer {
  const says = 'no decision in time; try again in a second';
  desk.metrics.shed('deadline');
  desk.log.say('warn', says, { visit: 'validate', uid });
  return desk.failClosed ? busy(uid, says) : failure(503, says);
}

function record(desk: Desk, review: Review, decision: Decision, began: number): void {
  const milliseconds = performance.now() - began;
  desk.metrics.reviewed(decision, milliseconds / 1000);
  desk.log.visit(review, decision, milliseconds);
  desk.witness?.saw(review, decision);
}

function announce(desk: Desk, review: Review, decision: Decision): void {
  try {
    desk.announcer.announce(review, decision);
  } catch (error) {
    failed(desk, 'validate', review, error);
  }
}

function failed({ metrics, log }: Desk, visit: Visit, { uid }: Review, error: unknown): void {
  metrics.failed(visit);
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const at = stack.split('\n', 3).slice(1).join(' <');
  log.say('error', message, { visit, uid, at });
}

async function inTime<T>(answer: Promise<T>, milliseconds: number): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), Math.max(0, milliseconds)).unref();
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
