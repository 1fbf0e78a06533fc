import { describe, expect, test } from '@jest/globals';
import { acrossClusters } from './across.ts';
import { fingerprinted, type Found } from './fingerprint.ts';
import { finding } from './report.fixture.ts';

const { fingerprint: _none, ...one } = finding({ rule: 'guard/max-gpus', fingerprint: '' });
const named = (changes: Partial<Found>): string =>
  fingerprinted([{ ...one, ...changes }])[0]?.fingerprint ?? '';
const own = named({});

test('sixteen hex digits that stay the same for ever: baselines in other repositories hold them', () => {
  expect(own).toBe('5d1d7eddac4acd1d');
});

describe('it stays', () => {
  const table: { when: string; changes: Partial<Found> }[] = [
    { when: 'when lines move', changes: { at: { ...one.at, line: 900, pointer: '/spec' } } },
    { when: 'when the figures change', changes: { says: 'asks for 9 GPUs' } },
    { when: 'when another cluster says so too', changes: { clusters: ['other'] } },
    { when: 'when it becomes stricter', changes: { level: 'note', basis: 'today' } },
    {
      when: 'when the API grows up',
      changes: { subject: { ...one.subject, apiVersion: 'apps/v2' } },
    },
  ];
  test.each(table)('$when', ({ changes }) => expect(named(changes)).toBe(own));
});

describe('it is another', () => {
  const { container: _of, ...ofThePod } = one;
  const table: { of: string; found: Found }[] = [
    { of: 'of another rule', found: { ...one, rule: 'guard/image' } },
    { of: 'of another object', found: { ...one, subject: { ...one.subject, name: 'other' } } },
    { of: 'of another part of it', found: { ...one, subject: { ...one.subject, group: 'w' } } },
    {
      of: 'of a kind of the same name by others',
      found: { ...one, subject: { ...one.subject, apiVersion: 'example.com/v1' } },
    },
    { of: 'of another container', found: { ...one, container: 'other' } },
    { of: 'of the pod itself', found: ofThePod },
    { of: 'in another file', found: { ...one, at: { ...one.at, file: 'other.yaml' } } },
    {
      of: 'where the names together spell the same',
      found: { ...one, subject: { ...one.subject, namespace: 'speechw', name: 'hisper' } },
    },
  ];
  test.each(table)('$of', ({ found }) =>
    expect(fingerprinted([found])[0]?.fingerprint).not.toBe(own),
  );
});

test('two of a kind are told apart, and the first in the file keeps its name', () => {
  const lower = { ...one, at: { ...one.at, line: 99 } };
  const names = fingerprinted([lower, one]).map(({ fingerprint }) => fingerprint);
  expect(names[1]).toBe(own);
  expect(new Set(names).size).toBe(2);
});

const of = (cluster: string, says: string): Found => ({ ...one, clusters: [cluster], says });

test('what two clusters say alike is one finding with both names, in their order', () => {
  const found = [of('gke', 'a'), of('gke', 'b'), of('eks', 'a')];
  expect(
    acrossClusters(found, ['eks', 'gke']).map(({ says, clusters }) => [says, clusters]),
  ).toEqual([
    ['a', ['eks', 'gke']],
    ['b', ['gke']],
  ]);
});
