import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, property, string, uint8Array } from 'fast-check';
import { deeperThan } from './depth.ts';
import { readReview } from './read-review.ts';
import { admissionReview } from './review.fixture.ts';

const read = (value: unknown) =>
  readReview(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

const faultOf = (value: unknown) => {
  const answer = read(value);
  return answer.ok ? 'none' : `${answer.reason}: ${answer.message}`;
};

const request = (over: object) => admissionReview({ request: over });

const nodeAsking = (userInfo: unknown) => {
  const answer = read(request({ userInfo }));
  return answer.ok && answer.review.node;
};

const askedBy = (userInfo: object) => {
  const answer = read(request({ userInfo }));
  return answer.ok ? answer.review : answer.message;
};

describe('a review as the API server sends it', () => {
  test('is read, and its pod is the very object that a patch is tried on', () => {
    const answer = read(admissionReview());
    if (!answer.ok) throw new Error(answer.message);
    const { pod, alike, ...rest } = answer.review;
    expect(rest).toStrictEqual({
      uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
      operation: 'CREATE',
      subResource: '',
      namespace: 'speech',
      dryRun: false,
    });
    expect(answer.object).toBe(pod);
    expect(alike.spec.containers.map(({ name }) => name)).toEqual(
      pod.spec.containers.map(({ name }) => name),
    );
    expect(pod.metadata.generateName).toBe('asr-6c8b7d5f4d-');
  });

  test('an update brings the old pod, a deletion nothing else', () => {
    const { object } = admissionReview().request;
    const update = read(request({ operation: 'UPDATE', oldObject: object, subResource: 'resize' }));
    expect(
      update.ok && [update.review.subResource, update.review.oldPod?.spec.containers.length],
    ).toStrictEqual(['resize', 1]);
    const gone = read(request({ operation: 'DELETE', object: null, oldObject: object }));
    expect(gone.ok && gone.review.pod.metadata.namespace).toBe('speech');
  });

  test('tells a kubelet by its group, and knows nobody else', () => {
    expect(nodeAsking({ username: 'system:node:gpu-1', groups: ['a', 'system:nodes'] })).toBe(
      'gpu-1',
    );
    expect(nodeAsking({ username: 'system:node:gpu-1', groups: ['system:authenticated'] })).toBe(
      undefined,
    );
    expect(nodeAsking({ username: 'ada', groups: ['system:nodes'] })).toBe(undefined);
    expect(nodeAsking({ username: 'system:node:gpu-1', groups: 'system:nodes' })).toBe(undefined);
    expect(nodeAsking('system:node:gpu-1')).toBe(undefined);
  });

  test('is the same whoever asks, in their own name or in that of another (B25)', () => {
    const ada = askedBy({ username: 'ada', groups: ['vision'] });
    expect(askedBy({ username: 'system:serviceaccount:kube-system:job-controller' })).toEqual(ada);
    expect(askedBy({ username: 'root', groups: ['system:masters'], extra: {} })).toEqual(ada);
  });

  test('of a binding has the keys that come with it, by both its doors', () => {
    const object = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'asr', labels: { a: 'b' }, annotations: { 'tranche.dev/x': 'y' } },
      target: { kind: 'Node', name: 'gpu-1' },
    };
    for (const subResource of ['binding', '']) {
      const answer = read(request({ kind: { kind: 'Binding' }, subResource, object }));
      expect(answer.ok && answer.review).toMatchObject({
        subResource: 'binding',
        pod: { metadata: object.metadata },
      });
    }
    expect(faultOf(request({ kind: { kind: 'Binding' }, object: {} }))).toBe(
      'pod: /request/object/metadata must be an object, got nothing',
    );
  });

  test('may quote __proto__ in a value', () => {
    const { object } = admissionReview().request;
    const quoting = {
      ...object,
      metadata: { annotations: { last: '{"__proto__": 1}', __proto: 'x' } },
    };
    expect(faultOf(request({ object: quoting }))).toBe('none');
  });

  test('may have members that we do not know, whatever they are called', () => {
    const { object } = admissionReview().request;
    expect(faultOf(request({ object: { ...object, message: 'hello', ok: false } }))).toBe('none');
  });
});

describe('what is no review', () => {
  const table: { name: string; value: unknown; want: string }[] = [
    { name: 'text', value: 'hello', want: 'not-json: the body is no JSON (5 bytes)' },
    { name: 'nothing', value: '', want: 'not-json: the body is no JSON (0 bytes)' },
    {
      name: 'half a review',
      value: JSON.stringify(admissionReview()).slice(0, 300),
      want: 'not-json: the body is no JSON (300 bytes)',
    },
    {
      name: 'a list',
      value: [],
      want: 'envelope: review must be an object, got a list (at the root)',
    },
    {
      name: 'null',
      value: 'null',
      want: 'envelope: review must be an object, got nothing (at the root)',
    },
    {
      name: 'a review of the last century',
      value: admissionReview({ apiVersion: 'admission.k8s.io/v1beta1' }),
      want: 'envelope: review.apiVersion must be admission.k8s.io/v1, got "admission.k8s.io/v1beta1" (at /apiVersion)',
    },
    {
      name: 'another kind',
      value: admissionReview({ kind: 'TokenReview' }),
      want: 'envelope: review.kind must be AdmissionReview, got a TokenReview (at /kind)',
    },
    {
      name: 'no request',
      value: { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' },
      want: 'envelope: review.request must be an object, got nothing (at /request)',
    },
    {
      name: 'no uid',
      value: request({ uid: undefined }),
      want: 'envelope: review.request.uid must be a string of 1 to 128 characters, got nothing (at /request/uid)',
    },
    {
      name: 'an empty uid',
      value: request({ uid: '' }),
      want: 'envelope: review.request.uid must be a string of 1 to 128 characters, got an empty string (at /request/uid)',
    },
    {
      name: 'a numeric uid',
      value: request({ uid: 7 }),
      want: 'envelope: review.request.uid must be a string of 1 to 128 characters, got a number (at /request/uid)',
    },
    {
      name: 'a review of an eviction',
      value: request({ kind: { kind: 'Eviction' } }),
      want: 'envelope: review.request.kind must be a Pod, got an Eviction (at /request/kind/kind)',
    },
    {
      name: 'an operation of its own',
      value: request({ operation: 'PATCH' }),
      want: 'envelope: review.request.operation must be CREATE, UPDATE, DELETE or CONNECT, got "PATCH" (at /request/operation)',
    },
    {
      name: 'no namespace',
      value: request({ namespace: '' }),
      want: 'envelope: review.request.namespace must be a name, got an empty string (at /request/namespace)',
    },
    {
      name: 'a dry run of sorts',
      value: request({ dryRun: 'yes' }),
      want: 'envelope: review.request.dryRun must be true or false, got "yes" (at /request/dryRun)',
    },
    {
      name: 'a Secret in place of the pod',
      value: request({ object: { kind: 'Secret' } }),
      want: 'envelope: review.request.object must be a Pod, got a Secret (at /request/object/kind)',
    },
    {
      name: 'no object at a creation',
      value: request({ object: null }),
      want: 'envelope: review.request.object must be a Pod, got nothing (at /request/object/kind)',
    },
    {
      name: 'no old object at an update',
      value: request({ operation: 'UPDATE', oldObject: null }),
      want: 'envelope: review.request.oldObject must be a Pod, got nothing (at /request/oldObject/kind)',
    },
    {
      name: 'a pod without containers',
      value: request({ object: { kind: 'Pod', metadata: {}, spec: { containers: [] } } }),
      want: 'pod: /request/object/spec/containers must be a list of at least one container, got an empty list',
    },
    {
      name: 'a pod with two faults',
      value: request({ object: { kind: 'Pod', metadata: 1 } }),
      want: 'pod: /request/object/metadata must be an object, got a number; and 1 more',
    },
    {
      name: 'a key named __proto__',
      value: JSON.stringify(admissionReview()).replace('"app"', '"__proto__" '),
      want: 'prototype-key: the review holds a key named __proto__',
    },
    {
      name: 'a bomb of brackets',
      value: '['.repeat(200_000),
      want: 'too-deep: the body nests deeper than 100 levels',
    },
    {
      name: 'a small one',
      value: '['.repeat(10_000) + ']'.repeat(10_000),
      want: 'envelope: review must be an object, got a list (at the root)',
    },
  ];
  test.each(table)('$name', ({ value, want }) => {
    expect(faultOf(value)).toBe(want);
  });

  test('has a uid to answer to wherever one can be seen', () => {
    for (const value of [
      request({ object: null }),
      admissionReview({ apiVersion: 'v2' }),
      request({ kind: 1 }),
    ])
      expect(read(value)).toMatchObject({ ok: false, uid: '705ab4f5-6393-11e8-b7cc-42010a800002' });
    expect(read(request({ uid: '' }))).not.toHaveProperty('uid');
  });

  test('is named without control characters, in 256 of them at most', () => {
    const message = faultOf(request({ operation: `\u001b[31m\u202e\n${'x'.repeat(900)}` }));
    // oxlint-disable-next-line no-control-regex
    expect(message).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(message.length).toBeLessThanOrEqual(256 + 'envelope: '.length);
  });

  test('never throws: bytes of any kind, and reviews with bytes changed', () => {
    assert(property(uint8Array({ maxLength: 64 }), (bytes) => void readReview(Buffer.from(bytes))));
    const good = JSON.stringify(admissionReview());
    assert(
      property(constantFrom(...Array.from(good, (_, i) => i)), string(), (at, junk) => {
        readReview(Buffer.from(good.slice(0, at) + junk + good.slice(at + 1)));
      }),
    );
  });
});

describe('depth', () => {
  const table = [
    { json: '[[1]]', depth: 2 },
    { json: '{"a":{"b":[]}}', depth: 3 },
    { json: '["[[[[","\\"[[["]', depth: 1 },
    { json: '[[],[],[]]', depth: 2 },
    { json: '"no nesting"', depth: 0 },
  ];
  test.each(table)('of $json is $depth', ({ json, depth }) => {
    expect(deeperThan(Buffer.from(json), depth)).toBe(false);
    if (depth > 0) expect(deeperThan(Buffer.from(json), depth - 1)).toBe(true);
  });
});
