import { describe, expect, test } from '@jest/globals';
import { DECISION, ORIGINAL } from '../core/governed.ts';
import type { Decision } from '../core/decision.ts';
import type { OwnerReference } from '../core/pod.ts';
import type { Review } from '../core/review.ts';
import type { OwnerOf } from '../core/identity/identify.ts';
import { allowed } from '../core/testing/decision.ts';
import { ApiFault, type Ask } from './cluster/api.ts';
import { eventWriter } from './events.ts';
import { isRecord, recordIn, type Raw } from './raw.ts';

const replicaSet: OwnerReference = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  name: 'whisper-5b8d',
  uid: 'rs',
  controller: true,
};
const deployment: OwnerReference = {
  ...replicaSet,
  kind: 'Deployment',
  name: 'whisper',
  uid: 'dp',
};

function owned(uid = 'u1', owner = replicaSet): Review {
  const pod = {
    metadata: { name: `whisper-5b8d-${uid}`, uid, ownerReferences: [owner] },
    spec: { containers: [{ name: 'main' }] },
  };
  return {
    uid: 'call',
    operation: 'CREATE',
    subResource: '',
    namespace: 'speech',
    dryRun: false,
    pod,
    alike: pod,
  };
}

const bare = (): Review => ({
  ...owned(),
  pod: { ...owned().pod, metadata: { name: 'job', uid: 'bare' } },
});

const decided = (more: Partial<Decision> = {}): Decision =>
  allowed({
    workload: { namespace: 'speech', kind: 'Deployment', name: 'whisper', by: 'owner' },
    team: 'voices',
    policy: 'default',
    because: { rule: 'fit/mig', says: 'it fits' },
    rules: [],
    id: 'd1',
    ...more,
  });

function bench(
  ownerOf: OwnerOf = (_, { kind }) => (kind === 'ReplicaSet' ? deployment : 'unseen'),
) {
  const asked: Ask[] = [];
  const told: string[] = [];
  const faults: unknown[] = [];
  const writer = eventWriter({
    api: {
      ask(ask) {
        asked.push(ask);
        const fault = faults.shift();
        return fault === undefined ? Promise.resolve({}) : Promise.reject(fault);
      },
    },
    ownerOf,
    voice: ({ because }) => `${because.rule}: ${because.says}`,
    tell: (event) => told.push(event),
    patienceMs: 300,
  });
  const events = async (): Promise<Raw[]> => {
    await writer.idle();
    return asked.map(({ body }) => body?.value).filter(isRecord);
  };
  return { writer, asked, told, faults, events };
}

describe('an event', () => {
  test('stands on the top owner, says what the decision says, and is named by it', async () => {
    const { writer, asked, events } = bench();
    writer.announce(owned(), decided());
    const [event] = await events();
    expect(asked[0]).toMatchObject({ method: 'POST', path: '/api/v1/namespaces/speech/events' });
    expect(event).toMatchObject({
      kind: 'Event',
      involvedObject: { kind: 'Deployment', name: 'whisper', namespace: 'speech', uid: 'dp' },
      type: 'Normal',
      reason: 'TrancheLeft',
      message: 'fit/mig: it fits',
    });
    expect(recordIn(event ?? {}, 'metadata')['name']).toMatch(/^whisper\.[0-9a-f]{16}$/);
  });

  const reasons: { name: string; decision: Partial<Decision>; want: string }[] = [
    { name: 'a refusal', decision: { verdict: 'refuse' }, want: 'Warning TrancheRefused' },
    {
      name: 'a finding that only warns',
      decision: { verdict: 'refuse', inForce: false },
      want: 'Warning TrancheWarned',
    },
    { name: 'a pod that is held', decision: { verdict: 'hold' }, want: 'Normal TrancheHeld' },
  ];
  for (const { name, decision, want } of reasons)
    test(`of ${name} is ${want}`, async () => {
      const { writer, events } = bench();
      writer.announce(owned(), decided(decision));
      const [event] = await events();
      expect(`${String(event?.['type'])} ${String(event?.['reason'])}`).toBe(want);
    });

  test('of a pod that carries our word says that it was rewritten', async () => {
    const { writer, events } = bench();
    const review = owned();
    const metadata = { ...review.pod.metadata, annotations: { [DECISION]: 'main takes …' } };
    writer.announce({ ...review, pod: { ...review.pod, metadata } }, decided());
    expect(await events()).toMatchObject([{ reason: 'TrancheRewrote' }]);
  });

  test('of a pod in which requests alone were set says that', async () => {
    const { writer, events } = bench();
    const review = owned();
    const also = [
      {
        kind: 'request',
        pointer: '/spec/containers/0',
        container: 'main',
        resource: 'memory',
        quantity: '16Gi',
      },
    ];
    const original = {
      v: 1,
      id: 'd',
      containers: {},
      require: [],
      affinity: false,
      tolerate: [],
      also,
    };
    const annotations = { [DECISION]: 'main gets …', [ORIGINAL]: JSON.stringify(original) };
    const metadata = { ...review.pod.metadata, annotations };
    writer.announce({ ...review, pod: { ...review.pod, metadata } }, decided());
    expect(await events()).toMatchObject([{ reason: 'TrancheSetRequests' }]);
  });

  test('is said once for each owner and decision', async () => {
    const { writer, events } = bench();
    for (const uid of ['u1', 'u2', 'u3']) writer.announce(owned(uid), decided());
    writer.announce(owned('u4'), decided({ id: 'd2' }));
    expect(await events()).toHaveLength(2);
  });

  test('that another replica has written already is no fault', async () => {
    const { writer, told, faults, events } = bench();
    faults.push(new ApiFault(409, 'AlreadyExists'));
    writer.announce(owned(), decided());
    await events();
    expect(told).toEqual([]);
  });

  test('that cannot be written is counted, and nothing else happens', async () => {
    const { writer, told, faults, events } = bench();
    faults.push(new ApiFault(403, 'Forbidden'));
    writer.announce(owned(), decided());
    await events();
    expect(told).toEqual(['event-failed']);
  });
});

describe('the top owner', () => {
  test('that the informer has not seen yet is waited for', async () => {
    let looks = 0;
    const { writer, events } = bench((_, { kind }) =>
      kind === 'ReplicaSet' && ++looks > 2 ? deployment : 'unseen',
    );
    writer.announce(owned(), decided());
    expect(await events()).toMatchObject([{ involvedObject: { kind: 'Deployment' } }]);
  });

  test('is the ReplicaSet itself when nothing comes', async () => {
    const { writer, events } = bench(() => 'unseen');
    writer.announce(owned(), decided());
    expect(await events()).toMatchObject([{ involvedObject: { kind: 'ReplicaSet', uid: 'rs' } }]);
  });

  test('of a kind that nobody watches is not waited for', async () => {
    let looks = 0;
    const { writer, events } = bench(() => (looks++, 'unseen'));
    writer.announce(owned('u1', { ...replicaSet, kind: 'StatefulSet', name: 'db' }), decided());
    expect(await events()).toMatchObject([{ involvedObject: { kind: 'StatefulSet' } }]);
    expect(looks).toBe(1);
  });

  test('nor is one that only has the name of a kind that is watched', async () => {
    let looks = 0;
    const { writer, events } = bench(() => (looks++, 'unseen'));
    const volcano = { ...replicaSet, apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job' };
    writer.announce(owned('u1', volcano), decided());
    expect(await events()).toMatchObject([{ involvedObject: { kind: 'Job' } }]);
    expect(looks).toBe(1);
  });

  test('of a stored bare pod is the pod, and of a refused one nobody', async () => {
    const { writer, events } = bench();
    writer.announce(bare(), decided());
    writer.announce(bare(), decided({ verdict: 'refuse', id: 'd2' }));
    expect(await events()).toMatchObject([{ involvedObject: { kind: 'Pod', uid: 'bare' } }]);
  });
});

test('what a guardrail has set is said, though sharing is only observed', async () => {
  const { writer, events } = bench();
  const supplied: Decision['supplied'] = [
    { container: 'main', resource: 'memory', quantity: '16Gi', mode: 'enforce' },
  ];
  writer.announce(owned(), decided({ mode: 'observe', supplied }));
  expect(await events()).toHaveLength(1);
});

describe('nothing is said', () => {
  const silent: { name: string; review?: Partial<Review>; decision?: Partial<Decision> }[] = [
    { name: 'under dry-run', review: { dryRun: true } },
    { name: 'where policies only observe', decision: { mode: 'observe' } },
    { name: 'of the first visit', decision: { visit: 'mutate' } },
    { name: 'of an update', review: { operation: 'UPDATE' } },
    { name: 'of a subresource', review: { subResource: 'ephemeralcontainers' } },
  ];
  for (const { name, review, decision } of silent)
    test(name, async () => {
      const { writer, events } = bench();
      writer.announce({ ...owned(), ...review }, decided(decision));
      expect(await events()).toEqual([]);
    });

  test('except of a refusal, which is in force wherever it comes from', async () => {
    const { writer, events } = bench();
    writer.announce(owned(), decided({ mode: 'observe', verdict: 'refuse' }));
    expect(await events()).toHaveLength(1);
  });
});

test('when too many wait, the newest are dropped and counted', async () => {
  let seen = false;
  const { writer, told, events } = bench(() => (seen ? 'none' : 'unseen'));
  for (let i = 0; i < 1_010; i++) writer.announce(owned(`u${i}`), decided({ id: `d${i}` }));
  // Eight are being written, a thousand wait.
  expect(writer.dropped()).toBe(2);
  expect(told).toEqual(['event-dropped', 'event-dropped']);
  seen = true;
  expect(await events()).toHaveLength(1_008);
});
