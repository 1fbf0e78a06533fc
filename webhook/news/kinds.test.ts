/** What the API server is told to send is what the program knows the pods of. */
import { expect, test } from '@jest/globals';
import { customWorkloads, workloads } from '../core/matching/workloads.ts';
import { makers } from '../expand/kinds/all.ts';

/** A pod is told of by its own visits; a Workload of Kueue's is made by its controller; what is of no namespace has no policy. */
const NEVER_SENT = ['Pod', 'Workload.kueue.x-k8s.io', 'ClusterWorkflowTemplate.argoproj.io'];

test('every kind whose pods are known is sent, and no other', () => {
  const known = Object.keys(makers).filter((kind) => !NEVER_SENT.includes(kind));
  const sent = [...workloads, ...customWorkloads].flatMap(({ group, resources }) =>
    resources.map((resource) => (group === '' ? resource : `${resource}.${group}`)),
  );
  const plurals = known.map((kind) => kind.toLowerCase().replace(/^[a-z]+/, '$&s'));
  expect(sent.toSorted()).toEqual(plurals.toSorted());
});
