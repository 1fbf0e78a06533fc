import * as fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { DECISION } from '../core/governed.ts';
import { NO_FOLDINGS } from '../core/identity/fold.ts';
import { ClusterState, type ClusterSnapshot } from './cluster-state.ts';
import { memoryLedger } from './memory-ledger.ts';
import { node, pod } from './objects.fixture.ts';
import { inForceOf } from './policy-store.ts';
import { without } from './without.ts';

const NOW = 1_700_000_000_000;
const clock = { now: () => NOW };

interface Replica {
  readonly of: string;
  readonly on: string;
  readonly decided: boolean;
}

const replica = fc.record({
  of: fc.constantFrom('voice', 'asr'),
  on: fc.constantFrom('', 'n1', 'n2'),
  decided: fc.boolean(),
});

const podOf = ({ of, on, decided }: Replica, i: number) =>
  pod({
    name: `${of}-${i}`,
    ...(on === '' ? {} : { on }),
    metadata: {
      labels: { 'pod-template-hash': of },
      ...(decided ? { annotations: { [DECISION]: 'a slice' } } : {}),
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `${of}-${of}`,
          uid: of,
          controller: true,
        },
      ],
    },
  });

function stateOf(pods: readonly ReturnType<typeof pod>[]): ClusterState {
  const state = new ClusterState(() => {
    throw new Error('nobody is gone');
  });
  for (const name of ['n1', 'n2']) state.applyNode(node(name));
  for (const one of pods) state.applyPod(one);
  return state;
}

/** In which order rows stand is of no account. */
const shelvesOf = (groups: ClusterSnapshot['groups']): ReadonlySet<string> =>
  new Set(
    [...groups].flatMap(([namespace, shelf]) =>
      [...shelf].flatMap(([key, rows]) => rows.map((row) => JSON.stringify([namespace, key, row]))),
    ),
  );

const looks = ({ nodes, groups, others, avoidances }: ClusterSnapshot) => ({
  nodes,
  groups: shelvesOf(groups),
  others: shelvesOf(others),
  avoidances,
});

describe('the cluster without a pod', () => {
  test('is the one in which it never was, and with it again the one before', () => {
    const pods = fc.array(replica, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(pods, fc.nat(), (replicas, at) => {
        const all = replicas.map(podOf);
        const one = all[at % all.length];
        if (one === undefined) return;
        const state = stateOf(all);
        const before = looks(state.current(NOW));
        const never = stateOf(all.filter((other) => other !== one));
        expect(looks(state.without(one.metadata, NOW, NO_FOLDINGS))).toEqual(
          looks(never.current(NOW)),
        );
        expect(looks(state.current(NOW))).toEqual(before);
      }),
    );
  });

  test.each([
    ['another of its name', { uid: 'another' }],
    ['a pod that is not there', { name: 'gone' }],
  ])('%s takes nothing away', (_, other) => {
    const one = podOf({ of: 'voice', on: 'n1', decided: true }, 0);
    const state = stateOf([one]);
    const id = { ...one.metadata, ...other };
    expect(state.without(id, NOW, NO_FOLDINGS)).toBe(state.current(NOW));
  });
});

describe('who would be made anew', () => {
  const one = podOf({ of: 'voice', on: 'n1', decided: true }, 0);
  const { uid } = one.metadata;
  const claim = { milliGPU: 1000, MiB: 81_920 };

  const asked = async (differs: Partial<typeof one.metadata> = {}) => {
    const ledger = memoryLedger(clock);
    ledger.settle({ begunAt: NOW, live: new Map() });
    for (const podUid of [uid, 'neighbour'])
      await ledger.charge({ podUid, account: 'speech', claim, limits: {}, deadline: NOW });
    const made = inForceOf([]);
    if (!made.ok) throw new Error('no documents, no faults');
    const policies = { current: () => made.inForce };
    const parts = { policies, cluster: stateOf([one]), ledger, clock };
    return { ledger, gone: without(parts, { ...one.metadata, ...differs }) };
  };

  test('leaves its quota to itself, and nobody else’s', async () => {
    const { ledger, gone } = await asked();
    expect(ledger.peek('speech')).toEqual({ milliGPU: 2000, MiB: 163_840 });
    expect(gone.ledger.peek('speech')).toEqual(claim);
    expect(gone.ledger.peek('vision')).toEqual({ milliGPU: 0, MiB: 0 });
  });

  test.each([
    ['the uid of a neighbour', { uid: 'neighbour' }],
    ['the uid of a neighbour, and a name that nobody has', { uid: 'neighbour', name: 'gone' }],
    ['its own uid in another namespace', { namespace: 'vision' }],
    ['its own uid and another name', { name: 'voice-1' }],
  ])('is lent no quota by %s', async (_, differs) => {
    const { gone } = await asked(differs);
    expect(gone.ledger.peek('speech')).toEqual({ milliGPU: 2000, MiB: 163_840 });
  });

  test('is asked about, never charged', async () => {
    const { ledger, gone } = await asked();
    const charge = { podUid: 'x', account: 'speech', claim, limits: {}, deadline: NOW };
    await expect(gone.ledger.charge(charge)).rejects.toThrow('is only asked');
    gone.ledger.release(uid);
    expect(ledger.entries()).toHaveLength(2);
  });
});
