import { beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ClusterState } from '../cluster-state.ts';
import { node, pod, slice as asking, SLICE } from '../objects.fixture.ts';
import { trimNode } from '../seen.ts';
import { claim, deviceClass, MIG, one, partition, slice, template } from './objects.fixture.ts';

const bare = (name: string) =>
  trimNode({
    metadata: { name, uid: name },
    status: {
      allocatable: { cpu: '64', memory: '512Gi', pods: '110' },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });

const SMALL = 'claim:speech/small';
const named = deviceClass('named', [MIG], { extendedResourceName: SLICE });
const small = template('small', one('named'));
const two = (on: string) => slice(on, [partition('a'), partition('b')]);

let state: ClusterState;

beforeEach(() => {
  state = new ClusterState();
});

const facts = (name = 'n1') => state.current(0).nodes.find((found) => found.name === name);
const free = (resource: string, name?: string) => {
  const found = facts(name);
  return (found?.allocatable[resource] ?? 0) - (found?.used[resource] ?? 0);
};

describe('a node whose devices claims hand out', () => {
  test('is listed, though allocatable says nothing of them, and goes when they go', () => {
    state.applyNode(bare('n1'));
    expect(facts()).toBeUndefined();
    state.devices.names.putClass(named);
    state.devices.putSlice(two('n1'));
    expect(facts()?.allocatable[SLICE]).toBe(2);
    state.devices.dropSlice(two('n1'));
    expect(facts()).toBeUndefined();
  });

  test('has what its claims leave: a pod that asked for the name is not counted besides', () => {
    state.applyNode(bare('n1'));
    state.devices.names.putClass(named);
    state.devices.putSlice(two('n1'));
    state.applyPod(pod({ name: 'a', on: 'n1' }));
    expect(free(SLICE)).toBe(2);
    state.devices.putClaim(
      claim('a', one('named'), ['n1/a'], { ownerReferences: [{ kind: 'Pod' }] }),
    );
    expect(free(SLICE)).toBe(1);
    expect(facts()?.used['cpu']).toBe(500);
  });

  test('leaves a name to the device plugin that serves it', () => {
    state.applyNode(node('n1', 7));
    state.devices.names.putClass(named);
    state.devices.names.putTemplate(small);
    state.devices.putSlice(two('n1'));
    state.applyPod(pod({ name: 'a', on: 'n1' }));
    expect([free(SLICE), free(SMALL)]).toEqual([6, 2]);
    expect(facts()?.claimable?.map(({ resource }) => resource)).toEqual([SMALL]);
  });

  test('keeps the very objects while other pods come and go, so that its offers are kept', () => {
    state.applyNode(bare('n1'));
    state.devices.names.putTemplate(small);
    state.devices.names.putClass(named);
    state.devices.putSlice(two('n1'));
    const before = facts();
    state.applyPod(pod({ name: 'a', on: 'n1', resources: { requests: { cpu: '1' } } }));
    expect(facts()).not.toBe(before);
    expect(facts()?.allocatable).toBe(before?.allocatable);
    expect(facts()?.claimable).toBe(before?.claimable);
  });
});

const waiting = (name: string, templateName: string, resources: object = {}) =>
  pod({
    name,
    phase: 'Pending',
    resources: { ...resources, claims: [{ name: 'x' }] },
    spec: { resourceClaims: [{ name: 'x', resourceClaimTemplateName: templateName }] },
  });

describe('room for pods with claims and without a node', () => {
  test('each takes one of the devices of its template', () => {
    state.applyNode(bare('n1'));
    state.devices.names.putClass(named);
    state.devices.names.putTemplate(small);
    state.devices.putSlice(two('n1'));
    state.applyPod(waiting('a', 'small'));
    expect(free(SMALL)).toBe(1);
    state.applyPod(waiting('b', 'small'));
    expect(free(SMALL)).toBe(0);
  });

  test('a claim for what we know nothing of keeps no pod from its slice', () => {
    state.applyNode(node('n1', 2));
    state.applyPod(waiting('a', 'network', asking));
    expect(free(SLICE)).toBe(1);
  });
});

test('in whatever order classes, templates, slices, claims and nodes come, the end is the same', () => {
  const held = claim('held', one('named'), ['n1/a'], { ownerReferences: [{ kind: 'Pod' }] });
  const events: readonly ((to: ClusterState) => void)[] = [
    (to) => to.applyNode(bare('n1')),
    (to) => to.devices.names.putClass(named),
    (to) => to.devices.names.putTemplate(small),
    (to) => to.devices.putSlice(two('n1')),
    (to) => to.devices.putClaim(held),
    (to) => to.applyPod(pod({ name: 'a', on: 'n1' })),
  ];
  const after = (order: readonly number[], look: boolean) => {
    const made = new ClusterState();
    for (const at of order) {
      events[at]?.(made);
      if (look) made.current(0);
    }
    return made.current(0).nodes;
  };
  const all = [...events.keys()];
  fc.assert(
    fc.property(
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.boolean(),
      (order, look) => {
        expect(after(order, look)).toEqual(after(all, false));
      },
    ),
  );
});
