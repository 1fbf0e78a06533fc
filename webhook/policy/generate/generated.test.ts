import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { format } from 'prettier';
import { parseAllDocuments } from 'yaml';
import { errorsIn } from '../validate.ts';
import { editorFiles } from './editors.ts';
import { generated } from './generated.ts';
import { printed } from './json.ts';
import { referencePage } from './reference.ts';

const now = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('generated files', () => {
  test.each([...generated(now)])(
    '%s is what its schema says (if not: node webhook/policy/generate.ts)',
    (path, text) => {
      expect(now(path)).toBe(text);
    },
  );

  test('a page that asks for a kind there is not is an error', () => {
    expect(() => referencePage('<!-- fields:GpuThing -->\n<!-- end -->')).toThrow('GpuThing');
  });
});

describe('the schemas for editors', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const text of editorFiles().values()) ajv.addSchema(JSON.parse(text));
  const validate = ajv.getSchema('https://tranche.dev/schemas/v1alpha1/tranche.json');
  const [policy] = parseAllDocuments(now('policies/sample/policy.yaml'));

  test('accept what is accepted when it is read', () => {
    expect(validate?.(policy?.toJS())).toBe(true);
  });

  test('object to a misspelt field, whatever the kind', () => {
    expect(validate?.({ ...policy?.toJS(), spec: { priorty: 1 } })).toBe(false);
    expect(
      validate?.({
        apiVersion: 'tranche.dev/v1alpha1',
        kind: 'GpuQuota',
        metadata: { name: 'q' },
        spec: { namespace: 'x' },
      }),
    ).toBe(false);
  });

  test('agree with the reader about any spec', () => {
    const field = fc.constantFrom(
      'mode',
      'priority',
      'sharing',
      'headroom',
      'guards',
      'match',
      'kueue',
      'floor',
      'vram',
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('observe', '4Gi', 'leave', 1, 1.5, true, null),
        fc.array(tie('any'), { maxLength: 2 }),
        fc.dictionary(field, tie('any'), { maxKeys: 3 }),
      ),
    })).any;
    const seen = { good: 0, bad: 0 };
    fc.assert(
      fc.property(fc.dictionary(field, value, { maxKeys: 4 }), (spec) => {
        const document = {
          apiVersion: 'tranche.dev/v1alpha1',
          kind: 'GpuPolicy',
          metadata: { name: 'p' },
          spec,
        };
        const accepted = validate?.(document);
        seen[accepted === true ? 'good' : 'bad']++;
        expect(errorsIn('GpuPolicy', structuredClone(document)).length === 0).toBe(accepted);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(20);
  });
});

describe('JSON is printed as the formatter prints it', () => {
  test('whatever the value', async () => {
    const leaf = fc.oneof(
      fc.constantFrom('mig', 'a sentence of some length, as descriptions are', 'x'.repeat(60)),
      fc.boolean(),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(leaf),
        fc.dictionary(fc.constantFrom('type', 'enum', 'description', 'items'), tie('any')),
      ),
    })).any;
    await fc.assert(
      fc.asyncProperty(value, async (any) => {
        const text = printed({ any });
        expect(await format(text, { parser: 'json', printWidth: 100 })).toBe(text);
      }),
    );
  });
});
