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
  { name: 'how one begins', written: 'head', want: 'headroom' },
  { name: 'how one begins, too far for a slip', written: 'na', want: 'namespaces' },
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
    expect(suggestion('100-80', many, 'products')).toMatch(/^products: H100-80GB, MI0, /);
    expect(suggestion('NVIDIA-H100-80GB-HBM3', many, 'products')).toMatch(/^products: H100-80GB, /);
  });
});

describe('whoever stops early', () => {
  const cards = ['A10', 'A100-40GB', 'A100-80GB', 'H100-80GB', 'L4', 'L40', 'L40S'];
  const rules = ['guard/cpu', 'guard/memory', 'guard/max-gpus', 'guard/max-pods'];
  test.each([
    ['A100', cards, 'did you mean A100-40GB or A100-80GB?'],
    ['h100', cards, 'did you mean H100-80GB?'],
    ['A1', cards, 'did you mean A10?'],
    ['guard/mem', rules, 'did you mean guard/memory?'],
    ['guard/max', rules, 'did you mean guard/max-gpus or guard/max-pods?'],
  ])('with %s', (written, known, want) => {
    expect(suggestion(written, known, 'there are')).toBe(want);
  });

  test('means one that begins so, whatever else is nearer', () => {
    const some = fc.uniqueArray(fc.stringMatching(/^[a-c]{3,8}$/), { minLength: 2 });
    fc.assert(
      fc.property(some, fc.nat(), fc.integer({ min: 2, max: 7 }), (known, at, length) => {
        const written = (known[at % known.length] ?? '').slice(0, length);
        const meant = nearest(written, known);
        if (meant === undefined)
          expect(known.filter((word) => word.startsWith(written)).length).toBeGreaterThan(1);
        else expect(meant.startsWith(written)).toBe(true);
      }),
    );
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
