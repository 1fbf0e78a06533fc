import { describe, expect, test } from '@jest/globals';
import type { ObjectMeta, OwnerReference } from './pod.ts';
import { controllerHash, identify, type OwnerOf } from './workload.ts';

const owner = (kind: string, name: string): OwnerReference => ({
  apiVersion: 'v1',
  kind,
  name,
  uid: `${kind}-${name}`,
  controller: true,
});

/** Informers that have seen what `above` names, and nothing else. */
const seen =
  (above: Readonly<Record<string, OwnerReference | 'none'>>): OwnerOf =>
  (_namespace, { kind, name }) =>
    above[`${kind}/${name}`] ?? 'unseen';

const who = (meta: ObjectMeta, ownerOf: OwnerOf = seen({})): string => {
  const found = identify(meta, 'speech', ownerOf);
  return found === 'unknown' ? found : `${found.kind}/${found.name} by ${found.by}`;
};

const hashed = { 'pod-template-hash': '7d9c5b6f4' };

describe('who a pod belongs to', () => {
  const table: {
    name: string;
    meta: ObjectMeta;
    above?: Readonly<Record<string, OwnerReference | 'none'>>;
    want: string;
  }[] = [
    {
      name: "a ReplicaSet's pod belongs to the Deployment, before anybody has seen either",
      meta: { labels: hashed, ownerReferences: [owner('ReplicaSet', 'asr-7d9c5b6f4')] },
      want: 'Deployment/asr by replicaset-name',
    },
    {
      name: 'an informer that has seen the ReplicaSet overrules its name',
      meta: { labels: hashed, ownerReferences: [owner('ReplicaSet', 'asr-7d9c5b6f4')] },
      above: { 'ReplicaSet/asr-7d9c5b6f4': owner('Rollout', 'asr') },
      want: 'Rollout/asr by informer',
    },
    {
      name: 'a ReplicaSet that is seen to stand alone is itself the workload',
      meta: { labels: hashed, ownerReferences: [owner('ReplicaSet', 'asr-7d9c5b6f4')] },
      above: { 'ReplicaSet/asr-7d9c5b6f4': 'none' },
      want: 'ReplicaSet/asr-7d9c5b6f4 by owner',
    },
    {
      name: 'a hash label that the name does not bear out derives nothing',
      meta: { labels: hashed, ownerReferences: [owner('ReplicaSet', 'asr-other')] },
      want: 'ReplicaSet/asr-other by owner',
    },
    {
      name: 'a Job named by a minute belongs to its CronJob',
      meta: { ownerReferences: [owner('Job', 'nightly-29386800')] },
      want: 'CronJob/nightly by job-name',
    },
    {
      name: 'a Job named by a date is no work of a CronJob',
      meta: { ownerReferences: [owner('Job', 'train-20261121')] },
      want: 'Job/train-20261121 by owner',
    },
    {
      name: 'an informer that has seen the Job overrules its name',
      meta: { ownerReferences: [owner('Job', 'nightly-29386800')] },
      above: { 'Job/nightly-29386800': 'none' },
      want: 'Job/nightly-29386800 by owner',
    },
    {
      name: 'the chain goes up as far as it is seen',
      meta: { ownerReferences: [owner('Job', 'fold-1')] },
      above: { 'Job/fold-1': owner('JobSet', 'fold'), 'JobSet/fold': owner('TrainJob', 'fold') },
      want: 'TrainJob/fold by informer',
    },
    {
      name: "a Notebook's StatefulSet is the Notebook, where its label agrees",
      meta: {
        labels: { 'notebook-name': 'ada' },
        ownerReferences: [owner('StatefulSet', 'ada')],
      },
      want: 'Notebook/ada by notebook-name',
    },
    {
      name: 'a label of another notebook refines nothing',
      meta: {
        labels: { 'notebook-name': 'bob' },
        ownerReferences: [owner('StatefulSet', 'ada')],
      },
      want: 'StatefulSet/ada by owner',
    },
    {
      name: 'an owner kind that nobody has heard of is itself the workload',
      meta: { ownerReferences: [owner('FlyteWorkflow', 'w1')] },
      want: 'FlyteWorkflow/w1 by owner',
    },
    {
      name: "an owner kind called like a part of every object is no rule's name",
      meta: { ownerReferences: [owner('constructor', 'w1')] },
      want: 'constructor/w1 by owner',
    },
    {
      name: 'nor is the one that hides the prototype',
      meta: { ownerReferences: [owner('__proto__', 'w1')] },
      want: '__proto__/w1 by owner',
    },
    {
      name: 'an owner that does not control is not asked',
      meta: { name: 'one', ownerReferences: [{ ...owner('Job', 'x'), controller: false }] },
      want: 'Pod/one by bare-pod',
    },
    {
      name: 'a bare pod is its own workload',
      meta: { name: 'one' },
      want: 'Pod/one by bare-pod',
    },
    {
      name: 'a bare pod that will be named later goes by its stem',
      meta: { generateName: 'try-' },
      want: 'Pod/try by generate-name',
    },
    {
      name: 'and goes by its stem once it has its name',
      meta: { generateName: 'try-', name: 'try-x7k2q' },
      want: 'Pod/try by generate-name',
    },
    {
      name: 'a name that was not generated is a name',
      meta: { generateName: 'try-', name: 'one' },
      want: 'Pod/one by bare-pod',
    },
    { name: 'neither owner nor name', meta: {}, want: 'unknown' },
    { name: 'a stem of nothing but dashes', meta: { generateName: '--' }, want: 'unknown' },
  ];
  test.each(table)('$name', ({ meta, above = {}, want }) => {
    expect(who(meta, seen(above))).toBe(want);
  });

  test('a stem that the API server has cut is known again', () => {
    const generateName = 'x'.repeat(70);
    const name = `${'x'.repeat(58)}abcde`;
    expect(who({ generateName, name })).toBe(who({ generateName }));
  });

  test('a circle of owners comes to an end, and to the same one each time', () => {
    const circle: OwnerOf = (_namespace, { name }) => owner('Ring', name === 'a' ? 'b' : 'a');
    const meta = { ownerReferences: [owner('Ring', 'a')] };
    expect(who(meta, circle)).toBe(who(meta, circle));
    expect(who(meta, circle)).toMatch(/^Ring\/[ab] by informer$/);
  });
});

describe('what tells replicas of one rollout from those of the next', () => {
  test('is the hash that the controller wrote, else the revision', () => {
    expect(controllerHash({ labels: hashed }, 'rev')).toBe('7d9c5b6f4');
    expect(controllerHash({ labels: { 'controller-revision-hash': 'asr-5f' } }, 'rev')).toBe(
      'asr-5f',
    );
    expect(controllerHash({}, 'rev')).toBe('rev');
  });
});
