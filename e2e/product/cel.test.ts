/**
 * Conditions twice: as ours, and as validations of the API server. Whatever is asked of whichever pod, both
 * find it true, or false, or neither can tell.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { readPod } from '../../webhook/core/read-pod.ts';
import type { Subject } from '../../webhook/core/terms.ts';
import { MOST_COST } from '../../webhook/cel/meter.ts';
import { defaulted } from '../../webhook/expand/defaults.ts';
import { conditionsOf } from '../../webhook/policy/conditions.ts';
import { tell } from '../../webhook/suite/figures.ts';
import { apiOf, type Api } from '../faults/api.ts';
import { BOOT_MS, canRun, eventually, sharedCluster, type Cluster } from '../shared.ts';
import { PODS, QUESTIONS, REFUSED } from './questions.fixture.ts';

jest.setTimeout(120_000);
const suite = canRun() ? describe : describe.skip;

const NAMESPACE = 'asked';
const GROUP = 'cel-group';

/** The API server cuts its warnings short where they are long together. */
const AT_ONCE = 8;

const groups = Array.from({ length: Math.ceil(QUESTIONS.length / AT_ONCE) }, (_, group) =>
  QUESTIONS.slice(group * AT_ONCE, (group + 1) * AT_ONCE),
);

type Answer = 'true' | 'false' | 'error';

suite('what policies ask in CEL', () => {
  let cluster: Cluster;
  let api: Api;
  const documents = groups.flatMap((questions, group) =>
    policyOf(`asked-${group}`, group, questions),
  );

  beforeAll(async () => {
    cluster = await sharedCluster();
    api = await apiOf(cluster);
    await cluster.namespace(NAMESPACE);
    await cluster.apply(documents.map((one) => JSON.stringify(one)).join('\n---\n'));
    // A policy is in force some moments after it was stored, each at a moment of its own.
    for (const group of groups.keys())
      await eventually(`policy ${group} to ask`, async () => {
        const { warnings } = await api.createPod(labelled(PODS[0], group), { dryRun: true });
        return warnings.some((text) => text.includes(`asked-${group}'`));
      });
  }, BOOT_MS);

  afterAll(async () => {
    api.close();
    for (const group of groups.keys()) {
      for (const kind of ['validatingadmissionpolicybinding', 'validatingadmissionpolicy'])
        await cluster.kubectl(['delete', kind, `asked-${group}`, '--ignore-not-found']);
    }
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--timeout=60s']);
    await cluster.stop();
  });

  test(`is answered as the API server answers, ${QUESTIONS.length} questions of ${PODS.length} pods`, async () => {
    const asked: Asked[] = [];
    for (const pod of PODS)
      for (const [group, questions] of groups.entries()) {
        const sent = labelled(pod, group);
        const { status, body, warnings } = await api.createPod(sent, { dryRun: true });
        expect({ status, body }).toMatchObject({ status: 201 });
        const seen = { stored: body, sent: defaulted(copyOf(sent)) };
        for (const [i, question] of questions.entries())
          asked.push({ question, theirs: saidOf(warnings, group * AT_ONCE + i), seen });
      }
    const tally = { true: 0, false: 0, error: 0 };
    for (const { theirs } of asked) tally[theirs]++;
    tell(`conditions as the API server answers them: ${JSON.stringify(tally)}`);
    expect(asked.flatMap(differences)).toEqual([]);
    expect(Math.min(tally.true, tally.false, tally.error)).toBeGreaterThan(PODS.length * 5);
  });

  test.each(REFUSED)('%s is refused by both', async (text) => {
    const [policy] = policyOf('refused', 0, [text]);
    const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies?dryRun=All';
    expect((await api.send('POST', path, policy)).status).toBe(422);
    expect(conditionsOf('p', [{ name: 'c', cel: text }], MOST_COST)).toEqual([]);
  });
});

/** Of this realm, as what is read from a file is. */
const copyOf = <T>(pod: T): T => JSON.parse(JSON.stringify(pod)) as T;

interface Asked {
  readonly question: string;
  readonly theirs: Answer;
  /** The pod as the API server has it, and as a file has it. */
  readonly seen: Readonly<Record<string, unknown>>;
}

const differences = ({ question, theirs, seen }: Asked): string[] =>
  Object.entries(seen).flatMap(([what, pod]) => {
    const ours = answered(question, pod);
    return ours === theirs
      ? []
      : [`${question}, ${what}: ${ours}, and ${theirs}: ${JSON.stringify(pod)}`];
  });

const labelled = (pod: (typeof PODS)[number] | undefined, group: number) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  ...pod,
  metadata: {
    ...pod?.metadata,
    namespace: NAMESPACE,
    labels: { ...pod?.metadata.labels, [GROUP]: String(group) },
  },
});

/** Each is told apart by its number, which stands in what is said of those that are errors, too. */
function numbered(i: number, question: string): string {
  return `${i} == ${i} && (${question})`;
}

function policyOf(name: string, group: number, questions: readonly string[]): object[] {
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        objectSelector: { matchLabels: { [GROUP]: String(group) } },
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
        ],
      },
      validations: [
        { expression: 'false', message: 'it asks' },
        ...questions.map((question, i) => ({
          expression: numbered(group * AT_ONCE + i, question),
          message: `number ${group * AT_ONCE + i} is false`,
        })),
      ],
    },
  };
  const binding = {
    ...policy,
    kind: 'ValidatingAdmissionPolicyBinding',
    spec: { policyName: name, validationActions: ['Warn'] },
  };
  return [policy, binding];
}

function saidOf(warnings: readonly string[], i: number): Answer {
  if (warnings.some((text) => text.includes(`number ${i} is false`))) return 'false';
  return warnings.some((text) => text.includes(`'${i} == ${i} && (`)) ? 'error' : 'true';
}

const SUBJECT: Subject = {
  namespace: NAMESPACE,
  namespaceLabels: {},
  podLabels: {},
  ownerKind: '',
  ownerName: '',
};

function answered(cel: string, pod: unknown): Answer {
  const read = readPod(pod);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  const [condition] = conditionsOf('p', [{ name: 'c', cel }], MOST_COST);
  if (condition === undefined) return 'error';
  const answer = condition.answer(read.pod, SUBJECT);
  if (typeof answer !== 'string') return 'error';
  return answer === 'holds' ? 'true' : 'false';
}
