/**
 * Bytes to a Review. What is wrong is a value that says what came and what was wanted, with the
 * JSON pointer to it, and the uid where there is one to answer to. Nothing of the body is merged,
 * cloned or walked, so a key named `__proto__` could do no harm; it is refused all the same,
 * because the API server never sends one.
 */
import { alike } from '../core/alike.ts';
import type { Pod } from '../core/pod.ts';
import { readPod } from '../core/read-pod.ts';
import { isRecord } from '../core/record.ts';
import type { Review } from '../core/review.ts';
import { oneLine } from '../core/text.ts';
import { deeperThan } from './depth.ts';
import { DEPTH_FROM, DEPTH_LIMIT } from './limits.ts';
import { textWithoutManagedFields } from './managed-fields.ts';

export type Malformed = 'not-json' | 'too-deep' | 'prototype-key' | 'envelope' | 'pod';

export interface Unreadable {
  readonly ok: false;
  readonly status: 400;
  readonly reason: Malformed;
  readonly message: string;
  /** Where there is one, the answer can be an AdmissionReview. */
  readonly uid?: string;
}

/** `object` is the pod as parsed, of which `review.pod` is the typed view: the patch is tried on it. */
export type ReadReview =
  { readonly ok: true; readonly review: Review; readonly object: object } | Unreadable;

type Unread = Readonly<Record<string, unknown>>;

interface Envelope {
  readonly request: Unread;
  readonly uid: string;
  readonly operation: Review['operation'];
  readonly namespace: string;
}

export function readReview(body: Buffer): ReadReview {
  if (body.length > DEPTH_FROM && deeperThan(body, DEPTH_LIMIT))
    return no('too-deep', `the body nests deeper than ${DEPTH_LIMIT} levels`);
  const text = textWithoutManagedFields(body);
  const value = parsed(text);
  if (value === undefined) return no('not-json', `the body is no JSON (${body.length} bytes)`);
  const envelope = readEnvelope(value);
  if (typeof envelope === 'string') return no('envelope', envelope, uidOf(value));
  // Four characters: the engine looks for a longer word six times as long.
  if (text.includes('__pr') && PROTOTYPE_KEY.test(text))
    return no('prototype-key', 'the review holds a key named __proto__', envelope.uid);
  return reviewOf(envelope);
}

/** As a key. Inside a string, as in an annotation that quotes JSON, the quotes are escaped. */
const PROTOTYPE_KEY = /"__proto__"\s*:/;

/** `undefined` is not a value that JSON can have. The parser's own message would quote the body. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function uidOf(value: unknown): string | undefined {
  const request = isRecord(value) ? value['request'] : undefined;
  const uid = isRecord(request) ? request['uid'] : undefined;
  return isUid(uid) ? uid : undefined;
}

const isUid = (uid: unknown): uid is string =>
  typeof uid === 'string' && uid !== '' && uid.length <= 128;

/** The envelope, or what is wrong with it. */
function readEnvelope(value: unknown): Envelope | string {
  if (!isRecord(value)) return must('review', 'an object', '', value);
  const { apiVersion, kind, request } = value;
  if (apiVersion !== 'admission.k8s.io/v1')
    return must('review.apiVersion', 'admission.k8s.io/v1', '/apiVersion', apiVersion);
  if (kind !== 'AdmissionReview') return must('review.kind', 'AdmissionReview', '/kind', kind);
  if (!isRecord(request)) return must('review.request', 'an object', '/request', request);
  return readRequest(request);
}

function readRequest(request: Unread): Envelope | string {
  const { uid, operation, namespace, dryRun = false } = request;
  const resource = kindOf(request);
  if (!isUid(uid))
    return must('review.request.uid', 'a string of 1 to 128 characters', '/request/uid', uid);
  if (resource !== 'Pod' && resource !== 'Binding')
    return must('review.request.kind', 'a Pod', '/request/kind/kind', resource);
  if (!isOperation(operation))
    return must(
      'review.request.operation',
      'CREATE, UPDATE, DELETE or CONNECT',
      '/request/operation',
      operation,
    );
  if (typeof namespace !== 'string' || namespace === '')
    return must('review.request.namespace', 'a name', '/request/namespace', namespace);
  return typeof dryRun === 'boolean'
    ? { request, uid, operation, namespace }
    : must('review.request.dryRun', 'true or false', '/request/dryRun', dryRun);
}

function kindOf({ kind }: Unread): unknown {
  return isRecord(kind) ? kind['kind'] : kind;
}

const OPERATIONS = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'];

const isOperation = (value: unknown): value is Review['operation'] =>
  OPERATIONS.some((known) => known === value);

function reviewOf({ request, uid, operation, namespace }: Envelope): ReadReview {
  const binds = kindOf(request) === 'Binding';
  // What is deleted stands in `oldObject`; there is no other.
  const read = binds
    ? boundBy(request)
    : podAt(request, operation === 'DELETE' ? 'oldObject' : 'object');
  if (!read.ok) return no(read.reason, read.message, uid);
  const { pod } = read;
  const one = standsFor(pod, namespace);
  if (one === undefined) return no('too-deep', 'the pod nests too deep', uid);
  const review: Review = {
    uid,
    operation,
    // Bindings have an older door as well, /bindings, which is no subresource.
    subResource: binds ? 'binding' : text(request['subResource']),
    namespace,
    pod,
    alike: one,
    dryRun: request['dryRun'] === true,
    ...nodeOf(request['userInfo']),
  };
  if (operation !== 'UPDATE') return { ok: true, review, object: pod };
  const old = podAt(request, 'oldObject');
  return old.ok
    ? { ok: true, review: { ...review, oldPod: old.pod }, object: pod }
    : no(old.reason, old.message, uid);
}

/** Labels and annotations of a binding are written onto its pod; of the pod itself it says no more. */
function boundBy(request: Unread): PodAt {
  const { object } = request;
  const metadata = isRecord(object) ? object['metadata'] : undefined;
  const containers = [{ name: 'unknown' }];
  return podAt({ object: { kind: 'Pod', metadata, spec: { containers } } }, 'object');
}

const NODE = 'system:node:';

/** The group is given by whoever authenticates; a name alone could be anybody's. */
function nodeOf(userInfo: unknown): Pick<Review, 'node'> {
  if (!isRecord(userInfo)) return {};
  const { groups } = userInfo;
  const name = text(userInfo['username']);
  return name.startsWith(NODE) && Array.isArray(groups) && groups.includes('system:nodes')
    ? { node: name.slice(NODE.length) }
    : {};
}

/** `undefined` where something in it nests so deep that it cannot be written down again. */
function standsFor(pod: Pod, namespace: string): Pod | undefined {
  try {
    return alike(pod, namespace);
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

type PodAt =
  | { readonly ok: true; readonly pod: Pod }
  | { readonly ok: false; readonly reason: Malformed; readonly message: string };

function podAt(request: Unread, at: 'object' | 'oldObject'): PodAt {
  const object = request[at];
  const kind = isRecord(object) ? object['kind'] : object;
  if (kind !== 'Pod') {
    const message = must(`review.request.${at}`, 'a Pod', `/request/${at}/kind`, kind);
    return { ok: false, reason: 'envelope', message };
  }
  const read = readPod(object);
  if (read.ok) return read;
  const [first, ...more] = read.faults;
  const others = more.length === 0 ? '' : `; and ${more.length} more`;
  const message = `/request/${at}${first?.pointer ?? ''} ${first?.says ?? 'is no Pod'}${others}`;
  return { ok: false, reason: 'pod', message };
}

const no = (reason: Malformed, message: string, uid?: string): Unreadable => ({
  ok: false,
  status: 400,
  reason,
  message: oneLine(message),
  ...(uid === undefined ? {} : { uid }),
});

const must = (what: string, wanted: string, pointer: string, got: unknown): string =>
  `${what} must be ${wanted}, got ${named(got)} (at ${pointer === '' ? 'the root' : pointer})`;

function named(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return `a ${typeof value}`;
  if (/^[A-Z][a-z][A-Za-z]{0,61}$/.test(value))
    return `${/^[AEIO]/.test(value) ? 'an' : 'a'} ${value}`;
  return value === '' ? 'an empty string' : JSON.stringify(value.slice(0, 63));
}
