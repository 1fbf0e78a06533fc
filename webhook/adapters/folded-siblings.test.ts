/** Live pods are filed under the workload that a new one like them would have, whatever changes. */
import { describe, expect, test } from '@jest/globals';
import { NO_FOLDINGS, type Foldings } from '../core/identity/fold.ts';
import type { SiblingShape } from '../core/world.ts';
import { policy, setOf } from '../policy/example.ts';
import { ClusterState } from './cluster-state.ts';
import { pod } from './objects.fixture.ts';
import { trimNamespace, trimOwner } from './seen.ts';
import { siblingShape } from './siblings.ts';

const shapeOf = (): SiblingShape => ({
  containers: new Map([['main', { slice: 'small', mechanism: 'mig' }]]),
});

const airflow = (name: string, labels: object = {}) =>
  pod({
    name,
    on: 'n1',
    metadata: { labels: { dag_id: 'etl', task_id: 'load', run_id: name, ...labels } },
  });

const foldings = (spec: Parameters<typeof policy>[1]): Foldings =>
  setOf(policy('p', spec)).foldings;
const byTask = foldings({ identity: ['dag_id', 'task_id'] });

/** Names of the workloads under which there are siblings, with how many. */
function filed(state: ClusterState, by: Foldings): Record<string, number> {
  const { groups } = state.current(0, by);
  const found = [...(groups.get('speech') ?? [])].map(([key, alike]) => {
    const [kind, name] = JSON.parse(key) as [string, string];
    return [`${kind}/${name}`, alike.reduce((sum, { count }) => sum + count, 0)] as const;
  });
  return Object.fromEntries(found);
}

const three = (): ClusterState => {
  const state = new ClusterState();
  for (const name of ['load-a', 'load-b', 'load-c']) state.applyPod(airflow(name));
  return state;
};
const APART = { 'Pod/load-a': 1, 'Pod/load-b': 1, 'Pod/load-c': 1 };
const TOGETHER = { 'Pod/etl/load': 3 };

const speech = (labels: object) =>
  trimNamespace({ metadata: { name: 'speech', uid: 'u', labels } });

describe('siblings of a folded workload', () => {
  test('are found by the name that a new pod would have', () => {
    const state = three();
    const hash = airflow('x').gpu?.hash ?? '';
    const asked = { namespace: 'speech', kind: 'Pod', name: 'etl/load', hash };
    expect(siblingShape(state.current(0, byTask).groups, asked, shapeOf)).not.toBe('none');
    expect(siblingShape(state.current(0).groups, asked, shapeOf)).toBe('none');
  });

  test('are filed again when a policy comes, changes or goes', () => {
    const state = three();
    expect(filed(state, NO_FOLDINGS)).toEqual(APART);
    expect(filed(state, byTask)).toEqual(TOGETHER);
    expect(filed(state, foldings({ identity: ['dag_id'] }))).toEqual({ 'Pod/etl': 3 });
    expect(filed(state, NO_FOLDINGS)).toEqual(APART);
  });

  test('come and go under the policy in force, and leave nothing behind', () => {
    const state = three();
    expect(filed(state, byTask)).toEqual(TOGETHER);
    state.applyPod(airflow('load-d'));
    state.deletePod(airflow('load-a'));
    expect(filed(state, byTask)).toEqual(TOGETHER);
    for (const name of ['load-b', 'load-c', 'load-d']) state.deletePod(airflow(name));
    expect(filed(state, byTask)).toEqual({});
  });

  test('are told by their own labels, of which one may be another by now', () => {
    const state = three();
    state.current(0, byTask);
    state.applyPod(airflow('load-a', { task_id: 'store' }));
    expect(filed(state, byTask)).toEqual({ 'Pod/etl/load': 2, 'Pod/etl/store': 1 });
  });

  test('are not moved by a set that says the same of identity', () => {
    const state = three();
    const before = state.current(0, byTask);
    const again = foldings({ identity: ['dag_id', 'task_id'], mode: 'enforce', sharing: {} });
    expect(again).not.toBe(byTask);
    expect(state.current(0, again)).toBe(before);
  });

  test('follow the labels of their namespace, where the policy asks for those', () => {
    const state = three();
    const gold = foldings({
      identity: ['dag_id', 'task_id'],
      match: { namespaceLabels: { tier: 'gold' } },
    });
    expect(filed(state, gold)).toEqual(APART);
    state.applyNamespace(speech({ tier: 'gold' }));
    expect(filed(state, gold)).toEqual(TOGETHER);
    state.applyNamespace(speech({ tier: 'tin' }));
    expect(filed(state, gold)).toEqual(APART);
    state.applyNamespace(speech({ tier: 'gold' }));
    expect(filed(state, gold)).toEqual(TOGETHER);
    state.deleteNamespace(speech({}));
    expect(filed(state, gold)).toEqual(APART);
  });
});

const owned = (apiVersion: string) => ({
  ownerReferences: [{ apiVersion, kind: 'Job', name: 'mpi', uid: '', controller: true }],
});

test('a Volcano Job is not the Job of its name that an informer has seen', () => {
  const state = new ClusterState();
  const above = { kind: 'CronJob', name: 'nightly', apiVersion: 'batch/v1', controller: true };
  const seen = { metadata: { name: 'mpi', namespace: 'speech', ownerReferences: [above] } };
  state.applyOwner(trimOwner(seen, 'Job'));
  state.applyPod(pod({ name: 'a', on: 'n1', metadata: owned('batch.volcano.sh/v1alpha1') }));
  state.applyPod(pod({ name: 'b', on: 'n1', metadata: owned('batch/v1') }));
  expect(filed(state, NO_FOLDINGS)).toEqual({ 'Job/mpi': 1, 'CronJob/nightly': 1 });
});
