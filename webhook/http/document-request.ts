/** What is asked of an object that is no pod: of the envelope its uid alone must be right, to be answered to. */
import { isRecord } from '../core/record.ts';
import { deeperThan } from './depth.ts';
import { DEPTH_FROM, DEPTH_LIMIT } from './limits.ts';
import { textWithoutManagedFields } from './managed-fields.ts';
import type { Malformation } from './metrics.ts';

export type DocumentRequest =
  | { readonly uid: string; readonly request: Readonly<Record<string, unknown>> }
  | { readonly wrong: Malformation; readonly says: string };

export function requestOf(body: Buffer): DocumentRequest {
  if (body.length > DEPTH_FROM && deeperThan(body, DEPTH_LIMIT))
    return { wrong: 'too-deep', says: `the body nests deeper than ${DEPTH_LIMIT} levels` };
  try {
    const review: unknown = JSON.parse(textWithoutManagedFields(body));
    const request = isRecord(review) ? review['request'] : undefined;
    const uid = isRecord(request) ? request['uid'] : undefined;
    if (isRecord(request) && typeof uid === 'string' && uid !== '' && uid.length <= 128)
      return { uid, request };
    return {
      wrong: 'envelope',
      says: 'review.request.uid must be a string of 1 to 128 characters',
    };
  } catch {
    return { wrong: 'not-json', says: `the body is no JSON (${body.length} bytes)` };
  }
}
