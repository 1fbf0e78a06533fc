import { expect, test } from '@jest/globals';
import { kindOf, podsOf, subjectTitle } from './title.ts';

test.each([
  ['batch.volcano.sh/v1alpha1', 'Job', 'Job.batch.volcano.sh'],
  ['serving.knative.dev/v1', 'Service', 'Service.serving.knative.dev'],
  ['batch/v1', 'Job', 'Job'],
  ['v1', 'Service', 'Service'],
  ['ray.io/v1', 'RayCluster', 'RayCluster'],
])('a kind of %s called %s is written %s', (apiVersion, kind, written) => {
  expect(kindOf({ apiVersion, kind })).toBe(written);
});

test('which template of an object is meant stands behind its name', () => {
  const of = { apiVersion: 'kubeflow.org/v1', kind: 'PyTorchJob', namespace: 'nlp', name: 'bert' };
  expect(subjectTitle({ ...of, group: 'Worker' })).toBe('PyTorchJob nlp/bert (Worker)');
  expect(subjectTitle({ ...of, group: '' })).toBe('PyTorchJob nlp/bert');
  expect(subjectTitle({ ...of, namespace: '', group: '' })).toBe('PyTorchJob bert');
});

test.each([
  [1, 1, '1 pod'],
  [0, 5, '0 to 5 pods'],
  [1, 'unknown', '1 pod or more'],
  [0, 'unknown', 'any number of pods'],
] as const)('from %s to %s it is %s', (least, most, said) => {
  expect(podsOf({ least, most })).toBe(said);
});
