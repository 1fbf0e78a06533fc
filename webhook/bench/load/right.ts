/** Whether an answer is right: by a few looks under load, and thoroughly when nobody counts time. */
import { isRecord, member, text } from '../../expand/raw.ts';
import type { Request } from './connection.ts';
import type { Target } from './orders.ts';

const OK = Buffer.from('HTTP/1.1 200 ');
const ALLOWED = Buffer.from('"allowed":true');
const PATCH = Buffer.from('"patchType":"JSONPatch"');

/** The fault in words, or '' where there is none. */
export function faultIn(answer: Buffer, { uid }: Request, wants: Target['wants']): string {
  if (answer.compare(OK, 0, OK.length, 0, OK.length) !== 0)
    return `status ${answer.toString('latin1', 9, 12)}`;
  if (!answer.includes(ALLOWED)) return 'the pod was refused';
  if (!answer.includes(uid)) return 'the answer has the uid of another review';
  if (wants === 'patch' && !answer.includes(PATCH)) return 'the answer holds no patch';
  return '';
}

export interface Thorough {
  readonly fault: string;
  /** In base64, as it came. */
  readonly patch: string;
}

export function readAnswer(answer: Buffer, request: Request, wants: Target['wants']): Thorough {
  const fault = faultIn(answer, request, wants);
  if (fault !== '') return { fault, patch: '' };
  const body: unknown = JSON.parse(answer.toString('utf8', answer.indexOf('\r\n\r\n') + 4));
  const response = member(body, 'response');
  if (response['uid'] !== request.uid) return { fault: 'the uid is not that asked', patch: '' };
  const patch = text(response['patch']) ?? '';
  return { fault: wants === 'patch' ? faultInPatch(patch) : '', patch };
}

/** A patch that only notes why nothing was done would be no rewrite. */
function faultInPatch(patch: string): string {
  const operations: unknown = JSON.parse(Buffer.from(patch, 'base64').toString('utf8'));
  if (!Array.isArray(operations)) return 'the patch is no list';
  const paths = operations.filter(isRecord).map(({ path }) => text(path) ?? '');
  return paths.some((path) => path === '/spec/affinity' || path.includes('/resources/'))
    ? ''
    : `the patch rewrites nothing: ${paths.join(' ')}`;
}
