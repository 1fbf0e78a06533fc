import { describe, expect, test } from '@jest/globals';
import { policy, setOf, subject } from './example.ts';

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
