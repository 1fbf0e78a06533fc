import { describe, expect, test } from '@jest/globals';
import { sameObjects } from './same-objects.ts';

const service = (port: number, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'tranche', namespace: 'here', labels: { app: 'tranche', ...labels } },
  spec: { ports: [{ port }] },
});
const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'r' },
};

describe('two sets of objects', () => {
  test('are the same in any order, and without what Helm writes for itself', () => {
    const helms = service(443, {
      'helm.sh/chart': 'tranche-0.1.0',
      'app.kubernetes.io/managed-by': 'Helm',
      'app.kubernetes.io/version': '0.1.0',
    });
    expect(sameObjects([helms, role], [role, service(443)])).toEqual([]);
  });

  test('differ where a field does, and it is named', () => {
    expect(sameObjects([service(443)], [service(8443)])).toEqual([
      { object: 'v1 Service here/tranche', pointer: '/spec/ports/0/port', left: 443, right: 8443 },
    ]);
  });

  test.each([
    ['a label that is not of Helm', service(1), service(1, { team: 'x' }), '/metadata/labels/team'],
    ['a number that became text', role, { ...role, n: '1' }, '/n'],
    ['a list that became a map', { ...role, n: ['a'] }, { ...role, n: { 0: 'a' } }, '/n'],
    ['an empty map that is not there', { ...role, n: {} }, role, '/n'],
    ['a key with a slash', { ...role, n: { 'a/b~': 1 } }, { ...role, n: {} }, '/n/a~1b~0'],
  ])('differ by %s', (_, a, b, pointer) => {
    expect(sameObjects([a], [b]).map((found) => found.pointer)).toEqual([pointer]);
  });

  test('differ by an object that only one has', () => {
    expect(sameObjects([role], [])).toEqual([
      {
        object: 'rbac.authorization.k8s.io/v1 ClusterRole r',
        pointer: '',
        left: { ...role, metadata: { name: 'r', labels: {} } },
        right: undefined,
      },
    ]);
  });

  test('may not hold one object twice, for the later would hide the earlier', () => {
    expect(() => sameObjects([role, role], [])).toThrow('ClusterRole r is there twice');
  });
});
