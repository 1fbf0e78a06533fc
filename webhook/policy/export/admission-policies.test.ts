import { describe, expect, test } from '@jest/globals';
import { ofKind } from '../documents.ts';
import { policy } from '../example.ts';
import type { Json } from '../schema/forms.ts';
import { admissionPolicies } from './admission-policies.ts';
import { globsIn } from '../../core/matching/globs-in-cel.ts';

const exported = (spec: Json) =>
  admissionPolicies(ofKind([policy('doors', spec)], 'GpuPolicy'), ['kube-system']);

const PRIVILEGED = { rule: 'guard/privileged', severity: 'deny' };

describe('a guardrail as an admission policy', () => {
  test.each([
    ['enforce', 'deny', ['Deny'], 'Fail'],
    ['enforce', 'warn', ['Warn', 'Audit'], 'Ignore'],
    ['warn', 'deny', ['Warn', 'Audit'], 'Ignore'],
    ['observe', 'deny', ['Audit'], 'Ignore'],
  ])('in mode %s at severity %s acts by %j', (mode, severity, validationActions, failurePolicy) => {
    const { objects } = exported({ mode, guards: [{ ...PRIVILEGED, severity }] });
    const name = 'tranche-doors-guard-privileged';
    expect(objects).toMatchObject([
      { kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec: { failurePolicy } },
      {
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata: { name },
        spec: { policyName: name, validationActions },
      },
    ]);
  });

  test('is for the pods that the policy matches, and never for those that are not sent to us', () => {
    const { objects } = exported({
      match: {
        namespaces: ['speech', 'team-*'],
        namespaceLabels: { tier: 'gold' },
        podLabels: { app: 'a' },
        images: ['*/vllm-openai:*'],
      },
      guards: [{ ...PRIVILEGED, except: ['gpu-operator'] }],
    });
    expect(objects[0]).toMatchObject({
      spec: {
        matchConstraints: {
          namespaceSelector: {
            matchLabels: { tier: 'gold' },
            matchExpressions: [
              { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system'] },
            ],
          },
          objectSelector: { matchLabels: { app: 'a' } },
        },
        matchConditions: [
          {
            name: 'namespaces',
            expression: "request.namespace in ['speech'] || request.namespace.matches('^team-.*$')",
          },
          {
            name: 'images',
            expression: expect.stringContaining("c.image.matches('^.*/vllm-openai"),
          },
          { name: 'except', expression: "!(request.namespace in ['gpu-operator'])" },
        ],
      },
    });
  });
});

describe('what cannot be said', () => {
  test('is what a policy matches by and no single pod shows', () => {
    expect(exported({ match: { classes: ['training'] }, guards: [PRIVILEGED] })).toEqual({
      objects: [],
      inPart: [],
      left: [
        {
          policy: 'doors',
          rule: 'guard/privileged',
          why: 'the policy matches by classes, which no single pod shows',
        },
      ],
    });
  });

  test('is what a guard sees beyond the pod', () => {
    const { objects, left } = exported({
      guards: [{ rule: 'guard/unknown-resource', severity: 'deny' }],
    });
    expect(objects).toEqual([]);
    expect(left).toMatchObject([{ rule: 'guard/unknown-resource' }]);
  });
});

test('what is said in part is told', () => {
  const parameters = { labels: ['team'] };
  const { objects, inPart } = exported({
    guards: [{ rule: 'guard/required-labels', severity: 'deny', parameters }],
  });
  expect(objects).toHaveLength(2);
  expect(inPart).toMatchObject([
    { rule: 'guard/required-labels', why: expect.stringContaining('resource claim') },
  ]);
});

test('a glob is a pattern whose other signs mean themselves', () => {
  expect(globsIn('x', ['a.b*c'])).toBe(String.raw`x.matches('^a\\.b.*c$')`);
  expect(globsIn('x', ['a', 'b'])).toBe("x in ['a', 'b']");
  expect(globsIn('x', ["it's", "it's*"])).toBe(
    String.raw`x in ['it\'s'] || x.matches('^it\\\'s.*$')`,
  );
  expect(globsIn('x', [])).toBe('false');
});
