import { describe, expect, test } from '@jest/globals';
import { array, assert, dictionary, jsonValue, property, string } from 'fast-check';
import { textWithoutManagedFields } from './managed-fields.ts';

const withoutManagedFields = (text: string): string => textWithoutManagedFields(Buffer.from(text));

const cut = (value: unknown): unknown => JSON.parse(withoutManagedFields(JSON.stringify(value)));
const pod = (managedFields: unknown) => ({
  metadata: { name: 'a', managedFields, uid: 'u' },
  spec: { containers: [{ name: 'main' }] },
});

describe('managed fields', () => {
  test('are taken out of object and old object, and nothing else', () => {
    const fields = [
      { manager: 'kubectl', fieldsV1: { 'f:spec': { 'k:{"name":"a]"}': { '.': {} } } } },
      { manager: 'kubelet', time: '2026-11-21T09:00:00Z', subresource: 'status' },
    ];
    const both = { request: { object: pod(fields), oldObject: pod(fields), dryRun: true } };
    expect(cut(both)).toEqual({
      request: { object: pod([]), oldObject: pod([]), dryRun: true },
    });
  });

  test('whatever they hold', () => {
    assert(
      property(
        array(jsonValue()),
        dictionary(string({ unit: 'grapheme' }), jsonValue()),
        (fields, spec) => {
          const object = { metadata: { managedFields: fields }, spec };
          // A pod that has the word as a key elsewhere is not what this is about.
          if (JSON.stringify(spec).includes('"managedFields":[')) return;
          const text = JSON.stringify(object);
          expect(withoutManagedFields(text)).toBe(
            JSON.stringify({ metadata: { managedFields: [] }, spec }),
          );
        },
      ),
    );
  });

  test('may be spoken of', () => {
    const spoken = { args: ['{"managedFields":[1]}', '"managedFields":[', 'managedFields\\":['] };
    expect(cut(spoken)).toEqual(spoken);
    expect(cut(pod(null))).toEqual(pod(null));
    expect(cut(pod('none'))).toEqual(pod('none'));
  });

  test('that break off are left to the parser, and so is what is no JSON', () => {
    const text = JSON.stringify(pod([{ manager: 'kubectl' }]));
    for (let end = 0; end < text.length; end++) {
      const torn = text.slice(0, end);
      expect(() => JSON.parse(withoutManagedFields(torn))).toThrow();
    }
    assert(
      property(jsonValue(), (value) => {
        const json = JSON.stringify(value);
        if (!json.includes('managedFields')) expect(withoutManagedFields(json)).toBe(json);
      }),
    );
  });
});
