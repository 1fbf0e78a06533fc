/**
 * The API server's side of a visit, for demo and bench: posts AdmissionReviews over HTTPS with
 * keep-alive, checks what it must check of the answer, and applies the patch.
 */
import { Agent, request } from 'node:https';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { admissionReview } from '../expand/admission-review.ts';
import { isRecord, member, text, type Raw } from '../expand/raw.ts';

export interface Answer {
  readonly allowed: boolean;
  readonly message: string;
  readonly warnings: readonly string[];
  /** Our audit annotations, by their short names. */
  readonly audit: Readonly<Record<string, string>>;
  readonly patch: readonly Operation[];
}

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly ca: string;
  readonly serverName: string;
}

export interface Caller {
  visit(path: 'mutate' | 'validate', pod: Raw): Promise<Answer>;
  close(): void;
}

const TIMEOUT_MS = 10_000;

export function caller(target: Target): Caller {
  const agent = new Agent({
    keepAlive: true,
    ca: target.ca,
    servername: target.serverName,
    ALPNProtocols: ['http/1.1'],
  });
  return {
    async visit(path, pod) {
      const review = admissionReview({ pod, name: path, dryRun: false });
      const answer = await post(agent, target, `/${path}?timeout=5s`, JSON.stringify(review));
      return read(answer, text(member(review, 'request')['uid']) ?? '');
    },
    close: () => agent.destroy(),
  };
}

function post(
  agent: Agent,
  { host, port, serverName }: Target,
  path: string,
  body: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      host: serverName,
    };
    const call = request(
      { agent, host, port, path, method: 'POST', headers, timeout: TIMEOUT_MS },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const got = Buffer.concat(chunks).toString('utf8');
          if (response.statusCode === 200) resolve(got);
          else
            reject(
              new Error(`failed calling webhook: ${path} answered ${response.statusCode}: ${got}`),
            );
        });
      },
    );
    call.on('timeout', () =>
      call.destroy(new Error(`failed calling webhook: no answer in ${TIMEOUT_MS / 1000} s`)),
    );
    call.on('error', reject);
    call.end(body);
  });
}

/** What the API server insists on before it believes an answer. */
function read(body: string, uid: string): Answer {
  const review: unknown = JSON.parse(body);
  const response = member(review, 'response');
  if (
    !isRecord(review) ||
    review['kind'] !== 'AdmissionReview' ||
    review['apiVersion'] !== 'admission.k8s.io/v1'
  )
    throw new Error('invalid webhook response: not an admission.k8s.io/v1 AdmissionReview');
  if (response['uid'] !== uid)
    throw new Error(`invalid webhook response: uid ${String(response['uid'])} is not ${uid}`);
  if ((response['patch'] === undefined) !== (response['patchType'] === undefined))
    throw new Error('invalid webhook response: patch and patchType go together');
  const warnings = Array.isArray(response['warnings'])
    ? response['warnings'].filter((one) => typeof one === 'string')
    : [];
  return {
    allowed: response['allowed'] === true,
    message: text(member(response, 'status')['message']) ?? '',
    warnings,
    audit: Object.fromEntries(
      Object.entries(member(response, 'auditAnnotations')).map(([key, value]) => [
        key,
        text(value) ?? '',
      ]),
    ),
    patch: patchIn(response),
  };
}

function patchIn(response: Raw): Operation[] {
  const encoded = text(response['patch']);
  if (encoded === undefined) return [];
  const operations: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  if (!Array.isArray(operations))
    throw new Error('invalid webhook response: the patch is no array');
  return operations;
}

/** The pod with the patch applied; the one given stays as it is. */
export const patched = (pod: Raw, operations: readonly Operation[]): Raw =>
  jsonPatch.applyPatch(structuredClone(pod), [...operations], true).newDocument;
