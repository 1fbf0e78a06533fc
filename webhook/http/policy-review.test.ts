import { beforeAll, expect, test } from '@jest/globals';
import type { PolicyReader } from './policy-review.ts';
import { UID } from './review.fixture.ts';
import { standing } from './rig.ts';

type Standing = Awaited<ReturnType<typeof standing>>;
type Said = ReturnType<PolicyReader['read']>;

/** What the reader of this desk says of an object is written in it. */
const policies: PolicyReader = {
  read(object) {
    const said = JSON.parse(JSON.stringify(object));
    if (said.throws) throw new Error('the reader has a hole');
    return said;
  },
};

let at: Standing;
beforeAll(async () => {
  at = await standing({ policies });
});

const review = (object: object) =>
  JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid: UID, operation: 'CREATE', object },
  });
const sent = (body: string) => at.ask({ path: '/validate-policies?timeout=3s', body });

async function told(said: Said) {
  const { status, text } = await sent(review(said));
  expect(status).toBe(200);
  return JSON.parse(text).response;
}

test('what is good is allowed without a word', async () => {
  expect(await told({ refusals: [], warnings: [] })).toEqual({ uid: UID, allowed: true });
});

test('what is wrong is refused, with all that is wrong', async () => {
  expect(
    await told({ refusals: ['GpuPolicy a: /spec b', 'GpuPolicy a: /spec c'], warnings: [] }),
  ).toEqual({
    uid: UID,
    allowed: false,
    status: {
      status: 'Failure',
      code: 422,
      reason: 'Invalid',
      message: 'tranche: GpuPolicy a: /spec b; GpuPolicy a: /spec c',
    },
  });
});

test('what another may mend is one warning in one line, and allowed', async () => {
  const warnings = ['GpuQuota a waits:\nb', 'c', 'd'];
  expect(await told({ refusals: [], warnings })).toEqual({
    uid: UID,
    allowed: true,
    warnings: ['tranche: GpuQuota a waits:?b; and 2 more'],
  });
  const long = await told({ refusals: [], warnings: ['x'.repeat(1000)] });
  expect(long.warnings[0]).toHaveLength(256);
});

test('what cannot be read, or ends in an error of ours, is left to the failure policy', async () => {
  expect(await sent('{')).toMatchObject({ status: 400 });
  expect(await sent('{"request":{}}')).toMatchObject({ status: 400 });
  expect(await sent('null')).toMatchObject({ status: 400 });
  expect(await sent('['.repeat(200_000))).toMatchObject({ status: 400 });
  expect(await at.counted('malformed_total{reason="not-json"}')).toBe(1);
  expect(await at.counted('malformed_total{reason="envelope"}')).toBe(2);
  expect(await at.counted('malformed_total{reason="too-deep"}')).toBe(1);
  expect(await sent(review({ throws: true }))).toMatchObject({ status: 500 });
  expect(at.said().at(-1)).toMatchObject({ visit: 'validate-policies', uid: UID });
});

test('nothing else is at this door', async () => {
  expect(await at.ask({ path: '/validate-policies/x' })).toMatchObject({ status: 404 });
  expect(await at.ask({ path: '/validate-policies', method: 'GET' })).toMatchObject({
    status: 405,
  });
});
