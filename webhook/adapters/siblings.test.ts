import { describe, expect, test } from '@jest/globals';
import { DECISION, ORIGINAL } from '../core/governed.ts';
import type { Pod } from '../core/pod.ts';
import type { SiblingShape } from '../core/world.ts';
import { ClusterState } from './cluster-state.ts';
import { pod, SLICE } from './objects.fixture.ts';
import { siblingShape } from './siblings.ts';

const question = { namespace: 'speech', kind: 'Deployment', name: 'voice', hash: '5b8d' };
const owner = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name: 'voice-5b8d',
  uid: 'rs',
  controller: true,
};

/** The shape a pod shows here is the node it stands on, or what its annotation says. */
const shapeOf = ({ metadata, spec }: Pod): SiblingShape | 'none' => {
  const slice = spec.nodeName ?? metadata.annotations?.[ORIGINAL] ?? '';
  return slice === 'unknown'
    ? 'none'
    : { containers: new Map([['main', { slice, mechanism: 'mig' }]]) };
};

interface Replica {
  readonly on?: string;
  readonly says?: string;
}

function shapeAmong(...replicas: Replica[]): string {
  const state = new ClusterState();
  for (const [i, { on, says }] of replicas.entries()) {
    const annotations =
      says === undefined ? {} : { annotations: { [DECISION]: 'we said', [ORIGINAL]: says } };
    const metadata = {
      labels: { 'pod-template-hash': '5b8d' },
      ownerReferences: [owner],
      ...annotations,
    };
    state.applyPod(pod({ name: `voice-5b8d-${i}`, metadata, ...(on === undefined ? {} : { on }) }));
  }
  const shape = siblingShape(state.current(0).groups, question, shapeOf);
  return shape === 'none' ? shape : (shape.containers.get('main')?.slice ?? '');
}

const controller = (kind: string, name: string) => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: name, controller: true }],
});

describe('replicas are found by the identity that a new one would have', () => {
  const table: { kind: string; metadata: object }[] = [
    { kind: 'Pod', metadata: { generateName: 'voice-' } },
    {
      kind: 'Notebook',
      metadata: {
        labels: { 'notebook-name': 'voice', 'controller-revision-hash': 'voice-5b8d' },
        ...controller('StatefulSet', 'voice'),
      },
    },
    {
      kind: 'StatefulSet',
      metadata: {
        labels: { 'controller-revision-hash': 'voice-5b8d' },
        ...controller('StatefulSet', 'voice'),
      },
    },
    { kind: 'Train', metadata: controller('Train', 'voice') },
  ];
  test.each(table)('$kind', ({ kind, metadata }) => {
    const state = new ClusterState();
    const first = pod({ name: 'voice-x7k2p', metadata, on: 'small' });
    state.applyPod(first);
    const { namespace, hash } = { namespace: 'speech', hash: first.gpu?.hash ?? '' };
    const asked = { namespace, kind, name: 'voice', hash };
    expect(siblingShape(state.current(0).groups, asked, shapeOf)).not.toBe('none');
  });
});

describe('the shape of a revision', () => {
  const table: { name: string; among: Replica[]; want: string }[] = [
    { name: 'no replicas, no shape', among: [], want: 'none' },
    { name: 'a pod without a node or our word has none', among: [{}], want: 'none' },
    { name: 'one bound pod gives it', among: [{ on: 'small' }], want: 'small' },
    { name: 'our word gives it before there is a node', among: [{ says: 'small' }], want: 'small' },
    { name: 'most win', among: [{ on: 'big' }, { on: 'small' }, { on: 'small' }], want: 'small' },
    {
      name: 'among equals the first by name',
      among: [{ on: 'small' }, { on: 'big' }],
      want: 'big',
    },
    {
      name: 'one that runs outweighs many that wait',
      among: [{ says: 'small' }, { says: 'small' }, { on: 'big' }],
      want: 'big',
    },
    {
      name: 'a node that offers nothing any more says nothing',
      among: [{ on: 'unknown' }, { says: 'small' }],
      want: 'small',
    },
  ];
  for (const { name, among, want } of table)
    test(name, () => expect(shapeAmong(...among)).toBe(want));
});

test('a thousand replicas on three nodes are three rows', () => {
  const state = new ClusterState();
  for (let i = 0; i < 1000; i++)
    state.applyPod(
      pod({ name: `voice-5b8d-${i}`, on: `n${i % 3}`, metadata: { ownerReferences: [owner] } }),
    );
  const groups = [...(state.current(0).groups.get('speech')?.values() ?? [])];
  expect(groups.flat().map(({ node, count }) => [node, count])).toEqual(
    expect.arrayContaining([
      ['n0', 334],
      ['n1', 333],
      ['n2', 333],
    ]),
  );
  for (let i = 0; i < 1000; i++) state.deletePod(pod({ name: `voice-5b8d-${i}` }));
  expect(state.current(0).groups.size).toBe(0);
  expect(SLICE).toContain('nvidia.com/');
});
