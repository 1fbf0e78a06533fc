import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { assert, asyncProperty, integer } from 'fast-check';
import type { Decision } from '../../core/decision.ts';
import { DECISION } from '../../core/governed.ts';
import type { Review } from '../../core/review.ts';
import type { ObjectMeta, Pod } from '../../core/pod.ts';
import { allowed, decision, refused } from '../../core/testing/decision.ts';
import { recent, type RecentOptions } from './recent.ts';

const REPLICA = {
  generateName: 'asr-6c8b-',
  ownerReferences: [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'asr-6c8b', uid: 'u', controller: true },
  ],
};

function reviewOf(metadata: ObjectMeta, over: Partial<Review> = {}): Review {
  const pod: Pod = { metadata, spec: { containers: [{ name: 'main' }] } };
  const call = { uid: '', operation: 'CREATE', subResource: '', dryRun: false } as const;
  return { ...call, namespace: 'speech', pod, alike: pod, ...over };
}

function bench(options: Partial<RecentOptions> = {}) {
  let now = 1000;
  const kept = recent({ clock: { now: () => (now += 1) }, ...options });
  const saw = (metadata: ObjectMeta, made: Decision, over: Partial<Review> = {}) =>
    kept.saw(reviewOf(metadata, over), made);
  return { kept, saw };
}

describe('what is remembered of a pod', () => {
  test('is one entry of both its visits, found by its name, its controller and its workload', () => {
    const { kept, saw } = bench();
    const proposed = decision();
    const judged = allowed();
    saw(REPLICA, proposed);
    saw({ ...REPLICA, name: 'asr-6c8b-x7k2p', uid: 'uid-1' }, judged);
    for (const name of ['Pod/asr-6c8b-x7k2p', 'ReplicaSet/asr-6c8b', 'Deployment/asr'])
      expect(kept.about('speech', [name])).toEqual([
        {
          at: 1003,
          pod: {
            namespace: 'speech',
            name: 'asr-6c8b-x7k2p',
            generateName: 'asr-6c8b-',
            uid: 'uid-1',
            owner: 'ReplicaSet/asr-6c8b',
          },
          operation: 'CREATE',
          subResource: '',
          dryRun: false,
          proposed,
          judged,
        },
      ]);
    expect(kept.about('vision', ['Deployment/asr'])).toEqual([]);
  });

  test('are the two visits of each of two replicas, however they came between each other', () => {
    const { kept, saw } = bench();
    for (const _ of [1, 2]) saw(REPLICA, decision());
    for (const name of ['asr-6c8b-a', 'asr-6c8b-b'])
      saw({ ...REPLICA, name, uid: name }, allowed());
    const found = kept.about('speech', ['Deployment/asr']);
    expect(found.map(({ pod }) => String(pod.name)).toSorted()).toEqual([
      'asr-6c8b-a',
      'asr-6c8b-b',
    ]);
    expect(found.every(({ proposed, judged }) => proposed && judged)).toBe(true);
  });

  test('is of the pod that was proposed so, where two workloads name their pods alike', () => {
    const { kept, saw } = bench();
    const [one, other] = [decision({ id: 'one' }), decision({ id: 'other' })];
    saw(REPLICA, other);
    saw(REPLICA, one);
    saw({ ...REPLICA, name: 'asr-6c8b-x', uid: 'x' }, allowed({ id: 'other' }));
    const [latest, before] = kept.about('speech', ['ReplicaSet/asr-6c8b']);
    const both = [latest, before].find((entry) => entry?.judged !== undefined);
    expect(both).toMatchObject({ pod: { name: 'asr-6c8b-x' }, proposed: { id: 'other' } });
    expect(kept.size()).toBe(2);
  });

  test('is of the pod whose name began so, where two were given the same', () => {
    const { kept, saw } = bench();
    saw(REPLICA, decision());
    saw({ ...REPLICA, generateName: 'asr-other-' }, decision());
    saw({ ...REPLICA, name: 'asr-6c8b-x', uid: 'x' }, allowed());
    const found = kept.about('speech', ['Pod/asr-6c8b-x']);
    expect(found).toMatchObject([{ pod: { generateName: 'asr-6c8b-' }, proposed: {} }]);
    const left = kept.about('speech', ['Deployment/asr']).filter(({ judged }) => !judged);
    expect(left).toMatchObject([{ pod: { generateName: 'asr-other-' } }]);
    expect(kept.size()).toBe(2);
  });

  test('is a refusal, though no such pod was ever stored', () => {
    const { kept, saw } = bench();
    saw({ name: 'probe' }, decision());
    saw({ name: 'probe', uid: 'never-stored' }, refused());
    expect(kept.about('speech', ['Pod/probe'])).toMatchObject([{ judged: { verdict: 'refuse' } }]);
  });

  test('is a second proposal in the place of the first, where a neighbour made the pod come again', () => {
    const { kept, saw } = bench();
    saw({ name: 'probe' }, decision());
    const again = decision({ verdict: 'leave' });
    saw({ name: 'probe', annotations: { [DECISION]: 'main takes a slice' } }, again);
    expect(kept.about('speech', ['Pod/probe']).map(({ proposed }) => proposed)).toEqual([again]);
  });

  test('is each try of a name that is tried again, the latest first', () => {
    const { kept, saw } = bench();
    saw({ name: 'probe' }, decision());
    saw({ name: 'probe', uid: '1' }, refused());
    saw({ name: 'probe' }, decision());
    saw({ name: 'probe', uid: '2' }, allowed());
    expect(kept.about('speech', ['Pod/probe']).map(({ pod }) => pod.uid)).toEqual(['2', '1']);
  });

  test('is a dry run apart from the pod that it was a rehearsal of', () => {
    const { kept, saw } = bench();
    saw({ name: 'probe' }, decision(), { dryRun: true });
    saw({ name: 'probe', uid: '1' }, allowed());
    expect(kept.size()).toBe(2);
  });
});

describe('room', () => {
  test('is for the latest, and it is known from when on', () => {
    const { kept, saw } = bench({ most: 3 });
    const began = kept.since();
    for (const name of ['a', 'b', 'c']) saw({ name }, allowed());
    expect([kept.size(), kept.since()]).toEqual([3, began]);
    saw({ name: 'd' }, allowed());
    expect(kept.about('speech', ['Pod/a'])).toEqual([]);
    expect(kept.about('speech', ['Pod/d'])).toHaveLength(1);
    expect(kept.since()).toBeGreaterThan(began);
  });

  test('does not grow with what pods are called', async () => {
    const most = { most: 1000, mostBytes: 100_000 };
    await assert(
      asyncProperty(integer({ min: 1, max: 20_000 }), async (length) => {
        const { kept, saw } = bench(most);
        for (let i = 0; i < 100; i++) {
          const name = 'x'.repeat(length);
          const workload = { namespace: 'speech', kind: 'Pod', name, by: 'owner' };
          saw({ name }, allowed({ workload }));
        }
        await turn();
        const all = kept.about('speech', [`Pod/${'x'.repeat(length)}`]);
        expect(2 * length * all.length).toBeLessThanOrEqual(most.mostBytes);
        expect(all.length).toBe(kept.size());
      }),
      { numRuns: 20 },
    );
  });

  test('is made after the answer has left: a visit only leaves its references', async () => {
    const { kept, saw } = bench();
    const members: string[] = [];
    const watched = new Proxy(allowed(), {
      get: (of, key) => (members.push(String(key)), Reflect.get(of, key)),
    });
    saw({ name: 'probe' }, watched);
    expect(members).toEqual([]);
    await turn();
    expect(members).not.toEqual([]);
    expect(kept.size()).toBe(1);
  });
});
