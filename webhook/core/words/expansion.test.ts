import { describe, expect, test } from '@jest/globals';
import { argvOf } from './expansion.ts';
import { plain } from '../testing/pods.ts';

const TWO = { name: 'TP', value: '2' };

const table: {
  name: string;
  args: string[];
  env: { name: string; value?: string }[];
  want: string;
}[] = [
  { name: 'a name that the container gives', args: ['-tp=$(TP)'], env: [TWO], want: '-tp=2' },
  { name: 'two names in one', args: ['$(TP)x$(TP)'], env: [TWO], want: '2x2' },
  { name: 'not a name that it does not', args: ['$(PP)$(TP)'], env: [TWO], want: '$(PP)2' },
  {
    name: 'not one that comes from elsewhere',
    args: ['$(TP)'],
    env: [{ name: 'TP' }],
    want: '$(TP)',
  },
  { name: 'not what is escaped', args: ['$$(TP)'], env: [TWO], want: '$$(TP)' },
  { name: 'not what is never closed', args: ['$(TP'], env: [TWO], want: '$(TP' },
  { name: 'nor what follows it', args: ['$(TPx'], env: [TWO], want: '$(TPx' },
  { name: 'not what has no dollar', args: ['$(TP)', 'a(TP)'], env: [TWO], want: '2 a(TP)' },
  {
    name: 'the last of two values',
    args: ['$(TP)'],
    env: [TWO, { name: 'TP', value: '4' }],
    want: '4',
  },
  {
    name: 'a value that names another before it',
    args: ['$(A)'],
    env: [TWO, { name: 'A', value: 'tp$(TP)' }],
    want: 'tp2',
  },
  {
    name: 'a name far behind',
    args: [`${'x'.repeat(300)}$(TP)`],
    env: [TWO],
    want: `${'x'.repeat(300)}2`,
  },
  {
    name: 'a name behind one that is escaped',
    args: ['$$(TP)$(TP)'],
    env: [TWO],
    want: '$$(TP)2',
  },
  {
    name: 'a value as long as a script',
    args: ['$(A)'],
    env: [{ name: 'A', value: 'torchrun '.repeat(300) }],
    want: 'torchrun '.repeat(300),
  },
  {
    name: 'nothing in a text that no program is started with',
    args: [`$(TP)${' '.repeat(131_072)}`],
    env: [TWO],
    want: `$(TP)${' '.repeat(131_072)}`,
  },
];

describe('the kubelet fills in', () => {
  test.each(table)('$name', ({ args, env, want }) => {
    expect(argvOf(plain('main', { args, env })).join(' ')).toBe(want);
  });

  test('no more than there is room for, in one walk', () => {
    const env = [{ name: 'A', value: 'x'.repeat(256) }];
    const [word = ''] = argvOf(plain('main', { args: ['$(A)'.repeat(250_000)], env }));
    expect(word.length).toBeLessThan(1_100_000);
    const scripts = {
      args: ['$(B)', '$(B)', '$(B)'],
      env: [{ name: 'B', value: 'x'.repeat(131_000) }],
    };
    expect(argvOf(plain('main', scripts)).map(({ length }) => length)).toEqual([
      131_000, 131_000, 4,
    ]);
    const doubled = Array.from({ length: 40 }, (_, i) => ({
      name: `V${i}`,
      value: `$(V${i - 1})$(V${i - 1})`,
    }));
    const grown = [{ name: 'V-1', value: 'xx' }, ...doubled];
    const [most = ''] = argvOf(plain('main', { args: ['$(V39)'], env: grown }));
    expect(most.length).toBeLessThan(300_000);
    const open = `${'$('.repeat(500_000)})`;
    expect(argvOf(plain('main', { args: [open], env }))).toEqual([open]);
  }, 2000);
});
