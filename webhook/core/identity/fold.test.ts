import { describe, expect, test } from '@jest/globals';
import type { Labels, ObjectMeta } from '../pod.ts';
import type { Subject } from '../terms.ts';
import { owner } from '../testing/owner-chains/chain.ts';
import { workloadOf, type Folding } from './fold.ts';

const folding = (policy: string, ...labels: string[]): Folding => ({ policy, labels });

function who(meta: ObjectMeta, ...foldings: Folding[]): string {
  const found = workloadOf(meta, 'ml', {
    ownerOf: () => 'unseen',
    foldings: () => foldings,
    namespaceLabels: {},
  });
  return found === 'unknown' ? found : `${found.kind}/${found.name} by ${found.by}`;
}

const bare = (labels: Labels): ObjectMeta => ({ name: 'embed-x7k2q', labels });
const KEPT = 'Pod/embed-x7k2q by bare-pod';

describe('what a policy makes of names', () => {
  const table: { name: string; labels: Labels; by: Folding[]; want: string }[] = [
    {
      name: 'one label is the name',
      labels: { dag_id: 'etl' },
      by: [folding('airflow', 'dag_id')],
      want: 'Pod/etl by policy airflow',
    },
    {
      name: 'several are joined in the order of the policy',
      labels: { task_id: 'load', dag_id: 'etl' },
      by: [folding('airflow', 'dag_id', 'task_id')],
      want: 'Pod/etl/load by policy airflow',
    },
    {
      name: 'a pod that lacks one is not folded',
      labels: { dag_id: 'etl' },
      by: [folding('airflow', 'dag_id', 'task_id')],
      want: KEPT,
    },
    {
      name: 'nor one in which it is empty',
      labels: { dag_id: 'etl', task_id: '' },
      by: [folding('airflow', 'dag_id', 'task_id')],
      want: KEPT,
    },
    {
      name: 'a policy whose labels are not there leaves it to the next',
      labels: { component: 'singleuser-server' },
      by: [folding('airflow', 'dag_id'), folding('hub', 'component')],
      want: 'Pod/singleuser-server by policy hub',
    },
    {
      name: 'of two that could, the first does',
      labels: { dag_id: 'etl', component: 'c' },
      by: [folding('airflow', 'dag_id'), folding('hub', 'component')],
      want: 'Pod/etl by policy airflow',
    },
    {
      name: 'a key that every object has is no label',
      labels: {},
      by: [folding('odd', 'constructor')],
      want: KEPT,
    },
    { name: 'without a policy nothing is folded', labels: { dag_id: 'etl' }, by: [], want: KEPT },
  ];
  test.each(table)('$name', ({ labels, by, want }) => {
    expect(who(bare(labels), ...by)).toBe(want);
  });

  test('values cannot be shifted from one label to the next', () => {
    const by = folding('p', 'a', 'b');
    expect(who(bare({ a: 'x.y', b: 'z' }), by)).not.toBe(who(bare({ a: 'x', b: 'y.z' }), by));
  });

  test('kind and namespace stay, whatever a label says', () => {
    const meta = {
      labels: { app: 'Deployment/other', 'kubernetes.io/metadata.name': 'kube-system' },
      ownerReferences: [owner('Workflow', 'etl-x7k2q', 'argoproj.io/v1alpha1')],
    };
    const found = workloadOf(meta, 'ml', {
      ownerOf: () => 'unseen',
      foldings: () => [folding('p', 'app')],
      namespaceLabels: {},
    });
    expect(found).toMatchObject({ namespace: 'ml', kind: 'Workflow' });
  });

  test('a pod with neither owner nor name stays unknown', () => {
    expect(who({ labels: { dag_id: 'etl' } }, folding('airflow', 'dag_id'))).toBe('unknown');
  });

  test('policies are asked by the kind that was found, and by no name', () => {
    const asked: Subject[] = [];
    workloadOf(
      {
        labels: { 'pod-template-hash': '7d9c' },
        ownerReferences: [owner('ReplicaSet', 'asr-7d9c', 'apps/v1')],
      },
      'ml',
      {
        ownerOf: () => 'unseen',
        foldings: (subject) => {
          asked.push(subject);
          return [];
        },
        namespaceLabels: { tier: 'gold' },
      },
    );
    expect(asked).toEqual([
      {
        namespace: 'ml',
        namespaceLabels: { tier: 'gold' },
        podLabels: { 'pod-template-hash': '7d9c' },
        ownerKind: 'Deployment',
        ownerName: '',
      },
    ]);
  });
});
