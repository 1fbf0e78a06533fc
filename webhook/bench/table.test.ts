import { expect, test } from '@jest/globals';
import { figure, table } from './table.ts';

test('a table is set as the formatter would set it', () => {
  const rows = [
    ['Throughput', '0.81'],
    ['p99', '1.4'],
  ];
  expect(table(['', 'ours'], rows)).toBe(
    [
      '|            | ours |',
      '| ---------- | ---: |',
      '| Throughput | 0.81 |',
      '| p99        |  1.4 |',
      '',
    ].join('\n'),
  );
  expect(table(['', ''], [['Node', 'v26']], 'words')).toBe(
    ['|      |     |', '| ---- | --- |', '| Node | v26 |', ''].join('\n'),
  );
});

const figures: { value: number; want: string }[] = [
  { value: 0.8149, want: '0.81' },
  { value: 12.34, want: '12.3' },
  { value: 123.4, want: '123' },
  { value: 9390.4, want: '9,390' },
  { value: 1_234_567, want: '1,234,567' },
  { value: Number.NaN, want: '–' },
];
test.each(figures)('$value is told as $want', ({ value, want }) => {
  expect(figure(value)).toBe(want);
});
