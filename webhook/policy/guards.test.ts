import { describe, expect, test } from '@jest/globals';
import type { Mode, RuleId } from '../core/decision.ts';
import type { Severity } from '../core/terms.ts';
import type { PolicySet } from './compile.ts';
import { policy, setOf, subject } from './example.ts';

const severityIn = (set: PolicySet) =>
  [...set.guards(subject(), 'serving')].map(([id, named]) => [
    id,
    named.map(({ severity }) => severity),
  ]);
describe('guardrails come from every policy that matches', () => {
  const rule: RuleId = 'guard/one-shared-unit';
  const effects: [severity: Severity, mode: Mode, want: Severity][] = [
    ['deny', 'enforce', 'deny'],
    ['deny', 'warn', 'warn'],
    ['deny', 'observe', 'audit'],
    ['warn', 'enforce', 'warn'],
    ['warn', 'observe', 'audit'],
    ['audit', 'enforce', 'audit'],
  ];
  test.each(effects)('severity %s in mode %s acts as %s', (severity, mode, want) => {
    const set = setOf(policy('p', { mode, guards: [{ rule, severity }] }));
    expect(severityIn(set)).toEqual([[rule, [want]]]);
  });

  test('where two name one rule, the stricter acts', () => {
    const set = setOf(
      policy('strict', { priority: -5, mode: 'enforce', guards: [{ rule, severity: 'deny' }] }),
      policy('loose', { priority: 5, mode: 'enforce', guards: [{ rule, severity: 'audit' }] }),
      policy('elsewhere', {
        mode: 'enforce',
        match: { namespaces: ['x'] },
        guards: [{ rule: 'guard/forged-decision', severity: 'deny' }],
      }),
    );
    expect(severityIn(set)).toEqual([[rule, ['deny']]]);
  });
});

describe('a guardrail', () => {
  const set = setOf(
    policy('guards', {
      mode: 'enforce',
      guards: [
        { rule: 'guard/visible-devices', severity: 'deny', except: ['gpu-operator', 'nvidia-*'] },
        { rule: 'guard/own-keys', severity: 'deny' },
      ],
    }),
    policy('nvidia', {
      mode: 'enforce',
      match: { namespaces: ['nvidia-test'] },
      guards: [{ rule: 'guard/visible-devices', severity: 'audit' }],
    }),
  );
  const at = (namespace: string) => [...set.guards(subject({ namespace }), 'serving')];

  test.each([
    ['speech', 'deny'],
    ['gpu-operator-2', 'deny'],
    ['gpu-operator', undefined],
    ['nvidia-tools', undefined],
    // Another policy names it there.
    ['nvidia-test', 'audit'],
  ])('passes over the namespaces it excepts: %s', (namespace, severity) => {
    const found = new Map(at(namespace));
    expect(found.get('guard/visible-devices')?.map((one) => one.severity)).toEqual(
      severity === undefined ? undefined : [severity],
    );
    expect(found.get('guard/own-keys')).toMatchObject([{ severity: 'deny' }]);
  });
});
