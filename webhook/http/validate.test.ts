import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../core/decision.ts';
import { allowed, decision, refused } from '../core/testing/decision.ts';
import { admissionReview, pod, UID } from './review.fixture.ts';
import { desk } from './rig.ts';
import { mutate, validate } from './visits.ts';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const LATER = Number.MAX_SAFE_INTEGER;

async function judgedAs(verdict: Decision, review: unknown = admissionReview()) {
  const at = desk({ admit: { propose: () => decision(), judge: async () => verdict } });
  const { answer, after } = await validate(at.parts, bytes(review), LATER);
  return { ...at, after, status: answer.status, answer: JSON.parse(answer.text) };
}

describe('a judgement', () => {
  test('that allows says no more than that, and is announced afterwards', async () => {
    const { answer, after, announced } = await judgedAs(allowed());
    expect(answer.response).toMatchObject({ uid: UID, allowed: true });
    expect(answer.response).not.toHaveProperty('status');
    expect(announced).toStrictEqual([]);
    after?.();
    expect(announced).toStrictEqual([UID]);
  });

  test('under dry-run is announced to nobody', async () => {
    expect(
      await judgedAs(allowed(), admissionReview({ request: { dryRun: true } })),
    ).toHaveProperty('after', undefined);
  });

  test('that refuses is forbidden, with the reason', async () => {
    const { answer } = await judgedAs(refused());
    expect(answer.response).toMatchObject({
      allowed: false,
      status: { code: 403, reason: 'Forbidden', message: 'guard/privileged: it is privileged' },
      auditAnnotations: { verdict: 'refuse', rule: 'guard/privileged' },
    });
    expect(answer.response).not.toHaveProperty('patch');
  });

  test('that would refuse, but not in force, allows', async () => {
    const { answer } = await judgedAs(refused({ inForce: false, mode: 'warn' }));
    expect(answer.response.allowed).toBe(true);
  });

  test('of a ledger that does not know asks to come again', async () => {
    const { answer } = await judgedAs(
      refused({ because: { rule: 'quota/unknown', says: 'not known yet' } }),
    );
    expect(answer.response.status).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      details: { retryAfterSeconds: 1 },
    });
  });

  test('that cannot be made is a failure, and the failure policy decides', async () => {
    const at = desk({
      admit: { propose: () => decision(), judge: () => Promise.reject(new Error('no world')) },
    });
    const { answer, after } = await validate(at.parts, bytes(admissionReview()), LATER);
    expect([answer.status, after]).toStrictEqual([500, undefined]);
    expect(await at.counted('visit_errors_total{visit="validate"}')).toBe(1);
  });

  const late = [
    { failClosed: true, want: { status: 200, code: 429 } },
    { failClosed: false, want: { status: 503, code: undefined } },
  ];
  test.each(late)(
    'that does not come in time, failing closed: $failClosed',
    async ({ failClosed, want }) => {
      const admit = {
        propose: () => decision(),
        judge: () => new Promise<Decision>(() => undefined),
      };
      const at = desk({ failClosed, admit });
      const { answer } = await validate(at.parts, bytes(admissionReview()), Date.now() + 20);
      const code = JSON.parse(answer.text).response?.status.code;
      expect({ status: answer.status, code }).toStrictEqual(want);
      expect(await at.counted('shed_total{reason="deadline"}')).toBe(1);
    },
  );

  test('is not undone by an announcer that throws', async () => {
    const announcer = {
      announce() {
        throw new Error('no events today');
      },
    };
    const at = desk({ announcer });
    const { after } = await validate(at.parts, bytes(admissionReview()), LATER);
    after?.();
    expect(at.said().at(-1)).toMatchObject({ level: 'error', says: 'no events today' });
  });
});

const mutatedAs = (review: unknown) => {
  const { status, text } = mutate(desk().parts, bytes(review));
  return { status, answer: JSON.parse(text) };
};

test('a pod without a UID cannot be counted, so it is not judged', async () => {
  const { uid: _uid, ...metadata } = pod().metadata;
  const at = await judgedAs(
    allowed(),
    admissionReview({ request: { object: { ...pod(), metadata } } }),
  );
  expect(at.answer.response).toMatchObject({ allowed: false, status: { code: 400 } });
  expect(at.answer.response.status.message).toMatch(/metadata\.uid/);
});

test('a binding has none, and takes nothing', async () => {
  const object = { kind: 'Binding', metadata: { name: 'a' }, target: { name: 'gpu-1' } };
  const request = { kind: { kind: 'Binding' }, subResource: 'binding', object };
  const { answer } = await judgedAs(allowed(), admissionReview({ request }));
  expect(answer.response).toMatchObject({ allowed: true });
});

describe('a review that cannot be read', () => {
  const noContainers = admissionReview({
    request: { object: { ...pod(), spec: { containers: [] } } },
  });

  test('is left alone by /mutate, with a warning', () => {
    const { answer } = mutatedAs(noContainers);
    expect(answer.response).toStrictEqual({
      uid: UID,
      allowed: true,
      warnings: [
        'tranche: left as submitted: /request/object/spec/containers must be a list of at least one container, got an empty list',
      ],
    });
  });

  test('is refused by /validate, with 400', async () => {
    const { answer, counted } = await judgedAs(allowed(), noContainers);
    expect(answer.response).toMatchObject({
      uid: UID,
      allowed: false,
      status: { code: 400, reason: 'BadRequest' },
    });
    expect(await counted('malformed_total{reason="pod"}')).toBe(1);
  });

  test('and has no uid is a failure on both', async () => {
    const nobody = admissionReview({ request: { uid: '' } });
    const wanted = {
      error: {
        code: 400,
        message:
          'review.request.uid must be a string of 1 to 128 characters, got an empty string (at /request/uid)',
      },
    };
    expect(mutatedAs(nobody)).toMatchObject({ status: 400, answer: wanted });
    expect(await judgedAs(allowed(), nobody)).toMatchObject({ status: 400, answer: wanted });
  });
});
