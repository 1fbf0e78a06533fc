import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../core/decision.ts';
import { allowed, decision, onSlice, refused } from '../core/testing/decision.ts';
import { newsLine } from './news.ts';

const sliced = (over: Partial<Decision> = {}) => decision({ containers: [onSlice], ...over });
const left = decision({ verdict: 'leave', containers: [] });
const WORKLOAD = 'Deployment speech/asr';

const line = (proposed: Decision, judged: Decision = allowed(), pods = 'its 3 pods') =>
  newsLine(WORKLOAD, [{ pods, proposed, judged }]);

const supplied = (mode: Decision['mode']) => [
  { container: 'main', resource: 'memory', quantity: '16Gi', mode } as const,
];
const set = { id: 'request/set', outcome: 'pass', reason: 'no memory was asked for' } as const;
const warned = {
  id: 'guard/visible-devices',
  outcome: 'warn',
  reason: 'container main picks its devices',
} as const;

const told: { name: string; proposed: Decision; judged?: Decision; want: string }[] = [
  {
    name: 'what they will take',
    proposed: sliced(),
    want: 'its 3 pods will take H100-80GB nvidia.com/mig-1g.10gb instead of nvidia.com/gpu: 1 (fit/mig: it never used more than 6.1 GiB in 14 days)',
  },
  {
    name: 'what they would take where a policy warns',
    proposed: sliced({ mode: 'warn', inForce: false }),
    want: 'its 3 pods would take H100-80GB nvidia.com/mig-1g.10gb instead of nvidia.com/gpu: 1 if policy serving enforced (fit/mig: it never used more than 6.1 GiB in 14 days)',
  },
  {
    name: 'two containers that get the same together',
    proposed: sliced({ containers: [onSlice, { ...onSlice, name: 'second' }] }),
    want: 'its 3 pods will take H100-80GB nvidia.com/mig-1g.10gb instead of nvidia.com/gpu: 1 in main and second (fit/mig: it never used more than 6.1 GiB in 14 days)',
  },
  {
    name: 'two that do not one by one',
    proposed: sliced({ containers: [onSlice, { ...onSlice, name: 'b', chosen: 'x' }] }),
    want: 'its 3 pods will get main: nvidia.com/gpu: 1 -> H100-80GB nvidia.com/mig-1g.10gb, b: nvidia.com/gpu: 1 -> x (fit/mig: it never used more than 6.1 GiB in 14 days)',
  },
  {
    name: 'requests that are set where no slice is',
    proposed: decision({
      verdict: 'leave',
      inForce: false,
      mode: 'observe',
      supplied: supplied('enforce'),
      rules: [set],
    }),
    want: 'its 3 pods will be given main: no memory -> memory: 16Gi (request/set: no memory was asked for)',
  },
  {
    name: 'requests that a policy would set',
    proposed: decision({ verdict: 'leave', supplied: supplied('warn'), rules: [set] }),
    want: 'its 3 pods would be given main: no memory -> memory: 16Gi if policy serving enforced (request/set: no memory was asked for)',
  },
  {
    name: 'a refusal, and nothing of what was proposed',
    proposed: sliced(),
    judged: refused({
      rules: [{ id: 'guard/privileged', outcome: 'fail', reason: 'it is privileged' }],
    }),
    want: 'its 3 pods will be refused: guard/privileged: it is privileged',
  },
  {
    name: 'a guardrail that warns',
    proposed: left,
    judged: allowed({ rules: [warned] }),
    want: 'its 3 pods will be warned of: guard/visible-devices: container main picks its devices',
  },
];

describe('whoever applies a workload is told', () => {
  test.each(told)('$name', ({ proposed, judged, want }) => {
    expect(line(proposed, judged)).toBe(`tranche: ${WORKLOAD}: ${want}`);
  });

  test('of each group of its pods, and once of what is the same for two', () => {
    const head = { pods: 'its head pod', proposed: left, judged: refused() };
    const worker = { pods: 'its pods', proposed: sliced(), judged: allowed() };
    expect(newsLine('RayCluster lab/tune', [head, worker, worker])).toBe(
      'tranche: RayCluster lab/tune: its head pod will be refused: guard/privileged: it is privileged; its pods will take H100-80GB nvidia.com/mig-1g.10gb instead of nvidia.com/gpu: 1 (fit/mig: it never used more than 6.1 GiB in 14 days)',
    );
  });

  test('in a line that the API server neither drops nor cuts', () => {
    const says = `\n${'x'.repeat(500)}`;
    const said = line(sliced({ because: { rule: 'fit/mig', says } })) ?? '';
    expect(said).toHaveLength(256);
    expect(said).not.toContain('\n');
  });
});

describe('nobody is told', () => {
  test.each([
    ['of pods that are left as they are', left, allowed()],
    [
      'of what a policy only observes',
      sliced({ mode: 'observe', inForce: false }),
      refused({ inForce: false, rules: [] }),
    ],
  ])('%s', (_, proposed, judged) => {
    expect(line(proposed, judged)).toBeUndefined();
  });
});
