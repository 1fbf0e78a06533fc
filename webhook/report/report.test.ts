import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../core/decision.ts';
import { colours } from './colour.ts';
import { base } from './decision.fixture.ts';
import { explainText } from './explain.ts';
import { eventText, refusalText, warningLine } from './lines.ts';
import { podDiff } from './pod-view.ts';

const explained = (rule: string): string[] =>
  explainText(
    {
      proposed: { ...base, workload: { ...base.workload, by: rule } },
      judged: { ...base, visit: 'validate' },
      submitted: {},
      admitted: {},
    },
    colours(false),
  ).split('\n');

test('an explanation opens with whose pod it is and which rule told so', () => {
  expect(explained('policy airflow').slice(0, 2)).toEqual([
    'speech/Deployment/whisper  rewritten',
    '  known by policy airflow, class serving (owner Deployment), team speech, policy default, mode enforce',
  ]);
  expect(explained('unknown')[1]).toMatch(/^  known by nothing, class /);
});

test('an explanation says what let a pod past a guardrail, and that it is to end', () => {
  const judged: Decision = {
    ...base,
    visit: 'validate',
    verdict: 'leave',
    rules: [
      { id: 'guard/privileged', outcome: 'skip', reason: 'exempt until …', exemption: 'tuner' },
      { id: 'guard/node-name', outcome: 'skip', reason: 'only noted' },
      { id: 'exemption/expiring', outcome: 'warn', reason: 'it ends', exemption: 'tuner' },
    ],
  };
  const text = explainText({ proposed: base, judged, submitted: {}, admitted: {} }, colours(false));
  expect(text.split('\n').filter((line) => line.startsWith('  note '))).toEqual([
    '  note guard/privileged: exempt until …',
    '  note exemption/expiring: it ends',
  ]);
});

test('an explanation shows nothing that a terminal would obey', () => {
  const hostile = 'a\u0000b\u001b[31mc\u202e';
  const [container] = base.containers;
  if (container === undefined) throw new Error('no container');
  const proposed: Decision = {
    ...base,
    workload: { namespace: hostile, kind: hostile, name: hostile, by: hostile },
    containers: [{ ...container, name: hostile, reasons: [{ rule: 'fit/mig', says: hostile }] }],
    rules: [{ id: 'fit/mig', outcome: 'warn', reason: hostile }],
  };
  const judged: Decision = {
    ...proposed,
    verdict: 'refuse',
    because: { rule: 'quota/team', says: hostile },
  };
  const of = (name: string) => ({
    spec: { containers: [{ name, resources: { limits: { 'nvidia.com/gpu': hostile } } }] },
  });
  const text = explainText(
    { proposed, judged, submitted: of('a'), admitted: of(hostile) },
    colours(false),
  );
  expect(text).toContain('a?b?[31mc?/a?b?[31mc?/a?b?[31mc?  refused');
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});

const left = { verdict: 'leave', mode: 'observe', inForce: false } as const;
const toldOfSet = { id: 'request/set', outcome: 'warn', reason: 'so much' } as const;
const memory = (mode: Decision['mode']) => ({
  container: 'main',
  resource: 'memory',
  quantity: '16Gi',
  mode,
});

describe('the one line for whoever called', () => {
  const table: { name: string; decision: Partial<Decision>; want: RegExp | undefined }[] = [
    {
      name: 'says what changes under enforce',
      decision: {},
      want: /^tranche: main: nvidia\.com\/gpu: 1 -> H100/,
    },
    {
      name: 'says what would change under warn',
      decision: { mode: 'warn', inForce: false },
      want: /^tranche: would make main: /,
    },
    {
      name: 'is silent under observe',
      decision: { mode: 'observe', inForce: false },
      want: undefined,
    },
    {
      name: 'is silent where nothing changed',
      decision: { verdict: 'leave', inForce: false },
      want: undefined,
    },
    {
      name: 'says which requests are set, with the reason for that where the GPUs are left',
      decision: { ...left, supplied: [memory('enforce')], rules: [toldOfSet] },
      want: /^tranche: main: no memory -> memory: 16Gi \(request\/set: so much\)$/,
    },
    {
      name: 'says them behind the slice, with its reason',
      decision: { supplied: [memory('enforce')], rules: [toldOfSet] },
      want: /^tranche: main: nvidia.*10gb, main: no memory -> memory: 16Gi \(fit\/mig: /,
    },
    {
      name: 'says what a policy that warns would set',
      decision: { ...left, supplied: [memory('warn')], rules: [toldOfSet] },
      want: /^tranche: would make main: no memory -> memory: 16Gi \(request\/set: so much\)$/,
    },
    {
      name: 'is silent on what a policy that observes would set',
      decision: { ...left, supplied: [memory('observe')], rules: [toldOfSet] },
      want: undefined,
    },
    {
      name: 'tells at the second visit what a guardrail warns of',
      decision: {
        visit: 'validate',
        verdict: 'refuse',
        inForce: false,
        rules: [{ id: 'quota/team', outcome: 'warn', reason: 'over' }],
      },
      want: /^tranche: quota\/team: over$/,
    },
    {
      name: 'is silent on what is only audited',
      decision: {
        visit: 'validate',
        verdict: 'refuse',
        inForce: false,
        rules: [{ id: 'quota/team', outcome: 'skip', reason: 'over' }],
      },
      want: undefined,
    },
  ];
  test.each(table)('$name', ({ decision, want }) => {
    const line = warningLine({ ...base, ...decision });
    if (want === undefined) expect(line).toBeUndefined();
    else expect(line).toMatch(want);
  });

  test('holds no control character and at most 256, whatever a pod is called', () => {
    const container = {
      ...base.containers[0],
      name: `a\n\u001b[31m${'x'.repeat(400)}`,
    } as Decision['containers'][number];
    const line = warningLine({ ...base, containers: [container] }) ?? '';
    expect(line.length).toBeLessThanOrEqual(256);
    expect(line).not.toMatch(/\p{Cc}/u);
  });
});

test('a refusal lists every rule that failed, once', () => {
  const rules: Decision['rules'] = [
    { id: 'guard/one-shared-unit', outcome: 'fail', reason: 'two' },
    { id: 'guard/unknown-resource', outcome: 'pass', reason: '' },
    { id: 'quota/team', outcome: 'fail', reason: 'over' },
  ];
  expect(refusalText({ ...base, visit: 'validate', verdict: 'refuse', rules })).toBe(
    'guard/one-shared-unit: two; quota/team: over',
  );
});

test('an Event says what, why, by which decision and where to read how to undo it', () => {
  expect(eventText(base)).toBe(
    "main: nvidia.com/gpu: 1 -> H100-80GB nvidia.com/mig-1g.10gb: fit/mig: peak 6200 MiB x 1.2 fits 9984 MiB (policy default, decision 0123456789abcdef). The pod's annotation tranche.dev/decision says how to undo it.",
  );
});

test('an Event of a pod in which requests alone were set gives no reason of its GPUs', () => {
  const { asked } = base.containers[0] ?? {};
  const containers = base.containers.map((one) => ({ ...one, chosen: asked ?? '' }));
  const supplied = [memory('enforce')];
  expect(eventText({ ...base, ...left, visit: 'validate', containers, supplied })).toBe(
    "main: no memory -> memory: 16Gi: request/set (policy default, decision 0123456789abcdef). The pod's annotation tranche.dev/decision says how to undo it.",
  );
});

const pod = (resource: string, extra: object = {}) => ({
  metadata: { name: 'p' },
  spec: {
    containers: [
      { name: 'main', image: 'x', resources: { limits: { [resource]: '1', cpu: '1' } } },
      { name: 'side' },
    ],
    tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }],
    ...extra,
  },
});

test('the diff shows only what a decision touches', () => {
  const after = pod('nvidia.com/gpu.shared', {
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
  });
  expect(podDiff(pod('nvidia.com/gpu'), after, colours(false))).toEqual([
    '   main:',
    '-    nvidia.com/gpu: "1"',
    '+    nvidia.com/gpu.shared: "1"',
    '+tolerate: nvidia.com/gpu Exists NoSchedule',
  ]);
  expect(podDiff(after, after, colours(false))).toEqual([]);
});

const requesting = (requests: object) =>
  pod('nvidia.com/gpu', {
    containers: [{ name: 'main', resources: { requests, limits: { 'nvidia.com/gpu': '1' } } }],
  });

test('requests that are set read as in a manifest', () => {
  const set = requesting({ cpu: '2', memory: '16Gi' });
  expect(podDiff(requesting({}), set, colours(false))).toEqual([
    '     nvidia.com/gpu: "1"',
    '+    requests:',
    '+      cpu: "2"',
    '+      memory: 16Gi',
  ]);
  expect(podDiff(requesting({ cpu: '2' }), set, colours(false))).toEqual([
    '       cpu: "2"',
    '+      memory: 16Gi',
  ]);
});

const wish = (weight: number, ...values: string[]) => ({
  weight,
  preference: { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values }] },
});
const preferring = (...wishes: object[]) =>
  pod('nvidia.com/gpu', {
    affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: wishes } },
  });

test('a wish about nodes is shown with its weight, one line each', () => {
  const diff = podDiff(
    preferring(wish(50, 'a')),
    preferring(wish(50, 'a'), wish(3, 'b', 'c')),
    colours(false),
  );
  expect(diff.filter((line) => line.startsWith('+'))).toEqual([
    '+  - kubernetes.io/hostname In b c (weight 3)',
  ]);
});
