import { describe, expect, test } from '@jest/globals';
import { exempting } from '../core/exemption.ts';
import type { Document } from '../policy/documents.ts';
import { object, policy, subject } from '../policy/example.ts';
import { readText } from '../policy/read.ts';
import { ClusterState } from './cluster-state.ts';
import { node, pod } from './objects.fixture.ts';
import { inForceOf, type InForce } from './policy-store.ts';
import { trimNamespace } from './seen.ts';
import { liveWorld } from './world.ts';

function inForce(...documents: readonly Document[]): InForce {
  const made = inForceOf(documents);
  if (!made.ok) throw new Error('no documents, no faults');
  return made.inForce;
}

const SNAPSHOT =
  "apiVersion: tranche.dev/v1alpha1\nkind: World\nspec: { readAt: '2020-09-13T12:26:40Z' }\n";

function bench(alive?: true) {
  const state = new ClusterState();
  const policies: { now: InForce | 'none'; missing: string[] } = { now: inForce(), missing: [] };
  const clock = { ms: 1_700_000_000_000 };
  const source = liveWorld({
    policies: { current: () => policies.now, missing: () => policies.missing },
    cluster: state,
    missing: () => ["the cluster's pods"],
    clock: { now: () => clock.ms },
    ...(alive === true ? { alive } : {}),
  });
  return { state, policies, clock, source };
}

describe('the World of this moment', () => {
  test('is one reference until something changes', () => {
    const { state, clock, source } = bench();
    state.applyNode(node('n1'));
    const world = source.current();
    clock.ms += 200;
    expect(source.current()).toBe(world);
  });

  test('a change is seen, and what did not change is not made again', () => {
    const { state, clock, source } = bench();
    state.applyNode(node('n1'));
    const before = source.current();
    state.applyNamespace(trimNamespace({ metadata: { name: 'speech', uid: 'u' } }));
    clock.ms += 500;
    const named = source.current();
    expect(named.namespace('speech')).not.toBe('unknown');
    expect(before.namespace('speech')).toBe('unknown');
    expect(named.menu).toBe(before.menu);
    state.applyPod(pod({ name: 'a', on: 'n1' }));
    clock.ms += 500;
    expect(source.current().menu).not.toBe(before.menu);
  });

  test('an exemption ends at its second, and no Menu is made for it', () => {
    const { state, policies, clock, source } = bench();
    state.applyNode(node('n1'));
    policies.now = inForce(
      object('GpuExemption', 'tuner', {
        owner: 'team-lab',
        reason: 'its driver',
        expires: new Date(clock.ms + 2_000).toISOString(),
        rules: ['guard/*'],
        match: { namespaces: ['speech'] },
      }),
    );
    const exempt = () => {
      const world = source.current();
      return exempting(world.exemptions(subject()), 'guard/privileged', world.readAt)?.name;
    };
    const { menu } = source.current();
    clock.ms += 1_999;
    expect(exempt()).toBe('tuner');
    clock.ms += 1;
    expect(exempt()).toBeUndefined();
    expect(source.current().menu).toBe(menu);
  });

  test('grows a second older each second, and no other way', () => {
    const { clock, source } = bench();
    const first = source.current();
    expect(first.readAt).toBe(1_700_000_000);
    clock.ms += 999;
    expect(source.current()).toBe(first);
    clock.ms += 1;
    expect(source.current().readAt).toBe(1_700_000_001);
    expect(source.current().menu).toBe(first.menu);
  });

  test('new policies are in force with the next question', () => {
    const { policies, source } = bench();
    const before = source.current();
    policies.now = inForce();
    expect(source.current()).not.toBe(before);
  });

  test('a World that says when it was read is as old as that, and a cluster is as old as it is', () => {
    const header = readText('w.yaml', SNAPSHOT).documents;
    for (const [alive, readAt] of [
      [undefined, 1_600_000_000],
      [true, 1_700_000_000],
    ] as const) {
      const { policies, source } = bench(alive);
      policies.now = inForce(...header);
      expect(source.current().readAt).toBe(readAt);
    }
  });

  test('new policies fold the pods that are there as they fold those that come', () => {
    const { state, policies, source } = bench();
    state.applyNode(node('n1'));
    const live = pod({ name: 'load-a', on: 'n1', metadata: { labels: { task: 'load' } } });
    state.applyPod(live);
    const hash = live.gpu?.hash ?? '';
    const asked = { namespace: 'speech', kind: 'Pod', hash };
    expect(source.current().siblings({ ...asked, name: 'load-a' })).not.toBe('none');
    policies.now = inForce(policy('tasks', { identity: ['task'] }));
    expect(source.current().foldings(subject())).toEqual([{ policy: 'tasks', labels: ['task'] }]);
    expect(source.current().siblings({ ...asked, name: 'load' })).not.toBe('none');
    expect(source.current().siblings({ ...asked, name: 'load-a' })).toBe('none');
  });

  test('there is none before there are policies', () => {
    const { policies, source } = bench();
    policies.now = 'none';
    policies.missing = ['policies of files'];
    expect(() => source.current()).toThrow('no policies are in force yet');
    expect(source.missing()).toEqual(['policies of files', "the cluster's pods"]);
  });
});
