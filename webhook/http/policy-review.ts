/**
 * A policy, quota, profile or exemption on its way into the cluster. Its author is told what our
 * reader would say a moment later in its status, where nobody may look. What is wrong with it alone
 * is refused; what contradicts another object is a warning, because the next apply may mend it.
 *
 * The API server passes it on whatever fails here: an outage of ours never stops an edit.
 */
import { oneLine } from '../core/text.ts';
import { answering, failure, type Answer } from './answer.ts';
import { requestOf } from './document-request.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** What is to be said of an object, a line for each fault. */
export interface PolicyReader {
  read(object: unknown): {
    readonly refusals: readonly string[];
    readonly warnings: readonly string[];
  };
}

const REFUSAL_MAX = 1024;
const WARNING_MAX = 256;

interface PolicyDesk {
  readonly policies?: PolicyReader;
  readonly metrics: Metrics;
  readonly log: Log;
}

export function reviewPolicy(desk: PolicyDesk, body: Buffer): Answer {
  const read = requestOf(body);
  if ('wrong' in read) {
    desk.metrics.malformed(read.wrong);
    return failure(400, read.says);
  }
  const { uid, request } = read;
  try {
    const { refusals, warnings } = desk.policies?.read(request['object']) ?? NOTHING;
    if (refusals.length > 0) return refused(uid, refusals);
    const [first, ...more] = warnings;
    if (first === undefined) return answering(uid, '"allowed":true');
    const warning = oneLine(`tranche: ${first}${andMore(more)}`, WARNING_MAX);
    return answering(uid, `"allowed":true,"warnings":[${JSON.stringify(warning)}]`);
  } catch (error) {
    desk.log.say('error', String(error), { visit: 'validate-policies', uid });
    return failure(500, 'an error of ours, which our log tells');
  }
}

const NOTHING = { refusals: [], warnings: [] };

/** As the API server itself answers what a schema refuses. */
function refused(uid: string, refusals: readonly string[]): Answer {
  const message = oneLine(`tranche: ${refusals.join('; ')}`, REFUSAL_MAX);
  const status = { status: 'Failure', code: 422, reason: 'Invalid', message };
  return answering(uid, `"allowed":false,"status":${JSON.stringify(status)}`);
}

const andMore = (more: readonly string[]): string =>
  more.length === 0 ? '' : `; and ${more.length} more`;
