import { describe, expect, test } from '@jest/globals';
import { ofKind } from '../documents.ts';
import { policy } from '../example.ts';
import { member } from '../../expand/raw.ts';
import type { Json } from '../schema/forms.ts';
import { guards as all } from '../../core/guards/all.ts';
import { admissionPolicies } from './admission-policies.ts';
import { globsIn } from '../../core/matching/globs-in-cel.ts';

const NOTHING_FOREIGN = { products: [], foreign: [] };

const exported = (spec: Json) =>
  admissionPolicies(ofKind([policy('doors', spec)], 'GpuPolicy'), {
    away: ['kube-system'],
    exemptions: [],
    catalogue: NOTHING_FOREIGN,
  });

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
      differing: [],
      left: [
        {
          policy: 'doors',
          rule: 'guard/privileged',
          why: 'the policy matches by classes, which no single pod shows',
        },
      ],
    });
  });

  test('is what conditions ask, and it is said what the API server lacks for them', () => {
    const match = { conditions: [{ name: 'c', cel: 'object.spec.priority > 3' }] };
    const { left } = exported({ match, guards: [PRIVILEGED] });
    expect(left.map(({ why }) => why)).toEqual([
      expect.stringContaining('namespaceLabels and of its top owner (owner.kind, owner.name)'),
    ]);
  });

  test('is what a guard sees beyond the pod', () => {
    const { objects, left } = exported({
      guards: [{ rule: 'guard/unknown-resource', severity: 'deny' }],
    });
    expect(objects).toEqual([]);
    expect(left).toMatchObject([{ rule: 'guard/unknown-resource' }]);
  });
});

test('every guardrail can be said in CEL, or there is a reason why not', () => {
  const wordless = all.filter((guard) => guard.cel === undefined && guard.notInCel === undefined);
  expect(wordless.map(({ id }) => id)).toEqual([]);
  const parameters = { labels: ['team'], equal: ['cpu'] };
  const { left } = exported({
    guards: all.map(({ id: rule }) => ({ rule, severity: 'deny', parameters })),
  });
  expect(left.length).toBeGreaterThan(0);
  for (const { why } of left) expect(why).toMatch(/^[a-z].{20,}[a-z0-9]$/i);
});

const ruleOf = (rule: string, parameters: Json) => {
  const { objects, left, differing } = exported({
    guards: [{ rule, severity: 'deny', parameters }],
  });
  const { validations = [] } = member(objects[0], 'spec') as {
    validations?: readonly { message: string; messageExpression?: string }[];
  };
  return { said: validations[0], left, differing: differing.map(({ why }) => why) };
};

describe('whoever is refused is told what the guardrail is held to', () => {
  test.each<[string, Json, RegExp]>([
    ['guard/max-gpus', { perPod: 8 }, /^guard\/max-gpus: a pod may ask for 8 GPUs/],
    ['guard/required-labels', { labels: ['team', 'x.io/cost'] }, /the labels team, x\.io\/cost/],
    ['guard/image', { registries: ['nvcr.io/nvidia'] }, /takes images from nvcr\.io\/nvidia/],
    ['guard/image', { refusedTags: ['dev-*'] }, /refuses the tags dev-\*/],
    ['guard/image', { digest: true }, /wants each named by its digest/],
    ['guard/unequal', { equal: ['cpu', 'memory'] }, /as much cpu and memory as it is limited to/],
  ])('%s of %j', (rule, parameters, message) => {
    expect(ruleOf(rule, parameters).said?.message).toMatch(message);
  });

  test('and what was found, where CEL can say it', () => {
    const { said } = ruleOf('guard/image', { registries: ["it's.example"] });
    expect(said?.messageExpression).toMatch(
      /^'guard\/image: ' \+ 'it has the image ' \+ .* \+ ', and this policy takes images from it\\'s\.example/,
    );
  });
});

describe('the most GPUs', () => {
  test('of one pod can be said, of all that live only the cluster can', () => {
    const alone = ruleOf('guard/max-gpus', { perPod: 2 });
    expect(alone.differing).toEqual(['GPUs by resource claims are not counted']);
    const held = 'what live pods hold together is known from the cluster';
    expect(ruleOf('guard/max-gpus', { perPod: 2, perTeam: 8 }).differing).toEqual([
      ...alone.differing,
      `${held}, so only perPod holds`,
    ]);
    expect(ruleOf('guard/max-gpus', { perOwner: 2 }).left).toMatchObject([{ why: held }]);
  });
});

describe('what differs is told', () => {
  test('where CEL sees less than we do', () => {
    const parameters = { labels: ['team'] };
    const { objects, differing } = exported({
      guards: [{ rule: 'guard/required-labels', severity: 'deny', parameters }],
    });
    expect(objects).toHaveLength(2);
    expect(differing).toMatchObject([
      { rule: 'guard/required-labels', why: expect.stringContaining('resource claim') },
    ]);
  });

  test('where an exemption lets pods past the rule, for CEL has no clock', () => {
    const past = { name: 'x', owner: 'o', reason: 'r', expires: 1, until: '2027-01-01T00:00:00Z' };
    const exemptions = [
      { ...past, rules: ['guard/*'] },
      { ...past, rules: ['guard/image'] },
    ];
    const documents = ofKind([policy('doors', { guards: [PRIVILEGED] })], 'GpuPolicy');
    expect(
      admissionPolicies(documents, { away: [], exemptions, catalogue: NOTHING_FOREIGN }).differing,
    ).toEqual([
      {
        policy: 'doors',
        rule: 'guard/privileged',
        why: 'GpuExemption x lets pods past it until 2027-01-01T00:00:00Z, and CEL, which has no clock, holds them to it',
      },
    ]);
  });
});

const names = (of: ReturnType<typeof exported>) =>
  of.objects.map((object) => member(object, 'metadata')['name']);

describe('each object has a name of its own', () => {
  test('where a policy names a rule twice', () => {
    const guards = [PRIVILEGED, { ...PRIVILEGED, severity: 'warn', except: ['x'] }];
    const name = 'tranche-doors-guard-privileged';
    expect(names(exported({ guards }))).toEqual([name, name, `${name}-2`, `${name}-2`]);
  });

  test('that the API server takes, whatever the policy is called', () => {
    const long = ['a', 'b'].map((end) => `${'a.'.repeat(125)}${end}`);
    const documents = long.map((name) => policy(name, { guards: [PRIVILEGED] }));
    const found = names(
      admissionPolicies(ofKind(documents, 'GpuPolicy'), {
        away: [],
        exemptions: [],
        catalogue: NOTHING_FOREIGN,
      }),
    );
    expect(new Set(found).size).toBe(2);
    for (const name of found) {
      expect(String(name).length).toBeLessThanOrEqual(253);
      expect(name).toMatch(/^([a-z0-9]([-a-z0-9]*[a-z0-9])?\.)*[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
    }
  });
});

test('a glob is a pattern whose other signs mean themselves', () => {
  expect(globsIn('x', ['a.b*c'])).toBe(String.raw`x.matches('^a\\.b.*c$')`);
  expect(globsIn('x', ['a', 'b'])).toBe("x in ['a', 'b']");
  expect(globsIn('x', ["it's", "it's*"])).toBe(
    String.raw`x in ['it\'s'] || x.matches('^it\\\'s.*$')`,
  );
  expect(globsIn('x', [])).toBe('false');
});
