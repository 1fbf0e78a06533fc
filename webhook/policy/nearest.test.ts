import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { lookalike, nearest, suggestion } from './nearest.ts';

const words = ['namespaces', 'mode', 'limits', 'headroom', 'GpuQuota'];

const table: { name: string; written: string; want: string | undefined }[] = [
  { name: 'a letter too few', written: 'namespace', want: 'namespaces' },
  { name: 'two letters swapped', written: 'hedaroom', want: 'headroom' },
  { name: 'a letter doubled', written: 'limmits', want: 'limits' },
  { name: 'another case', written: 'gpuquota', want: 'GpuQuota' },
  { name: 'a short word one letter off', written: 'mod', want: 'mode' },
  { name: 'nothing like it', written: 'replicas', want: undefined },
  { name: 'an empty word', written: '', want: undefined },
];

describe('what was meant', () => {
  test.each(table)('$name: $written', ({ written, want }) => {
    expect(nearest(written, words)).toBe(want);
  });

  test('a known word is nearest to itself, and the nearest is always a known one', () => {
    const many = fc.uniqueArray(fc.string({ minLength: 1 }), {
      minLength: 1,
      selector: (word) => word.toLowerCase(),
    });
    fc.assert(
      fc.property(many, fc.string(), (known, other) => {
        for (const word of known) expect(nearest(word, known)).toBe(word);
        expect([...known, undefined]).toContain(nearest(other, known));
      }),
    );
  });

  test('where nothing is near, the first dozen', () => {
    const many = Array.from({ length: 20 }, (_, i) => `word-number-${i}`);
    expect(suggestion('x', many, 'words')).toMatch(/^words: word-number-0, .*word-number-11, …$/);
    expect(suggestion('x', [], 'words')).toBe('there is no words');
  });

  test('first of them what has the word in it, or is in it', () => {
    const many = [...Array.from({ length: 20 }, (_, i) => `MI${i}`), 'H100-80GB', 'L4'];
    expect(suggestion('h100', many, 'products')).toMatch(/^products: H100-80GB, MI0, /);
    expect(suggestion('NVIDIA-H100-80GB-HBM3', many, 'products')).toMatch(/^products: H100-80GB, /);
  });
});

describe('what looks the same and is another', () => {
  const known = ['NVIDIA-A100-SXM4-40GB', 'NVIDIA-H20'];
  test.each([
    ['NVIDIA-A100-SXM4-4OGB', 'NVIDIA-A100-SXM4-40GB'],
    ['nvidia-a100_sxm4-40gb', 'NVIDIA-A100-SXM4-40GB'],
    ['NVIDIA-A100-SXM4-40GB', undefined],
    ['NVIDIA-H200', undefined],
    ['NVIDIA-H20-3e', undefined],
  ])('%s: %s', (written, want) => {
    expect(lookalike(written, known)).toBe(want);
  });
});
