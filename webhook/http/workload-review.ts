/**
 * A workload on its way into the cluster. Its author is told at once what its pods will get, in one
 * warning line, and nothing more: it is always allowed and never changed. Whatever fails here, it is
 * stored all the same, by an answer that says nothing; what cannot be answered is left to a failure
 * policy that ignores it.
 */
import { isRecord } from '../core/record.ts';
import { oneLine } from '../core/text.ts';
import { answering, failure, type Answer } from './answer.ts';
import { requestOf } from './document-request.ts';
import { NEWS_BODY } from './limits.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

type Unread = Readonly<Record<string, unknown>>;

/** What is to be said of an object; it writes nothing anywhere. */
export interface WorkloadReader {
  read(change: { object: Unread; old: Unread | 'none'; namespace: string }): Promise<{
    readonly outcome: 'told' | 'nothing' | 'unchanged';
    /** E.g. `Deployment speech/whisper`. */
    readonly workload: string;
    readonly line?: string;
  }>;
}

interface WorkloadDesk {
  readonly workloads?: WorkloadReader;
  readonly metrics: Metrics;
  readonly log: Log;
}

const WARNING_MAX = 256;

export async function reviewWorkload(desk: WorkloadDesk, body: Buffer): Promise<Answer> {
  const began = performance.now();
  const read = requestOf(body);
  if ('wrong' in read) {
    desk.metrics.malformed(read.wrong);
    return failure(400, read.says);
  }
  const { uid, request } = read;
  if (body.length > NEWS_BODY) {
    desk.metrics.foretold('too-large');
    return silent(uid);
  }
  try {
    return await told(desk, uid, request, began);
  } catch (error) {
    desk.metrics.foretold('failed');
    desk.log.say('error', String(error), { visit: 'workloads', uid });
    return silent(uid);
  }
}

const silent = (uid: string): Answer => answering(uid, '"allowed":true');

async function told(
  { workloads, metrics, log }: WorkloadDesk,
  uid: string,
  request: Unread,
  began: number,
): Promise<Answer> {
  const { object, oldObject, namespace, dryRun } = request;
  if (workloads === undefined || !isRecord(object) || typeof namespace !== 'string')
    return silent(uid);
  const old = isRecord(oldObject) ? oldObject : 'none';
  const { outcome, workload, line } = await workloads.read({ object, old, namespace });
  metrics.foretold(outcome);
  if (outcome !== 'unchanged')
    log.say('info', line ?? 'nothing to tell of its pods', {
      visit: 'workloads',
      uid,
      workload,
      outcome,
      dryRun: String(dryRun === true),
      ms: Math.round((performance.now() - began) * 1000) / 1000,
    });
  if (line === undefined) return silent(uid);
  return answering(
    uid,
    `"allowed":true,"warnings":[${JSON.stringify(oneLine(line, WARNING_MAX))}]`,
  );
}
