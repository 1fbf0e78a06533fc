import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { JSONPath } from 'jsonpath-plus';
import { foundAt, PATH_PATTERN, readPath } from './json-path.ts';

const pod = {
  metadata: { labels: { 'example.com/team': 'speech' }, annotations: {} },
  spec: {
    priority: 0,
    nodeName: null,
    containers: [
      { name: 'a', resources: { limits: { 'nvidia.com/gpu': '1' } }, env: [{ name: 'X' }] },
      { name: 'b' },
    ],
  },
};

const found = (text: string, json: object = pod) => {
  const path = readPath(text);
  if (!path.ok) throw new Error(path.flaw.says);
  return foundAt(path.steps, json);
};

describe('what a path finds', () => {
  const table: { path: string; want: readonly unknown[] }[] = [
    { path: '$.spec.priority', want: [0] },
    { path: '$.spec.nodeName', want: [null] },
    { path: '$.spec.containers[0].name', want: ['a'] },
    { path: '$.spec.containers[*].name', want: ['a', 'b'] },
    { path: '$.spec.containers.*.name', want: ['a', 'b'] },
    { path: "$.spec.containers[*].resources.limits['nvidia.com/gpu']", want: ['1'] },
    { path: '$.metadata.labels["example.com/team"]', want: ['speech'] },
    { path: '$..name', want: ['a', 'X', 'b'] },
    { path: '$.spec..env[*].name', want: ['X'] },
    { path: '$.spec.containers[7].name', want: [] },
    { path: '$.spec.runtimeClassName', want: [] },
    { path: '$.spec.constructor', want: [] },
    { path: '$.spec.__proto__', want: [] },
    { path: '$.metadata.annotations', want: [{}] },
  ];
  test.each(table)('$path', ({ path, want }) => {
    expect(found(path)).toEqual(want);
  });
});

const NAMES = ['a', 'b', 'c.d/e', 'name'];
const names = fc.constantFrom(...NAMES);
const objects = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    // No text: the library takes its letters for entries.
    fc.constantFrom(0, null, true),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(names, tie('value'), { maxKeys: 3 }),
  ),
})).value;
const steps = fc.array(
  fc.oneof(
    names.map((name) => `['${name}']`),
    fc.constantFrom('.a', '.name', '[0]', '[1]', '[*]', '.*'),
  ),
  { minLength: 1, maxLength: 4 },
);

test('what a path finds is what jsonpath-plus finds, where that runs no code', () => {
  fc.assert(
    fc.property(objects, steps, fc.nat(5), (value, drawn, place) => {
      const json = { a: value, name: value };
      const descent = place < drawn.length ? ['..b'] : [];
      const path = `$${drawn.toSpliced(place, 0, ...descent).join('')}`;
      const theirs: unknown = JSONPath({ path, json, eval: false, wrap: true });
      expect(found(path, json)).toEqual(theirs);
    }),
    { numRuns: 2000 },
  );
});

describe('what is no path says where and why', () => {
  const table: { path: string; at: number; why: string }[] = [
    { path: 'spec.priority', at: 0, why: 'must begin with $' },
    { path: '$.spec.containers[', at: 17, why: 'cannot go on with [' },
    { path: '$.spec.containers[?(@.name=="a")]', at: 17, why: 'holds a filter or a script' },
    { path: '$.spec.containers[(@.length-1)]', at: 17, why: 'holds a filter or a script' },
    { path: '$.spec.containers[-1]', at: 17, why: 'cannot go on with [-1]' },
    { path: '$.spec.containers[0,1]', at: 17, why: 'cannot go on with [0,1]' },
    { path: '$.spec.containers[0:1]', at: 17, why: 'cannot go on with [0:1]' },
    { path: '$.spec^', at: 6, why: 'cannot go on with ^' },
    { path: '$.spec.~', at: 6, why: 'cannot go on with .~' },
    { path: '$.spec.', at: 6, why: 'cannot go on with .' },
    { path: "$['^']", at: 1, why: "cannot go on with ['^']" },
    { path: "$['..']", at: 1, why: "cannot go on with ['..']" },
    { path: '$..a..b', at: 4, why: 'descends twice' },
    { path: '$..*', at: 1, why: 'cannot go on with ..*' },
  ];
  test.each(table)('$path', ({ path, at, why }) => {
    const read = readPath(path);
    expect(read).toMatchObject({ ok: false, flaw: { at } });
    expect(read.ok ? '' : read.flaw.says).toContain(why);
    expect(path).not.toMatch(new RegExp(PATH_PATTERN));
  });
});

test('the API server, which has a pattern, lets in what is read here, and nothing else', () => {
  const pieces = [
    '$',
    '.a',
    '.a-b',
    '[0]',
    '[*]',
    '.*',
    "['a.b/c']",
    '["a"]',
    '..a',
    '.',
    '[',
    '^',
  ];
  const seen = { read: 0, refused: 0 };
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((all) => all.join(''));
  fc.assert(
    fc.property(
      fc.oneof(
        texts,
        texts.map((text) => `$${text}`),
      ),
      (text) => {
        const read = readPath(text).ok;
        expect(new RegExp(PATH_PATTERN).test(text)).toBe(read);
        seen[read ? 'read' : 'refused']++;
      },
    ),
    { numRuns: 2_000 },
  );
  expect(Math.min(seen.read, seen.refused)).toBeGreaterThan(100);
});
