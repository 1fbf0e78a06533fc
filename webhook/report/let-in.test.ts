/** What a pod that is let in is told of guardrails, in a terminal and by an Event. */
import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../core/decision.ts';
import { colours } from './colour.ts';
import { base } from './decision.fixture.ts';
import { explainText } from './explain.ts';
import { eventText, warningLine } from './lines.ts';

const found = (outcome: 'warn' | 'skip', enforced?: 'fail'): Decision => {
  const because = { rule: 'guard/privileged', says: 'it is privileged' } as const;
  const rule = { id: because.rule, outcome, reason: because.says, ...(enforced && { enforced }) };
  const containers = base.containers.map((one) => ({ ...one, reasons: [base.because] }));
  const verdict = enforced ? 'refuse' : 'leave';
  const judging = {
    visit: 'validate',
    inForce: false,
    because,
    containers,
    rules: [rule],
  } as const;
  return { ...base, ...judging, verdict };
};

const lastWords = (judged: Decision): string[] =>
  explainText({ proposed: base, judged, submitted: {}, admitted: {} }, colours(false))
    .split('\n')
    .filter((line) => /^ {2}(admitted|with a warning|noted)/.test(line))
    .map((line) => line.trim());

describe('a guardrail that refuses nobody', () => {
  const admitted = 'admitted, claim 1 -> 0.142 GPU';

  test('warns, or has it noted, and is not said to refuse', () => {
    expect(lastWords(found('warn'))).toEqual([
      admitted,
      'with a warning: guard/privileged: it is privileged',
    ]);
    expect(lastWords(found('skip'))).toEqual([
      admitted,
      'noted: guard/privileged: it is privileged',
    ]);
  });

  test('would refuse where its policy says deny and does not enforce yet', () => {
    expect(lastWords(found('skip', 'fail'))).toEqual([
      'admitted, would be refused: guard/privileged: it is privileged',
    ]);
  });

  test('is in the Event where it warns; where it is noted, the Event tells what was done', () => {
    expect(eventText(found('warn'))).toMatch(
      /^Warned: guard\/privileged: it is privileged \(policy/,
    );
    expect(eventText(found('skip'))).toMatch(
      /: fit\/mig: peak 6200 MiB x 1.2 fits 9984 MiB \(policy/,
    );
    expect(eventText(found('warn', 'fail'))).toMatch(/^Would refuse: /);
  });

  test('is told with the policy it is of, which is not the one that shares', () => {
    const judged = found('warn');
    const rules = judged.rules.map((rule) => ({ ...rule, policy: 'requests' }));
    const named = { ...judged, policy: 'notebooks', rules };
    expect(warningLine(named)).toBe(
      'tranche: guard/privileged: it is privileged (policy requests)',
    );
    expect(eventText(named)).toMatch(/\(policy requests, decision [0-9a-f]+\)$/);
    const long = { ...named, rules: rules.map((rule) => ({ ...rule, reason: 'x'.repeat(600) })) };
    expect(warningLine(long)).toMatch(/^.{238} \(policy requests\)$/);
    const because = { rule: 'quota/team', says: 'it is over' } as const;
    expect(eventText({ ...named, verdict: 'refuse', team: 'speech', because, rules: [] })).toMatch(
      /\(quota speech, decision/,
    );
  });
});
