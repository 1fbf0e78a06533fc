import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../core/decision.ts';
import { allowed, decision } from '../core/testing/decision.ts';
import { admissionReview, UID } from './review.fixture.ts';
import { desk } from './rig.ts';
import { mutate } from './visits.ts';

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

function mutated(over: Partial<Decision> = {}, review: unknown = admissionReview()) {
  const at = desk({ admit: { propose: () => decision(over), judge: async () => allowed() } });
  const answer = mutate(at.parts, bytes(review));
  return { ...at, status: answer.status, said: at.said, answer: JSON.parse(answer.text) };
}

describe('a proposal', () => {
  test('goes out as a patch in base64, with its warning and its audit annotations', () => {
    const { answer } = mutated();
    const { patch, ...response } = answer.response;
    expect(answer).toMatchObject({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' });
    expect(response).toStrictEqual({
      uid: UID,
      allowed: true,
      patchType: 'JSONPatch',
      warnings: ['tranche: a slice'],
      auditAnnotations: {
        decision: '0123456789abcdef',
        verdict: 'rewrite',
        rule: 'fit/mig',
        says: 'it never used more than 6.1 GiB in 14 days',
        policy: 'serving',
        'policy-hash': 'abcdef0123456789',
        team: 'speech',
        mode: 'enforce',
        'claim-asked': '1000',
        'claim-final': '142',
      },
    });
    expect(JSON.parse(Buffer.from(patch, 'base64').toString())).toStrictEqual([
      { op: 'remove', path: '/spec/containers/0/resources/limits/nvidia.com~1gpu' },
      {
        op: 'add',
        path: '/spec/containers/0/resources/limits/nvidia.com~1mig-1g.10gb',
        value: '1',
      },
      { op: 'remove', path: '/spec/containers/0/resources/requests/nvidia.com~1gpu' },
      {
        op: 'add',
        path: '/spec/containers/0/resources/requests/nvidia.com~1mig-1g.10gb',
        value: '1',
      },
      {
        op: 'add',
        path: '/metadata/annotations',
        value: { 'tranche.dev/decision': 'server takes a slice' },
      },
    ]);
  });

  test('carries text that is not ASCII unharmed', () => {
    const says = 'größer als 80 GiB – 日本';
    const { answer } = mutated({
      edits: [{ kind: 'annotate', key: 'tranche.dev/decision', value: says }],
    });
    expect(Buffer.from(answer.response.patch, 'base64').toString()).toContain(says);
  });

  const silent: { name: string; over: Partial<Decision> }[] = [
    { name: 'not in force', over: { inForce: false, mode: 'warn' } },
    { name: 'without edits', over: { edits: [] } },
    {
      name: 'whose edits change nothing',
      over: { edits: [{ kind: 'unannotate', key: 'absent' }] },
    },
  ];
  test.each(silent)('$name is sent without patch and patchType', ({ over }) => {
    const { response } = mutated(over).answer;
    expect(response.allowed).toBe(true);
    expect(response).not.toHaveProperty('patch');
    expect(response).not.toHaveProperty('patchType');
  });

  test('is never a refusal, whatever was decided', () => {
    expect(mutated({ verdict: 'refuse', inForce: true, edits: [] }).answer.response.allowed).toBe(
      true,
    );
  });

  test('that does not apply stays here, is counted, and is told', async () => {
    const { answer, counted, said } = mutated({
      edits: [
        { kind: 'resource', pointer: '/spec/containers/7', container: 'x', from: 'a', to: 'b' },
      ],
    });
    expect(answer.response).not.toHaveProperty('patch');
    expect(answer.response).toMatchObject({
      allowed: true,
      warnings: [
        'tranche: left as submitted: our change would not apply (decision 0123456789abcdef)',
      ],
    });
    expect(await counted('patch_not_applied_total')).toBe(1);
    expect(said()[0]).toMatchObject({
      level: 'error',
      says: 'a patch was withheld: it fails at add /spec/containers/7/resources/limits',
    });
  });

  test('that cannot be made leaves the pod alone: we fail open', async () => {
    const at = desk({
      admit: {
        propose() {
          throw new TypeError('undefined is not a slice');
        },
        judge: async () => allowed(),
      },
    });
    const { response } = JSON.parse(mutate(at.parts, bytes(admissionReview())).text);
    expect(response).toStrictEqual({
      uid: UID,
      allowed: true,
      warnings: ['tranche: left as submitted: an error of ours, which our log tells'],
    });
    expect(await at.counted('visit_errors_total{visit="mutate"}')).toBe(1);
    expect(at.said()[0]).toMatchObject({
      level: 'error',
      says: 'undefined is not a slice',
      uid: UID,
    });
  });

  test('has one warning in one line of 256 characters, however many were meant', () => {
    const at = desk({
      voice: { warning: () => `a\nb\u202e${'c'.repeat(400)}`, refusal: () => '' },
    });
    const [warning, ...more] = JSON.parse(mutate(at.parts, bytes(admissionReview())).text).response
      .warnings;
    expect(more).toStrictEqual([]);
    // oxlint-disable-next-line no-control-regex
    expect(warning).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(warning).toHaveLength(256);
  });

  test('has audit keys that the API server takes', () => {
    for (const [key, value] of Object.entries(
      mutated({ team: 'a\nb', policy: 'p'.repeat(999) }).answer.response.auditAnnotations,
    )) {
      expect(key).toMatch(/^[a-z-]{1,63}$/);
      expect(value).toMatch(/^[ -~…]{1,256}$/);
    }
  });
});
