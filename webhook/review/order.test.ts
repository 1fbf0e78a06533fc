import { expect, test } from '@jest/globals';
import { assert, property, shuffledSubarray } from 'fast-check';
import { inOrder } from './order.ts';
import { finding, report } from './report.fixture.ts';

const at = (file: string, line: number, column = 1) => ({
  at: { file, line, column, endLine: line, endColumn: column, pointer: '' },
});

const few = [
  finding({ rule: 'fit/mig', fingerprint: '1', level: 'note', ...at('a.yaml', 1) }),
  finding({ rule: 'quota/team', fingerprint: '2', ...at('b.yaml', 2) }),
  finding({ rule: 'quota/team', fingerprint: '3', ...at('a.yaml', 10) }),
  finding({ rule: 'quota/team', fingerprint: '4', ...at('a.yaml', 9, 8) }),
  finding({ rule: 'guard/image', fingerprint: '5', ...at('a.yaml', 9, 8) }),
  finding({ rule: 'quota/team', fingerprint: '6', ...at('a.yaml', 9, 7) }),
  finding({ rule: 'lint/count', fingerprint: '7', level: 'warning', ...at('a.yaml', 1) }),
];

test('errors come first, then what stands higher in its file; lines are numbers', () => {
  expect(
    inOrder(few)
      .map(({ fingerprint }) => fingerprint)
      .join(''),
  ).toBe('6543271');
});

test('the order in which things were found is forgotten', () => {
  const all = [...few, ...report.findings];
  assert(
    property(shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(inOrder(shuffled)).toEqual(inOrder(all));
    }),
  );
});
