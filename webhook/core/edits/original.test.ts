/** Whoever can write a pod can write our annotation: it is read where every word of it is one of ours. */
import { describe, expect, test } from '@jest/globals';
import { ORIGINAL } from '../governed.ts';
import { LONGEST_ORIGINAL, readOriginal, sameExpression, type Also } from './original.ts';
import type { MatchExpression } from '../pod.ts';
import { podOf } from '../testing/pods.ts';

const server = { pointer: '/spec/containers/0', container: 'server' } as const;
const also: readonly Also[] = [
  { kind: 'withdraw', ...server, resource: 'nvidia.com/gpu' },
  { kind: 'beside', ...server, resource: 'nvidia.com/gpumem', quantity: '8155' },
  { kind: 'claim', ...server, claim: 'tranche', template: 'mig-1g' },
  { kind: 'env', ...server, name: 'CUDA_MEMORY_FRACTION', value: '0.2' },
  { kind: 'arg', ...server, value: '--gpu-memory-utilization=0.2' },
  { kind: 'scheduler', name: 'kai-scheduler' },
  { kind: 'mark', on: 'labels', key: 'kai.scheduler/queue', value: 'research' },
];
const entry = { asked: 'nvidia.com/gpu', slice: 'x', got: 'nvidia.com/mig-1g.10gb' };
const pin = { key: 'nvidia.com/gpu.product', operator: 'In', values: ['X'] };
const wish = { weight: 3, preference: { matchExpressions: [pin] } };
const short = { v: 1, id: 'x', containers: {}, require: [], affinity: false, tolerate: [] };
const full = {
  ...short,
  containers: { server: entry },
  require: [pin],
  affinity: true,
  tolerate: ['nvidia.com/gpu'],
  prefer: [wish, wish, wish],
  of: 'f'.repeat(16),
  also,
};

const read = (text: string) => readOriginal(podOf({}, { annotations: { [ORIGINAL]: text } }));

describe('an annotation of ours', () => {
  test.each([short, full])('is read as it was written', (original) => {
    expect(read(JSON.stringify(original))).toEqual(original);
  });

  test('is read up to the longest that we write', () => {
    const text = JSON.stringify(full);
    expect(read(text.padEnd(LONGEST_ORIGINAL))).toEqual(full);
    expect(read(text.padEnd(LONGEST_ORIGINAL + 1))).toBe('none');
  });
});

describe('annotations that are broken', () => {
  const table: { name: string; text: string }[] = [
    { name: 'no JSON', text: '{' },
    { name: 'null', text: 'null' },
    { name: 'a word', text: '"x"' },
    { name: 'a list', text: '[]' },
    { name: 'a novel', text: JSON.stringify({ ...short, id: 'x'.repeat(20_000) }) },
  ];
  const changes: { name: string; but: object }[] = [
    { name: 'another version', but: { v: 2 } },
    { name: 'an id that is no text', but: { id: 1 } },
    { name: 'an affinity that is no yes or no', but: { affinity: 'yes' } },
    { name: 'containers in a list', but: { containers: [] } },
    { name: 'containers that are none', but: { containers: { a: null } } },
    { name: 'one container of two', but: { containers: { server: entry, a: {} } } },
    {
      name: 'a container that got a number',
      but: { containers: { server: { ...entry, got: 1 } } },
    },
    { name: 'requirements without values', but: { require: [{ key: 'a' }] } },
    { name: 'requirements without a key', but: { require: [{ values: [] }] } },
    { name: 'requirements that are nothing', but: { require: [null] } },
    { name: 'a requirement that is no list', but: { require: pin } },
    { name: 'tolerations that are none', but: { tolerate: ['a', 1] } },
    { name: 'a toleration that is no list', but: { tolerate: 'nvidia.com/gpu' } },
    { name: 'wishes that are none', but: { prefer: ['x'] } },
    { name: 'a wish that is no list', but: { prefer: wish } },
    { name: 'more wishes than we have', but: { prefer: [wish, wish, wish, wish] } },
    { name: 'a decision about nothing', but: { of: 1 } },
    { name: 'another change that is none', but: { also: [null] } },
    { name: 'another change without a kind', but: { also: [{ ...server }] } },
    { name: 'a change we never make', but: { also: [{ kind: 'image', ...server }] } },
  ];
  const broken = changes.map(({ name, but }) => ({
    name,
    text: JSON.stringify({ ...full, ...but }),
  }));
  test.each([...table, ...broken])('$name is not read', ({ text }) => {
    expect(read(text)).toBe('none');
  });

  test.each(also)('a change of kind $kind is not read with a word missing', (edit) => {
    for (const word of Object.keys(edit))
      expect(read(JSON.stringify({ ...full, also: [{ ...edit, [word]: 1 }] }))).toBe('none');
  });
});

describe('a requirement is the same', () => {
  const zone: MatchExpression = { key: 'zone', operator: 'In', values: ['a', 'b'] };
  const absent: MatchExpression = { key: 'zone', operator: 'DoesNotExist' };
  test.each([
    { name: 'as itself', a: zone, b: { ...zone }, want: true },
    {
      name: 'with no values as with none written',
      a: absent,
      b: { ...absent, values: [] },
      want: true,
    },
    { name: 'not of another key', a: zone, b: { ...zone, key: 'rack' }, want: false },
    { name: 'not with another operator', a: zone, b: { ...zone, operator: 'NotIn' }, want: false },
    { name: 'not with another value', a: zone, b: { ...zone, values: ['a', 'c'] }, want: false },
    {
      name: 'not with a value more',
      a: zone,
      b: { ...zone, values: ['a', 'b', 'c'] },
      want: false,
    },
    { name: 'not without its values', a: zone, b: { key: 'zone', operator: 'In' }, want: false },
  ] satisfies { name: string; a: MatchExpression; b: MatchExpression; want: boolean }[])(
    '$name',
    ({ a, b, want }) => {
      expect([sameExpression(a, b), sameExpression(b, a)]).toEqual([want, want]);
    },
  );
});
