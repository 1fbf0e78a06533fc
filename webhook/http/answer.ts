/**
 * A Decision as the AdmissionReview that answers it. Two stances, and no third place where they are
 * taken: `/mutate` never refuses, and sends a patch only where one is in force; `/validate` refuses
 * what the Decision refuses, and asks for another try where a ledger did not know.
 */
import { setIn, type Decision } from '../core/decision.ts';
import { letPast } from '../core/exemption.ts';
import { oneLine } from '../core/text.ts';

export interface Answer {
  readonly status: 200 | 400 | 500 | 503;
  readonly text: string;
}

/** What a Decision sounds like to people. */
export interface Voice {
  /** At most one line, for whoever called the API server. */
  warning(decision: Decision): string | undefined;
  refusal(decision: Decision): string;
}

/** The API server may cut what is longer. */
const WARNING_MAX = 256;
/** A refusal may name several rules; kubectl shows it as it is. */
const REFUSAL_MAX = 1024;

const NO_ANSWER_IN_TIME = 'quota/unknown';

/** What is said to a proposal beside its uid; `patch` in base64. */
export function proposed(
  decision: Decision,
  patch: string | undefined,
  warning: string | undefined,
): string {
  const change = patch === undefined ? '' : `,"patchType":"JSONPatch","patch":"${patch}"`;
  return `"allowed":true${change}${warnings(warning)}${audit(decision)}`;
}

export function judged(uid: string, decision: Decision, voice: Voice): Answer {
  const rest = warnings(voice.warning(decision)) + audit(decision);
  if (decision.verdict !== 'refuse' || !decision.inForce)
    return answering(uid, `"allowed":true${rest}`);
  const refusal = oneLine(voice.refusal(decision), REFUSAL_MAX);
  const status =
    decision.because.rule === NO_ANSWER_IN_TIME ? tryAgain(refusal) : forbidden(refusal);
  return answering(uid, `"allowed":false,"status":${JSON.stringify(status)}${rest}`);
}

/** Where we cannot decide, a `/mutate` leaves the pod alone and says so. */
export const leftAlone = (uid: string, says: string): Answer =>
  answering(uid, `"allowed":true${warnings(`tranche: left as submitted: ${says}`)}`);

/** Too busy to judge. The API server hands `Retry-After` on to the client, and clients do. */
export const busy = (uid: string, says: string): Answer =>
  answering(uid, `"allowed":false,"status":${JSON.stringify(tryAgain(`tranche: ${says}`))}`);

export const badRequest = (uid: string, says: string): Answer => {
  const message = oneLine(`tranche: ${says}`, REFUSAL_MAX);
  const status = { status: 'Failure', code: 400, reason: 'BadRequest', message };
  return answering(uid, `"allowed":false,"status":${JSON.stringify(status)}`);
};

/** Where nobody can be answered: a failure to the API server, whose failure policy decides. */
export const failure = (status: 400 | 500 | 503, says: string): Answer => ({
  status,
  text: JSON.stringify({ error: { code: status, message: oneLine(says) } }),
});

const forbidden = (message: string) => ({
  status: 'Failure',
  code: 403,
  reason: 'Forbidden',
  message,
});

const tryAgain = (message: string) => ({
  status: 'Failure',
  code: 429,
  reason: 'TooManyRequests',
  message,
  details: { retryAfterSeconds: 1 },
});

export const answering = (uid: string, response: string): Answer => ({
  status: 200,
  text: `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":${JSON.stringify(uid)},${response}}}`,
});

const warnings = (warning: string | undefined): string =>
  warning === undefined ? '' : `,"warnings":[${JSON.stringify(oneLine(warning, WARNING_MAX))}]`;

/** The API server puts the webhook's name and a `/` in front of each key. Claims are in thousandths of a GPU. */
const audit = (decision: Decision): string => {
  const { id, verdict, because, policy, policyHash, team, mode, claimAsked, claimFinal } = decision;
  const set = setIn(decision);
  return `,"auditAnnotations":${JSON.stringify({
    decision: oneLine(id),
    verdict,
    rule: because.rule,
    says: oneLine(because.says),
    policy: oneLine(policy),
    'policy-hash': oneLine(policyHash),
    team: oneLine(team),
    mode,
    'claim-asked': String(claimAsked.milliGPU),
    'claim-final': String(claimFinal.milliGPU),
    ...(set === '' ? {} : { set: oneLine(set) }),
    ...exempted(decision),
  })}`;
};

/** Who let it past what is what an auditor asks first. */
function exempted(decision: Decision): { exempted?: string } {
  const past = letPast(decision).map(({ id, reason }) => `${id}: ${reason}`);
  return past.length === 0 ? {} : { exempted: oneLine(past.join('; ')) };
}
