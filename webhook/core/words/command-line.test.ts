import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { assigned, launcher, option, shelled, words } from './command-line.ts';
import { plain } from '../testing/pods.ts';

/** Word by word, which the table of all options must agree with. */
const plainly = (line: readonly string[], wanted: readonly string[]): string | undefined => {
  for (const [at, word] of line.entries()) {
    const [name = '', ...value] = word.split('=');
    if (wanted.includes(name)) return value.length > 0 ? value.join('=') : line[at + 1];
  }
  return undefined;
};
const read = (command: string) => shelled(plain('main', { command: [command] }));
const run = (...command: string[]) => words(plain('main', { command }));

describe('the words a container runs', () => {
  const table: { name: string; command: string[]; args?: string[]; want: string[] }[] = [
    {
      name: 'a program and its arguments stand as they are, blanks and all',
      command: ['serve'],
      args: ['--prompt', 'two words; one'],
      want: ['serve', '--prompt', 'two words; one'],
    },
    {
      name: 'a shell is looked into',
      command: ['/bin/sh', '-c'],
      args: ['cd /app && torchrun train.py | tee log'],
      want: ['/bin/sh', '-c', 'cd', '/app', 'torchrun', 'train.py', 'tee', 'log'],
    },
    {
      name: 'a shell behind an init is looked into as well',
      command: ['tini', '--', 'bash', '-c', 'exec torchrun train.py'],
      want: ['tini', '--', 'bash', '-c', 'exec', 'torchrun', 'train.py'],
    },
    {
      name: 'quotes are dropped and a subshell is opened',
      command: ['bash', '-lc', '(vllm serve "Qwen/Qwen2-7B")'],
      want: ['bash', '-lc', 'vllm', 'serve', 'Qwen/Qwen2-7B'],
    },
    {
      name: 'arguments alone may begin with a shell',
      command: [],
      args: ['sh', '-c', 'a\n\nb'],
      want: ['sh', '-c', 'a', 'b'],
    },
    {
      name: 'one argument with blanks is for the shell that the image begins with',
      command: [],
      args: ['exec torchrun "a.py"'],
      want: ['exec', 'torchrun', 'a.py'],
    },
    {
      name: 'a shell as another user is looked into',
      command: ['runuser', '-l', 'app', '-c', 'exec torchrun "a.py"'],
      want: ['runuser', '-l', 'app', '-c', 'exec', 'torchrun', 'a.py'],
    },
    {
      name: 'so is one whose text stands with its option',
      command: ['su', '--command=exec torchrun a.py', 'app'],
      want: ['su', 'exec', 'torchrun', 'a.py', 'app'],
    },
    {
      name: 'what env parts is parted',
      command: ['/usr/bin/env', '-i', '-S', 'A=b torchrun a.py'],
      want: ['/usr/bin/env', '-i', '-S', 'A=b', 'torchrun', 'a.py'],
    },
    {
      name: 'what env only passes on stands as it is',
      command: ['env', 'A=b', 'java', '-Sx', 'two words'],
      want: ['env', 'A=b', 'java', '-Sx', 'two words'],
    },
    {
      name: 'other shells are looked into as well',
      command: ['fish', '-c', 'a; b c'],
      want: ['fish', '-c', 'a', 'b', 'c'],
    },
    { name: 'no command, no words', command: [], want: [] },
  ];
  test.each(table)('$name', ({ command, args = [], want }) => {
    expect(words(plain('main', { command, args }))).toEqual(want);
  });

  test('a program whose name ends in sh is no shell', () => {
    expect(run('refresh', '-c', 'a b')).toEqual(['refresh', '-c', 'a b']);
  });

  test('are read by a shell, or by the program itself', () => {
    const shells = ['sh', '/bin/bash', '/bin/dash', 'ash', 'zsh', 'ksh'];
    expect(shells.map(read)).toEqual(shells.map(() => true));
    expect(['ssh', 'refresh', 'shred', 'bin/sh/run'].map(read)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(shelled(plain('main', { args: ['sh', '-c', 'a'] }))).toBe(true);
    expect(shelled(plain('main'))).toBe(false);
  });
});

test.each([
  { command: ['/bin/csh', '-c', 'a'], want: true },
  { command: ['su', 'app', '-c', 'a'], want: true },
  { command: ['exec a b'], want: true },
  { command: ['su-exec', 'app', 'a', '-c', 'b'], want: false },
  { command: ['python', '-c', 'import a'], want: false },
])('a shell reads $command: $want', ({ command, want }) => {
  expect(shelled(plain('main', { command }))).toBe(want);
});

describe('a launcher is seen', () => {
  const launchers = ['torchrun', 'torch.distributed.run', 'mpirun'];
  const table: { name: string; command: string[]; want: string | undefined }[] = [
    { name: 'by its name', command: ['torchrun', 'train.py'], want: 'torchrun' },
    { name: 'by its path', command: ['/opt/conda/bin/torchrun', 'a.py'], want: 'torchrun' },
    { name: 'in a shell', command: ['sh', '-c', 'cd /x; mpirun -np 1 a'], want: 'mpirun' },
    {
      name: 'as a module of python',
      command: ['python', '-u', '-m', 'torch.distributed.run', 'a.py'],
      want: 'torch.distributed.run',
    },
    {
      name: 'as a module without a blank',
      command: ['python', '-mtorch.distributed.run'],
      want: 'torch.distributed.run',
    },
    { name: 'behind an init', command: ['tini', '--', 'torchrun', 'a.py'], want: 'torchrun' },
    {
      name: 'behind an option that carries its own value',
      command: ['numactl', '--interleave=all', 'torchrun', 'a.py'],
      want: 'torchrun',
    },
    {
      name: "not where it is an option's value",
      command: ['python', 'train.py', '--launcher', 'torchrun'],
      want: undefined,
    },
    {
      name: "not where it is a name, by an option of Java's kind",
      command: ['run', '-name', 'torchrun'],
      want: undefined,
    },
    {
      name: 'not where it is part of a value',
      command: ['python', 'train.py', '--launcher=torchrun'],
      want: undefined,
    },
    {
      name: 'not where it is a file in a directory of that name',
      command: ['python', 'torchrun/train.py'],
      want: undefined,
    },
    {
      name: 'not where it is a folder',
      command: ['sh', '-c', 'cd /opt/mpirun; a'],
      want: undefined,
    },
    {
      name: 'not where it is a model',
      command: ['vllm', 'serve', 'acme/torchrun'],
      want: undefined,
    },
    {
      name: 'not where its name is part of a longer one',
      command: ['mytorchrun', 'torchrun2'],
      want: undefined,
    },
  ];
  test.each(table)('$name', ({ command, want }) => {
    expect(launcher(run(...command), launchers)).toBe(want);
  });
});

describe('a variable that is set before a program', () => {
  const table: { name: string; command: string; want: object | undefined }[] = [
    { name: 'is seen', command: 'A=1 SEED=2 b', want: { name: 'SEED', value: '2' } },
    {
      name: 'is the first of two',
      command: 'SEED=1; SEED=2 b',
      want: { name: 'SEED', value: '1' },
    },
    { name: 'may be empty', command: 'SEED= b', want: { name: 'SEED', value: '' } },
    {
      name: 'may have a sign in its value',
      command: 'SEED=a=b c',
      want: { name: 'SEED', value: 'a=b' },
    },
    { name: 'is not one that is only named', command: 'unset SEEDS && b', want: undefined },
  ];
  test.each(table)('$name', ({ command, want }) => {
    expect(assigned(run('sh', '-c', command), (name) => name === 'SEED')).toEqual(want);
  });
});

describe('the value of an option', () => {
  const names = ['--max-model-len', '--max_model_len'] as const;
  const table: { name: string; command: string[]; want: string | undefined }[] = [
    { name: 'behind a blank', command: ['v', '--max-model-len', '8192'], want: '8192' },
    { name: 'behind an equals sign', command: ['v', '--max_model_len=8192'], want: '8192' },
    { name: 'empty but given', command: ['v', '--max-model-len='], want: '' },
    { name: 'never given', command: ['v', '--max-model-length', '1'], want: undefined },
    { name: 'given as the last word', command: ['v', '--max-model-len'], want: undefined },
    {
      name: 'the first of two',
      command: ['v', '--max-model-len', '1', '--max-model-len', '2'],
      want: '1',
    },
  ];
  test.each(table)('$name', ({ command, want }) => {
    expect(option(run(...command), names)).toBe(want);
  });

  const dashed = ['-a', '--b', '--bc'] as const;

  test('is what stands there, whatever else does', () => {
    const word = fc.constantFrom(...dashed, '-a=', '--b=1', '--bc=-a=2', 'a', '=', '-', '-a-', '');
    fc.assert(
      fc.property(fc.array(word), fc.shuffledSubarray([...dashed]), (line, wanted) => {
        expect(option(line, wanted)).toBe(plainly(line, wanted));
      }),
      { numRuns: 1000 },
    );
  });
});
