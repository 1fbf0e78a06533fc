import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { served } from '../webhook/policy/schema/kinds.ts';

const path = join(import.meta.dirname, 'kustomize', 'base', 'validating-webhook.yaml');
const ofDocuments = parse(readFileSync(path, 'utf8')).webhooks[3];

test('documents of ours are sent where they say something new, and never their status', () => {
  expect(ofDocuments.name).toBe('validate-policies.tranche.dev');
  expect(ofDocuments.rules).toEqual([
    {
      operations: ['CREATE', 'UPDATE'],
      apiGroups: ['tranche.dev'],
      apiVersions: ['v1alpha1'],
      resources: Object.values(served)
        .map(({ plural }) => plural)
        .toSorted(),
      scope: '*',
    },
  ]);
  expect(ofDocuments.matchConditions).toEqual([
    {
      name: 'spec-changed',
      expression: "request.operation == 'CREATE' || object.spec != oldObject.spec",
    },
  ]);
});
