import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../core/decision.ts';
import { decision, refused } from '../core/testing/decision.ts';
import { mutate, validate } from './visits.ts';
import { admissionReview, pod, UID } from './review.fixture.ts';
import { desk } from './rig.ts';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('the log', () => {
  test('has one line a visit, of chosen fields', () => {
    const at = desk();
    mutate(at.parts, bytes(admissionReview()));
    const [line, ...more] = at.said();
    expect(more).toStrictEqual([]);
    expect(line).toStrictEqual({
      level: 'info',
      time: expect.any(Number),
      visit: 'mutate',
      uid: UID,
      namespace: 'speech',
      pod: 'asr-6c8b7d5f4d-*',
      workload: 'Deployment/asr',
      team: 'speech',
      verdict: 'rewrite',
      mode: 'enforce',
      inForce: true,
      dryRun: false,
      rule: 'fit/mig',
      policy: 'serving',
      hash: 'abcdef0123456789',
      id: '0123456789abcdef',
      ms: expect.any(Number),
      says: 'it never used more than 6.1 GiB in 14 days',
    });
  });

  test('says what let a pod past a guardrail, where something did', () => {
    const { parts, said } = desk();
    const rules: Decision['rules'] = [
      { id: 'guard/privileged', outcome: 'skip', reason: 'exempt', exemption: 'tuner' },
      { id: 'exemption/expiring', outcome: 'warn', reason: 'ends', exemption: 'tuner' },
    ];
    const admit = { ...parts.admit, propose: () => decision({ rules }) };
    const { text } = mutate({ ...parts, admit }, bytes(admissionReview()));
    expect(said()[0]).toMatchObject({ exempted: 'guard/privileged by tuner' });
    expect(JSON.parse(text).response.auditAnnotations).toMatchObject({
      exempted: 'guard/privileged: exempt',
    });
  });

  test('says what was set in a pod whose GPUs are left, and the patch holds that alone', () => {
    const { parts, said } = desk();
    const set = { container: 'server', resource: 'memory', quantity: '16Gi' };
    const left = decision({
      inForce: false,
      supplied: [
        { ...set, mode: 'enforce' },
        { ...set, resource: 'cpu', mode: 'warn' },
      ],
      apart: [{ kind: 'request', pointer: '/spec/containers/0', ...set }],
    });
    const admit = { ...parts.admit, propose: () => left };
    const { text } = mutate({ ...parts, admit }, bytes(admissionReview()));
    expect(said()[0]).toMatchObject({ set: 'server memory 16Gi' });
    const { patch, auditAnnotations } = JSON.parse(text).response;
    expect(auditAnnotations).toMatchObject({ set: 'server memory 16Gi' });
    expect(JSON.parse(Buffer.from(patch, 'base64').toString())).toEqual([
      {
        op: 'add',
        path: '/spec/containers/0/resources/requests/memory',
        value: '16Gi',
      },
    ]);
  });

  test('keeps the order of visits and other lines', () => {
    const { parts, said } = desk();
    mutate(parts, bytes(admissionReview()));
    parts.log.say('warn', 'between');
    mutate(parts, bytes(admissionReview()));
    expect(said().map(({ visit = '-' }) => visit)).toStrictEqual(['mutate', '-', 'mutate']);
  });

  test('loses nothing when there is much of it', () => {
    const { parts, said } = desk();
    for (let i = 0; i < 1000; i++) mutate(parts, bytes(admissionReview()));
    expect(said()).toHaveLength(1000);
  });

  test('escapes what would move a cursor or turn text around, and cuts what is long', () => {
    const { parts, said, lines } = desk();
    const nasty = `\u001b[2J\n\u202e\u2066\u009b\ufeff${'x'.repeat(500)}`;
    const admit = parts.admit;
    mutate(
      {
        ...parts,
        admit: { ...admit, propose: () => decision({ because: { rule: 'fit/mig', says: nasty } }) },
      },
      bytes(admissionReview({ request: { namespace: nasty } })),
    );
    parts.log.say('error', nasty, { nasty });
    const all = said();
    expect(all).toHaveLength(2);
    expect(lines.join('')).not.toMatch(
      // oxlint-disable-next-line no-control-regex
      /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/,
    );
    for (const line of all)
      for (const value of Object.values(line))
        expect(String(value).length).toBeLessThanOrEqual(256);
    expect(all[0]?.['says']).toBe(`${nasty.slice(0, 255)}…`);
  });

  test('never tells what a pod holds: canaries stay in their cage', async () => {
    const canary = 'CANARY-7f3a';
    const { metadata, spec } = pod();
    const [container] = spec.containers;
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...metadata,
        annotations: { token: canary },
        labels: { secret: canary },
        managedFields: [canary],
      },
      spec: {
        containers: [
          {
            ...container,
            image: `registry/${canary}`,
            args: [`--token=${canary}`],
            command: [canary],
            env: [
              { name: 'TOKEN', value: canary },
              { name: canary, valueFrom: { secretKeyRef: { name: canary } } },
            ],
          },
        ],
        volumes: [{ secret: { secretName: canary } }],
      },
    };
    const review = admissionReview({
      request: { object, userInfo: { username: canary, extra: { token: [canary] } } },
    });
    const spoilt = admissionReview({
      request: {
        object: {
          ...object,
          spec: {
            ...object.spec,
            containers: [{ ...object.spec.containers[0], args: [1, canary] }],
          },
        },
      },
    });
    const boom = {
      propose: () => {
        throw new Error('boom');
      },
      judge: () => Promise.reject(new Error('boom')),
    };
    const withheld = {
      propose: () =>
        decision({
          edits: [
            { kind: 'resource', pointer: '/spec/containers/9', container: 'x', from: 'a', to: 'b' },
          ],
        }),
      judge: async () => refused(),
    };
    const at = desk();
    for (const admit of [at.parts.admit, boom, withheld])
      for (const body of [bytes(review), bytes(spoilt), bytes(review).subarray(0, 900)]) {
        mutate({ ...at.parts, admit }, body);
        await validate({ ...at.parts, admit }, body, Date.now() + 10_000);
      }
    at.said();
    expect(at.lines.length).toBeGreaterThanOrEqual(18);
    expect(at.lines.join('\n')).not.toContain(canary);
    expect(await at.parts.metrics.registry.metrics()).not.toContain(canary);
  });
});
