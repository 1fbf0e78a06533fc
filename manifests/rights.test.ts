/** What the manifests allow the server to do, read from them; that it is enough, and no more, is shown in e2e/. */
import { describe, expect, test } from '@jest/globals';
import { inBase } from './base.fixture.ts';

describe('the server', () => {
  test('may read what it decides on, and write what it must', () => {
    const { rules } = inBase('cluster-role.yaml');
    const reading = ['list', 'watch'];
    expect(rules).toEqual([
      {
        apiGroups: [''],
        resources: ['nodes', 'namespaces', 'pods', 'resourcequotas'],
        verbs: reading,
      },
      { apiGroups: ['apps'], resources: ['replicasets', 'statefulsets'], verbs: reading },
      { apiGroups: ['batch'], resources: ['jobs'], verbs: reading },
      {
        apiGroups: ['leaderworkerset.x-k8s.io'],
        resources: ['leaderworkersets'],
        verbs: reading,
      },
      {
        apiGroups: ['tranche.dev'],
        resources: ['gpupolicies', 'gpuquotas', 'gpuprofiles', 'gpuexemptions'],
        verbs: reading,
      },
      {
        apiGroups: ['tranche.dev'],
        resources: [
          'gpupolicies/status',
          'gpuquotas/status',
          'gpuprofiles/status',
          'gpuexemptions/status',
        ],
        verbs: ['patch'],
      },
      { apiGroups: ['tranche.dev'], resources: ['gpuprofiles'], verbs: ['create', 'patch'] },
      { apiGroups: [''], resources: ['events'], verbs: ['create'] },
      { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
      {
        apiGroups: ['authorization.k8s.io'],
        resources: ['subjectaccessreviews'],
        verbs: ['create'],
      },
      {
        apiGroups: ['admissionregistration.k8s.io'],
        resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
        resourceNames: ['tranche'],
        verbs: ['get', 'patch'],
      },
    ]);
  });

  test('is asked by whoever may view, at one port, and gives nobody a right to anything else', () => {
    const { metadata, rules } = inBase('decisions-cluster-role.yaml');
    expect(metadata.labels['rbac.authorization.k8s.io/aggregate-to-view']).toBe('true');
    expect(rules).toEqual([
      { apiGroups: ['tranche.dev'], resources: ['decisions'], verbs: ['get'] },
    ]);
    const status = inBase('status-cluster-role.yaml');
    expect(status.metadata).toMatchObject({ name: 'tranche-status', labels: metadata.labels });
    expect(status.rules).toEqual([
      { apiGroups: ['tranche.dev'], resources: ['status'], verbs: ['get'] },
    ]);
    expect(inBase('inquiry-role.yaml').rules).toEqual([
      {
        apiGroups: [''],
        resources: ['services/proxy'],
        resourceNames: ['https:tranche:inquiry'],
        verbs: ['get', 'create'],
      },
    ]);
  });

  test('may hold one lease of its own namespace', () => {
    const { metadata, rules } = inBase('role.yaml');
    expect(metadata.namespace).toBe('tranche-system');
    const leases = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };
    expect(rules).toEqual([
      { ...leases, resourceNames: ['tranche'], verbs: ['get', 'update'] },
      { ...leases, verbs: ['create'] },
    ]);
  });
});
