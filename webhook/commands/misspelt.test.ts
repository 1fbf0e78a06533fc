import { expect, test } from '@jest/globals';
import { misspelt } from './misspelt.ts';

const pod = (container: object) => ({ spec: { containers: [{ name: 'main', ...container }] } });
const GPU = { 'nvidia.com/gpu': 1 };

test.each([
  [{ resource: { limits: GPU } }, 'field resource,', 'resources'],
  [{ Resources: { limits: GPU } }, 'field Resources,', 'resources'],
  [{ limits: GPU }, 'field limits,', 'resources.limits'],
  [{ resources: { limit: GPU } }, 'field resources.limit,', 'limits'],
])('%j: %s did you mean %s?', (container, field, meant) => {
  const [told = '', ...others] = misspelt(pod(container));
  expect(told).toContain(field);
  expect(told).toContain(`did you mean ${meant}?`);
  expect(others).toEqual([]);
});

test('fields that Kubernetes knows are no slip of anything', () => {
  const container = {
    resources: { limits: GPU, requests: GPU, claims: [] },
    resizePolicy: [],
    restartPolicy: 'Always',
    securityContext: {},
    restartPolicyRules: [],
  };
  expect(misspelt(pod(container))).toEqual([]);
});
