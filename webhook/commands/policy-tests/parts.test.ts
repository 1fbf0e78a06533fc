import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parts } from './parts.ts';

const pod = {
  metadata: { name: 'p' },
  spec: {
    containers: [
      { name: 'main', image: 'x', env: [{ name: 'A', value: '1' }] },
      { name: 'side', image: 'y', resources: { limits: { 'nvidia.com/gpu': '1' } } },
    ],
    tolerations: [{ key: 'a', operator: 'Exists' }, { key: 'b' }],
  },
};

const at = (wanted: object): string[] => parts(wanted, pod, '').map(({ pointer }) => pointer);

describe('a part', () => {
  const table: { name: string; wanted: object; want: string[] }[] = [
    { name: 'may say little', wanted: { spec: { containers: [{ name: 'side' }] } }, want: [] },
    {
      name: 'finds an item by its name, and says what of it differs',
      wanted: { spec: { containers: [{ name: 'side', image: 'z' }] } },
      want: ['/spec/containers/0/image'],
    },
    {
      name: 'finds an item without a name by what it holds',
      wanted: { spec: { tolerations: [{ key: 'b' }, { operator: 'Exists' }] } },
      want: [],
    },
    {
      name: 'differs where no item holds all of it',
      wanted: { spec: { tolerations: [{ key: 'b', operator: 'Exists' }] } },
      want: ['/spec/tolerations/0'],
    },
    {
      name: 'takes a number for the text of it, as Kubernetes does',
      wanted: {
        spec: { containers: [{ name: 'side', resources: { limits: { 'nvidia.com/gpu': 1 } } }] },
      },
      want: [],
    },
    {
      name: 'that is not there differs',
      wanted: { spec: { schedulerName: 'kai' } },
      want: ['/spec/schedulerName'],
    },
    { name: 'of another kind differs', wanted: { metadata: ['p'] }, want: ['/metadata'] },
  ];

  test.each(table)('$name', ({ wanted, want }) => expect(at(wanted)).toEqual(want));
});

describe('whatever the object', () => {
  const key = fc.constantFrom('a', 'b', 'name', 'x/y');
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('p', 'q', 1, true, null),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(key, tie('any'), { maxKeys: 3 }),
    ),
  })).any;

  test('it is a part of itself, and of what has more', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value), (whole) => {
        expect(parts(whole, whole, '')).toEqual([]);
        expect(parts(whole, { ...whole, more: 1 }, '')).toEqual([]);
      }),
      {
        examples: [
          [
            {
              a: [
                { name: 'p', b: 1 },
                { name: 'p', b: 'q' },
              ],
            },
          ],
        ],
      },
    );
  });

  test('what has something else in one place is no part of it', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value), key, (whole, name) => {
        expect(
          parts({ ...whole, [name]: 'nowhere' }, whole, '').map(({ pointer }) => pointer),
        ).toEqual([`/${name.replace('/', '~1')}`]);
      }),
    );
  });
});
