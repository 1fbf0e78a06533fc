/**
 * Why no decision is known of a pod that stands: it was never sent, or was sent when nobody answered
 * or nobody remembers. Looked at in the order in which the API server looks: is the webhook there,
 * does it select the namespace, does its condition hold, does it answer.
 */
import { judged, sentFor } from '../../core/governed.ts';
import type { MatchExpression } from '../../core/pod.ts';
import { readPod } from '../../core/read-pod.ts';
import { expressionsHold, holdsAll } from '../../core/selector.ts';
import { isRecord, member, text, type Raw } from '../../expand/raw.ts';
import type { Facts, Memory, Webhook } from './facts.ts';

export interface Unsent {
  /** `never sent`: that is known. `unknown`: it may have been. */
  readonly outcome: 'never sent' | 'unknown';
  readonly says: string;
  readonly change: readonly string[];
}

const never = (says: string, ...change: string[]): Unsent => ({
  outcome: 'never sent',
  says,
  change,
});
const unknown = (says: string, ...change: string[]): Unsent => ({
  outcome: 'unknown',
  says,
  change,
});

export function whyUnsent(pod: Raw, facts: Facts): Unsent {
  return (
    notRegistered(facts) ??
    notSelected(facts) ??
    notGoverned(pod) ??
    beforeItStood(pod, facts) ??
    unanswered(pod, facts)
  );
}

function notRegistered({ webhook, home }: Facts): Unsent | undefined {
  if (!webhook.ok || webhook.value !== 'none') return undefined;
  return never(
    'no webhook configuration named tranche is in this cluster: pods are stored without it',
    `install it: helm install tranche manifests/chart -n ${home} --create-namespace --set image.repository=REPOSITORY, of the image that manifests/README.md builds`,
  );
}

function notSelected({ namespace, home, labels, webhook }: Facts): Unsent | undefined {
  if (namespace === 'kube-system' || namespace === home)
    return never(
      `namespace ${namespace} is never sent: the cluster's own pods and Tranche's own must not wait for it`,
      'run the workload in a namespace of its own',
    );
  if (!webhook.ok || webhook.value === 'none' || !labels.ok) return undefined;
  if (selected(webhook.value.namespaceSelector, labels.value)) return undefined;
  return never(
    `namespace ${namespace} is excluded: the webhook's namespaceSelector passes over it`,
    `take ${namespace} out of excludedNamespaces of the chart, or change the label that excludes it`,
  );
}

function selected(selector: Raw, labels: Readonly<Record<string, string>>): boolean {
  const expressions = selector['matchExpressions'];
  return (
    holdsAll(labels, textsOf(member(selector, 'matchLabels'))) &&
    expressionsHold(Array.isArray(expressions) ? expressions.filter(isExpression) : [], labels)
  );
}

const isExpression = (value: unknown): value is MatchExpression =>
  isRecord(value) && typeof value['key'] === 'string' && typeof value['operator'] === 'string';

const textsOf = (of: Raw): Record<string, string> =>
  Object.fromEntries(
    Object.entries(of).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );

function notGoverned(pod: Raw): Unsent | undefined {
  const read = readPod(pod);
  // A claim is sent where Dynamic Resource Allocation is read, which is not seen from here.
  if (!read.ok || judged(read.pod, true)) return undefined;
  return never(
    `no condition of the webhook holds, so the pod is none of its business; none of these is so: ${sentFor().join('; ')}`,
    'ask for a GPU under resources.limits, if it is to have one',
  );
}

const createdAt = (pod: Raw): string => text(member(pod, 'metadata')['creationTimestamp']) ?? '';

/** Times of the API server have whole seconds, and its clock is not the server's. */
const SLACK_MS = 2000;

const before = (a: string, b: string, slack = 0): boolean => Date.parse(a) + slack < Date.parse(b);

/** Left out where one made anew would gain nothing. */
export const AGAIN = 'have it made anew, and it is sent';

function beforeItStood(pod: Raw, facts: Facts): Unsent | undefined {
  const { webhook, memory, home } = facts;
  const at = createdAt(pod);
  if (webhook.ok && webhook.value !== 'none' && before(at, webhook.value.createdAt))
    return never(
      `it was created at ${at}, before the webhook was installed (${webhook.value.createdAt})`,
      AGAIN,
    );
  if (!memory.ok)
    return unknown(
      'the server that decides could not be asked, and the pod itself tells nothing',
      ...(AWAY.includes(memory.status) ? [`see why, and ask again: ${look(home)}`] : []),
    );
  if (before(at, memory.value.since, SLACK_MS)) return forgotten(at, facts, memory.value);
  if (!memory.value.whole)
    return unknown(
      'the server remembers more pods than it can show at once: ask about this one by its name',
    );
  return undefined;
}

/** Nobody is behind the Service. */
const AWAY: readonly number[] = [502, 503, 504];

const look = (home: string): string =>
  `kubectl get pods -n ${home} -l app.kubernetes.io/name=tranche`;

function forgotten(at: string, facts: Facts, { startedAt, since }: Memory): Unsent {
  const asked = `it was created at ${at}, and the server remembers since ${since}`;
  const know = 'The log of that time and the audit log of the API server know';
  if (!before(at, startedAt, SLACK_MS))
    return unknown(
      `${asked}: it was left as submitted, or observed, or never sent. ${know}`,
      AGAIN,
    );
  return unknown(
    `${asked}, when it started: the one before left it as submitted or only observed it, or none answered ` +
      `and ${policyOf(facts)} let it pass${hint(facts)}. ${know}`,
    AGAIN,
  );
}

/** A pod that stands bare though it would be rewritten has most likely met nobody. */
function hint({ rehearsal }: Facts): string {
  if (!rehearsal.ok) return '';
  const { proposed } = rehearsal.value;
  return proposed.inForce && proposed.verdict === 'rewrite'
    ? ', which is likely, for by the policies of now it would have been rewritten'
    : '';
}

const policyOf = ({ webhook }: Facts): string =>
  webhook.ok ? policyIn(webhook.value) : 'failurePolicy Ignore';

function unanswered(pod: Raw, facts: Facts): Unsent {
  const at = createdAt(pod);
  const policy = policyOf(facts);
  return never(
    `it was created at ${at}, while the server stood, and no decision is on record: the API server did not reach ` +
      `it in time, and ${policy} let the pod pass`,
    AGAIN,
    `see whether it was restarted then: ${look(facts.home)}`,
  );
}

const policyIn = (webhook: Webhook | 'none'): string =>
  webhook === 'none' || webhook.failurePolicy === 'Ignore'
    ? 'failurePolicy Ignore'
    : `what was registered then (now failurePolicy ${webhook.failurePolicy})`;
