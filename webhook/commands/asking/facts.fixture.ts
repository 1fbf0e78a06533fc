/** For tests: a pod, what the server remembers of it, and all that an answer depends on. */
import type { Decision } from '../../core/decision.ts';
import { allowed, decision, onSlice } from '../../core/testing/decision.ts';
import type { Raw } from '../../expand/raw.ts';
import { askedText } from '../../report/asked.ts';
import { colours } from '../../report/colour.ts';
import { answerOf } from './answer.ts';
import { seen, unseen, type Facts, type Memory, type Remembered } from './facts.ts';
import { POD, type Kind } from './reference.ts';

export const DEPLOYMENT: Kind = {
  kind: 'Deployment',
  api: '/apis/apps/v1',
  plural: 'deployments',
  restarts: true,
};

const NOON = '2026-11-22T12:00:00Z';
export const BEFORE = '2026-11-22T11:00:00Z';
const LONG_BEFORE = '2026-11-21T12:00:00Z';

export interface Making {
  readonly name?: string;
  readonly at?: string;
  readonly annotations?: Raw;
  readonly resources?: Raw;
}

const gpu = { limits: { 'nvidia.com/gpu': '1' } };

export const podOf = ({
  name = 'asr',
  at = NOON,
  annotations = {},
  resources = gpu,
}: Making = {}): Raw => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'speech',
    uid: `uid-of-${name}`,
    creationTimestamp: at,
    annotations,
  },
  spec: { containers: [{ name: 'main', image: 'x', resources }] },
});

export const rewritten = decision({
  containers: [onSlice],
});

export const left = (over: Partial<Decision> = {}): Decision =>
  decision({
    verdict: 'leave',
    edits: [],
    id: 'fedcba9876543210',
    because: { rule: 'evidence/none', says: 'nothing is known of it' },
    ...over,
  });

export const remembered = (over: Partial<Remembered> = {}): Remembered => ({
  at: '2026-11-22T12:00:00.250Z',
  pod: { namespace: 'speech', name: 'asr', uid: 'uid-of-asr' },
  operation: 'CREATE',
  dryRun: false,
  proposed: rewritten,
  judged: allowed(),
  ...over,
});

export const memory = (...items: Remembered[]): Memory => ({
  startedAt: BEFORE,
  since: BEFORE,
  whole: true,
  items,
});

const webhook = {
  createdAt: LONG_BEFORE,
  failurePolicy: 'Ignore',
  namespaceSelector: {
    matchExpressions: [
      { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'outside'] },
    ],
  },
};

export const facts = (over: Partial<Facts> = {}): Facts => ({
  kind: POD,
  namespace: 'speech',
  name: 'asr',
  home: 'tranche-system',
  object: seen(podOf()),
  pods: [podOf()],
  labels: seen({ 'kubernetes.io/metadata.name': 'speech' }),
  webhook: seen(webhook),
  memory: seen(memory(remembered())),
  rehearsal: seen({ proposed: rewritten, judged: allowed(), patch: [] }),
  failures: [],
  hidden: [],
  ...over,
});

export const missing = unseen<Raw>('pods "asr" not found', 404);

export const told = (over: Partial<Facts> = {}): string =>
  askedText(answerOf(facts(over)), colours(false));

export const standing = (making: Making) => ({
  object: seen(podOf(making)),
  pods: [podOf(making)],
});
