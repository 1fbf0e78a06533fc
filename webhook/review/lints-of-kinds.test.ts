import { expect, test } from '@jest/globals';
import { asking, found, GPU } from './lints.fixture.ts';

const said = (apiVersion: string, kind: string) =>
  found({ ...asking({ [GPU]: 1 }), apiVersion, kind })
    .filter(({ rule }) => rule === 'lint/unknown-kind')
    .map(({ level, says, help, at: { pointer } }) => `${level} ${pointer}: ${says}; ${help}`);

test.each([
  ['apps/v1', 'Deploymnet', 'did you mean Deployment?'],
  ['apps/v1', 'deployment', 'did you mean Deployment?'],
  ['v1', 'Deployment', 'write apiVersion: apps/v1'],
  ['extensions/v1beta1', 'Deployment', 'write apiVersion: apps/v1'],
  ['apps/v1', 'Pod', 'write apiVersion: v1'],
  ['v1', 'CronJobs', 'did you mean CronJob?'],
  ['v1', 'Zeppelin', 'kubectl api-resources lists the kinds of a cluster and their groups'],
])('%s has no %s, and what is meant is told', (apiVersion, kind, help) => {
  expect(said(apiVersion, kind)).toEqual([
    `error /kind: is refused: ${apiVersion} has no kind ${kind}; ${help}`,
  ]);
});

test.each([
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DeploymentList'],
  ['v1', 'Config'],
  ['batch.volcano.sh/v1alpha1', 'Jop'],
  ['networking.k8s.io/v1', 'SomethingOfNextYear'],
])('of %s %s nothing is said: it is there, or others may have brought it', (apiVersion, kind) => {
  expect(said(apiVersion, kind)).toEqual([]);
});
