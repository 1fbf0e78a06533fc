/** Which pods the API server is told to send, and what it does when nobody answers. */
import { describe, expect, test } from '@jest/globals';
import {
  bindingConditions,
  createConditions,
  judgeConditions,
  updateConditions,
} from '../webhook/core/governed.ts';
import {
  customWorkloadConditions,
  customWorkloads,
  workloadConditions,
  workloads,
} from '../webhook/core/matching/workloads.ts';
import { inBase } from './base.fixture.ts';

const webhooks = ['mutating', 'validating'].flatMap(
  (kind) => inBase(`${kind}-webhook.yaml`).webhooks,
);
/** Behind them come documents of ours (document-webhook.test.ts) and what makes pods. */
const ofPods = webhooks.slice(0, 4);
const ofWorkloads = webhooks.slice(5);

describe('the webhooks', () => {
  test('fail open as installed, and each says so at its door', () => {
    const said = webhooks.map(({ name, clientConfig, rules, failurePolicy, ...rest }) => [
      name,
      clientConfig.service.path,
      rules.flatMap((rule: { operations: string[] }) => rule.operations).join(),
      failurePolicy,
      rest.sideEffects,
      rest.timeoutSeconds,
      rest.reinvocationPolicy,
    ]);
    expect(said).toEqual([
      ['mutate.tranche.dev', '/mutate', 'CREATE', 'Ignore', 'None', 2, 'IfNeeded'],
      [
        'validate.tranche.dev',
        '/validate',
        'CREATE,UPDATE',
        'Ignore',
        'NoneOnDryRun',
        5,
        undefined,
      ],
      [
        'validate-update.tranche.dev',
        '/validate',
        'UPDATE',
        'Ignore',
        'NoneOnDryRun',
        5,
        undefined,
      ],
      [
        'validate-binding.tranche.dev',
        '/validate',
        'CREATE',
        'Ignore',
        'NoneOnDryRun',
        5,
        undefined,
      ],
      [
        'validate-policies.tranche.dev',
        '/validate-policies',
        'CREATE,UPDATE',
        'Ignore',
        'None',
        3,
        undefined,
      ],
      ['workloads.tranche.dev', '/workloads', expect.any(String), 'Ignore', 'None', 1, undefined],
      [
        'custom-workloads.tranche.dev',
        '/workloads',
        expect.any(String),
        'Ignore',
        'None',
        1,
        undefined,
      ],
    ]);
  });

  test('are sent the pods that the program calls governed', () => {
    expect(ofPods.map(({ matchConditions }) => matchConditions)).toEqual([
      createConditions(),
      judgeConditions(),
      updateConditions(),
      bindingConditions(),
    ]);
  });

  test('are sent pods, what debugs them and what binds them, and never their status', () => {
    const sent = ofPods.map(({ rules }) =>
      rules.map(({ operations, resources }: { operations: string[]; resources: string[] }) =>
        [...operations, ...resources].join(' '),
      ),
    );
    expect(sent).toEqual([
      ['CREATE pods'],
      ['CREATE pods', 'UPDATE pods/ephemeralcontainers'],
      ['UPDATE pods'],
      ['CREATE pods/binding bindings'],
    ]);
  });

  test('are sent what makes pods, and never its status or scale', () => {
    const [plain, custom] = ofWorkloads;
    expect([plain.matchConditions, custom.matchConditions]).toEqual([
      workloadConditions(),
      customWorkloadConditions(),
    ]);
    for (const [webhook, of] of [
      [plain, workloads],
      [custom, customWorkloads],
    ])
      expect(webhook.rules).toEqual(
        of.map(({ group, resources }: { group: string; resources: string[] }) => ({
          operations: ['CREATE', 'UPDATE'],
          apiGroups: [group],
          apiVersions: expect.any(Array),
          resources,
          scope: 'Namespaced',
        })),
      );
    const resources = [...workloads, ...customWorkloads].flatMap((rule) => rule.resources);
    expect(resources.filter((name) => !/^[a-z]+$/.test(name))).toEqual([]);
  });

  test('are sent none of kube-system or their own namespace', () => {
    for (const { rules, namespaceSelector, objectSelector, matchPolicy } of webhooks) {
      for (const rule of rules.filter(
        ({ apiGroups: [group] }: { apiGroups: string[] }) => group === '',
      ))
        expect(rule).toMatchObject({ apiGroups: [''], apiVersions: ['v1'], scope: 'Namespaced' });
      expect(namespaceSelector.matchExpressions).toEqual([
        {
          key: 'kubernetes.io/metadata.name',
          operator: 'NotIn',
          values: ['kube-system', 'tranche-system'],
        },
      ]);
      // A label of the pod must never be a way out.
      expect(objectSelector).toEqual({});
      expect(matchPolicy).toBe('Equivalent');
    }
  });

  test('name no caBundle, because it would be drift', () => {
    for (const { clientConfig } of webhooks) expect(Object.keys(clientConfig)).toEqual(['service']);
  });
});
