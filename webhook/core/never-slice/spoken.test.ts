import { describe, expect, test } from '@jest/globals';
import type { Container } from '../pod.ts';
import { plain } from '../testing/pods.ts';
import { spoken } from './spoken.ts';

const said = (parts: Partial<Container>): string => spoken(plain('main', parts)).join(' ');

const env = (name: string, value?: string) => ({ name, ...(value === undefined ? {} : { value }) });

interface Row {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Container['env'];
  readonly want: string;
}

const sh = (text: string) => ['bash', '-c', text];

describe('what a shell fills in from the variables of its container', () => {
  const table: Row[] = [
    {
      name: 'a script, its line for the log left out',
      command: sh('eval "$SCRIPT"'),
      env: [env('SCRIPT', 'echo start b\na c')],
      want: 'bash -c eval a c',
    },
    {
      name: 'a launcher',
      command: sh('${RUN} a.py'),
      env: [env('RUN', 'b --c')],
      want: 'bash -c b --c a.py',
    },
    {
      name: 'one that names another',
      command: sh('$RUN'),
      env: [env('RUN', '$BY a.py'), env('BY', 'b')],
      want: 'bash -c b a.py',
    },
    {
      name: 'one that names itself, and no end',
      command: sh('$A'),
      env: [env('A', '$A')],
      want: 'bash -c $A',
    },
    { name: 'what the script sets itself', command: sh('A=b; $A c'), want: 'bash -c A=b b c' },
    { name: 'not what it counts', command: sh('A=$(b); a $A'), want: 'bash -c A=$ b a $A' },
    {
      name: 'not what comes from elsewhere',
      command: sh('$A'),
      env: [env('A')],
      want: 'bash -c $A',
    },
    { name: 'a default', command: sh('${A:-b} c'), want: 'bash -c b c' },
    {
      name: 'a default that the script gives before',
      command: sh('A=${A:-b}; $A c; d --e $A'),
      want: 'bash -c A=${A:-b} b c d --e $A',
    },
    {
      name: 'no default where the container says what it is',
      command: sh('A=${A:-b}; $A c'),
      env: [env('A', 'a')],
      want: 'bash -c A=${A:-b} a c',
    },
    { name: 'no default of an option', command: sh('a -b ${A:-1}'), want: 'bash -c a -b ${A:-1}' },
    {
      name: 'nothing where it is only said',
      command: sh('echo $A; b'),
      env: [env('A', 'c')],
      want: 'bash -c b',
    },
    {
      name: 'nothing in the middle of a word',
      command: sh('a/$A'),
      env: [env('A', 'c')],
      want: 'bash -c a/$A',
    },
  ];
  test.each(table)('$name', ({ command, env: variables, want }) => {
    expect(said({ command, ...(variables === undefined ? {} : { env: variables }) })).toBe(want);
  });
});

describe('an argument is a command line', () => {
  const table: Row[] = [
    {
      name: 'that an entrypoint is handed',
      command: ['/e.sh', 'a --b'],
      want: '/e.sh a --b  a --b',
    },
    {
      name: 'behind an option that says so',
      command: ['x', '--command', 'a b'],
      want: 'x --command a b  a b',
    },
    {
      name: 'joined to that option',
      command: ['x', '--command=a b'],
      want: 'x --command=a b  a b',
    },
    {
      name: 'but not as the value of another',
      command: ['x', '--prompt', 'a --b'],
      want: 'x --prompt a --b',
    },
    { name: 'nor joined to it', command: ['x', '--prompt=a --b'], want: 'x --prompt=a --b' },
    {
      name: 'nor where people say it',
      command: ['x', 'What does a --b do?'],
      want: 'x What does a --b do?',
    },
    { name: 'nor where it could be said', command: ['x', 'a b'], want: 'x a b' },
    {
      name: 'nor where a program of Python is asked',
      command: ['python', 'x.py', 'a --b'],
      want: 'python x.py a --b',
    },
    {
      name: 'where Python starts it',
      command: ['python', '-c', "import subprocess; subprocess.run(['a', '-b'])"],
      want: "python -c import subprocess; subprocess.run(['a', '-b'])  import subprocess subprocess.run a -b ",
    },
    {
      name: 'but not where Python prints it',
      command: ['python', '-c', "import os; print('a --b')"],
      want: "python -c import os; print('a --b')",
    },
  ];
  test.each(table)('$name', ({ command, want }) => {
    expect(said({ command })).toBe(want);
  });
});

describe('a variable that holds arguments', () => {
  const table: { name: string; value: string; want: string }[] = [
    { name: 'is read as it stands', value: 'a --b {"c":1}', want: ' a --b {"c":1}' },
    { name: 'is read as a shell would', value: "sh -c 'a b'", want: ' sh -c a b' },
    { name: 'keeps its JSON', value: `a --b '{"c": 1}'`, want: ' a --b {"c": 1}' },
  ];
  test.each(table)('$name', ({ value, want }) => {
    expect(said({ env: [env('RUN_CMD', value)] })).toBe(want);
  });

  test('is said once where it is filled in', () => {
    const parts = { command: sh('exec "$RUN_CMD"'), env: [env('RUN_CMD', 'a b')] };
    expect(said(parts)).toBe('bash -c exec a b');
  });

  test('counts as it is set last', () => {
    expect(said({ env: [env('A_ARGS', '--b'), env('A_ARGS', '--c')] })).toBe(' --c');
  });
});

test.each(['$A ', 'A=$A ', '${A:-', 'a=b $a ', '"$A" '])(
  'a megabyte of %j is read in one walk',
  (piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    const script = { name: 'A', value: 'a b '.repeat(10_000) };
    const run = spoken(plain('main', { command: ['bash', '-c', text], env: [script] }));
    expect(run.length).toBeLessThan(1_000_000);
  },
  2000,
);

test.each([
  { name: 'a script that is set anew for each run of it', piece: 'A=$B; $A ;', value: 'x y ' },
  { name: 'one long word that is said again and again', piece: '$B ', value: 'NixlConnecto' },
])(
  '$name costs no more than two scripts',
  ({ piece, value }) => {
    const script = { name: 'B', value: value.repeat(100_000 / value.length) };
    const command = ['sh', '-c', piece.repeat(20_000)];
    const run = spoken(plain('main', { command, env: [script] }));
    expect(run.join('').length).toBeLessThan(700_000);
  },
  2000,
);

test.each([['-c', 'a b'], ['a --b'], ['python', '-c', 'a b']])(
  'so are half a million arguments of %j',
  (...piece) => {
    const command = Array.from({ length: 100_000 }, () => piece).flat();
    expect(spoken(plain('main', { command })).length).toBeLessThan(2_000_000);
  },
  4000,
);
