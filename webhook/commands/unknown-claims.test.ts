import { expect, test } from '@jest/globals';
import { unknownClaims } from './unknown-claims.ts';

const pod = (claim: object) => ({
  metadata: { namespace: 'speech' },
  spec: {
    resourceClaims: [
      { name: 'net', resourceClaimName: 'net' },
      { name: 'gpu', ...claim },
    ],
    containers: [{ name: 'main', resources: { claims: [{ name: 'gpu' }] } }],
  },
});

const STANDING = [
  { kind: 'ResourceClaimTemplate', namespace: 'speech', name: 'card' },
  { kind: 'ResourceClaim', namespace: 'speech', name: 'net' },
  { kind: 'ResourceClaimTemplate', namespace: 'vision', name: 'theirs' },
] as const;

test.each([
  ['a template that stands there', { resourceClaimTemplateName: 'card' }],
  ['a claim that stands there', { resourceClaimName: 'net' }],
  ['neither, which the API server refuses', {}],
])('of %s nothing is said', (_what, claim) => {
  expect(unknownClaims(pod(claim), STANDING)).toEqual([]);
});

test.each([
  ['a template of another namespace', { resourceClaimTemplateName: 'theirs' }, 'Template'],
  ['a claim by the name of a template', { resourceClaimName: 'card' }, ''],
])('of %s it is said what is not known', (_what, claim, of) => {
  const [name] = Object.values(claim);
  expect(unknownClaims(pod(claim), STANDING)).toEqual([
    {
      says: `its claim gpu needs ResourceClaim${of} speech/${name}, which is neither in the snapshot nor among the manifests: whether that asks for GPUs is not known, none is counted for it, and the pod waits until it is there`,
      help: `review it together with that ResourceClaim${of}`,
      pointer: '/spec/resourceClaims/1',
    },
  ]);
});
