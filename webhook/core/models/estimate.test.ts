import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { bert, llama13, mixtral, models, qwenHalf } from '../testing/models.ts';
import type { Bounds } from './bounds.ts';
import { estimate, onCard, type Estimate } from './estimate.ts';
import type { Model } from './model.ts';
import { precisions, wider, type Precision } from './precision.ts';
import { termsTold, told } from './told.ts';
import { smallerVariant } from './variant.ts';

const FREE: Bounds = {
  context: undefined,
  sequences: undefined,
  tokens: undefined,
  step: undefined,
  cacheBytes: undefined,
  element: undefined,
  eager: false,
  parts: 1,
};

const of = (model: Model | number, precision: Precision, bounds: Partial<Bounds> = {}): Estimate =>
  estimate(
    { name: typeof model === 'number' ? 'x' : model.name, model, precision },
    { ...FREE, ...bounds },
  );

const A100_40 = 40_960;

describe('thirteen thousand million parameters on a card of 40 GB', () => {
  test('have room once in 16 bit and twice in 8, not three times', () => {
    expect(onCard(of(llama13, 'bf16'), A100_40)).toBe(1);
    expect(onCard(of(llama13, 'int8'), A100_40)).toBe(2);
    expect(onCard(of(llama13, 'fp8'), A100_40)).toBe(2);
  });

  test('however many requests are let in at once, as long as one is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 256, max: 4096 }),
        fc.boolean(),
        (sequences, context, eager) => {
          const bounds = { sequences, context, eager };
          expect(onCard(of(llama13, 'bf16', bounds), A100_40)).toBeLessThanOrEqual(1);
          expect(onCard(of(llama13, 'int8', bounds), A100_40)).toBeLessThan(3);
        },
      ),
    );
  });
});

const among = (parts: number) => of(qwenHalf, 'bf16', { parts }).terms;

const anyBounds = fc.record({
  context: fc.option(fc.integer({ min: 1, max: 200_000 }), { nil: undefined }),
  sequences: fc.option(fc.integer({ min: 1, max: 512 }), { nil: undefined }),
  tokens: fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined }),
  step: fc.option(fc.integer({ min: 1, max: 65_536 }), { nil: undefined }),
  cacheBytes: fc.option(fc.integer({ min: 1, max: 2 ** 36 }), { nil: undefined }),
  element: fc.constantFrom(undefined, 1, 2),
  eager: fc.boolean(),
  parts: fc.constantFrom(1, 2, 4, 8),
});
const anyModel = fc.oneof(fc.constantFrom(...models), fc.integer({ min: 1e6, max: 1e12 }));
const anyPrecision = fc.constantFrom(...precisions);

describe('an estimate', () => {
  test('is the sum of its terms', () => {
    fc.assert(
      fc.property(anyModel, anyPrecision, anyBounds, (model, precision, bounds) => {
        const { terms, totalMiB, cache } = of(model, precision, bounds);
        expect(Object.values(terms).reduce((a, b) => a + b, 0)).toBe(totalMiB);
        expect(terms.cacheMiB).toBe(Math.ceil(cache.bytes / 2 ** 20));
        for (const term of Object.values(terms)) expect(term).toBeGreaterThanOrEqual(0);
        expect(Number.isSafeInteger(totalMiB)).toBe(true);
      }),
    );
  });

  test('is no smaller in a wider precision', () => {
    fc.assert(
      fc.property(anyModel, anyPrecision, anyPrecision, anyBounds, (model, a, b, bounds) => {
        fc.pre(!a.startsWith('q') && !b.startsWith('q') && a !== 'iq4_xs' && b !== 'iq4_xs');
        const wide = wider(a, b);
        const narrow = wide === a ? b : a;
        const [w, n] = [of(model, wide, bounds), of(model, narrow, bounds)];
        expect(w.terms.weightsMiB).toBeGreaterThanOrEqual(n.terms.weightsMiB);
        expect(w.totalMiB).toBeGreaterThanOrEqual(n.totalMiB);
      }),
    );
  });

  test('is no smaller with longer requests, more of them, or larger steps', () => {
    fc.assert(
      fc.property(
        anyModel,
        fc.record({ ...withoutUnsaid, eager: fc.boolean() }),
        fc.record(withoutUnsaid),
        (model, less, more) => {
          const bounds = {
            ...less,
            context: less.context + more.context,
            sequences: less.sequences + more.sequences,
            step: less.step + more.step,
          };
          expect(of(model, 'bf16', bounds).totalMiB).toBeGreaterThanOrEqual(
            of(model, 'bf16', less).totalMiB,
          );
        },
      ),
    );
  });

  test('holds one request of the longest kind, without which no engine starts', () => {
    fc.assert(
      fc.property(anyBounds, (bounds) => {
        const { cache } = of(mixtral, 'bf16', { ...bounds, cacheBytes: undefined });
        expect(cache.tokens).toBeGreaterThanOrEqual(bounds.context ?? 32_768);
      }),
    );
  });

  test('parts its weights among GPUs, and its cache among as many as have heads', () => {
    expect(among(4).weightsMiB).toBe(Math.ceil(among(1).weightsMiB / 4));
    // Two heads are kept, and no GPU keeps less than one.
    expect(among(4).cacheMiB).toBe(among(1).cacheMiB / 2);
    expect(among(8).cacheMiB).toBe(among(4).cacheMiB);
    expect(among(4).contextMiB).toBeGreaterThan(among(1).contextMiB);
  });

  test('has half the cache in 8 bit, and what its owner says of it', () => {
    const cacheIn = (element?: number) => of(llama13, 'bf16', { element }).terms.cacheMiB;
    expect(cacheIn(1)).toBe(cacheIn() / 2);
    expect(of(llama13, 'bf16', { cacheBytes: 2 ** 30 }).terms.cacheMiB).toBe(1024);
  });

  test('of what reads as a whole has no cache and no graphs', () => {
    const { terms } = of(bert, 'fp32');
    expect(terms).toMatchObject({ weightsMiB: 1297, cacheMiB: 0, graphsMiB: 0 });
    // Nobody has said which of its parameters would become small.
    expect(of(bert, 'int8').terms.weightsMiB).toBe(of(bert, 'bf16').terms.weightsMiB);
  });

  test('by a size alone is no smaller than that of the model of this size', () => {
    for (const [model, size] of [
      [llama13, 13e9],
      [mixtral, 56e9],
    ] as const)
      expect(of(size, 'bf16').totalMiB).toBeGreaterThanOrEqual(of(model, 'bf16').totalMiB * 0.99);
  });

  test('is told with each of its terms', () => {
    const shown = of(llama13, 'int8', { parts: 2, sequences: 4 });
    expect(`${told(shown)} = ${termsTold(shown)}`).toBe(
      'llama-2-13b in int8 would take about 16590 MiB on each of 2 GPUs = weights 6363 + cache 6400 (16384 tokens of 400 KiB) + activations 979 + graphs 1024 + context 1824',
    );
  });
});

const withoutUnsaid = {
  context: fc.integer({ min: 1, max: 200_000 }),
  sequences: fc.integer({ min: 1, max: 512 }),
  step: fc.integer({ min: 1, max: 65_536 }),
};

const variant = (precision: Precision, ...quality: Precision[]) =>
  smallerVariant({ name: 'x', model: llama13, precision }, FREE, quality)?.precision;

describe('a smaller variant', () => {
  test.each<readonly [Precision, readonly Precision[], Precision | undefined]>([
    ['bf16', ['bf16', 'int8'], 'int8'],
    ['bf16', ['int8', 'int4', 'bf16'], 'int4'],
    ['bf16', ['bf16'], undefined],
    ['bf16', [], undefined],
    // As small, so there is nothing to gain.
    ['fp8', ['int8', 'fp8'], undefined],
    // Not good enough, so the smallest that is.
    ['int4', ['bf16', 'int8'], 'int8'],
    ['q4_k_m', ['bf16'], 'bf16'],
  ])('of %s, where %j is good enough, is %s', (has, quality, want) => {
    expect(variant(has, ...quality)).toBe(want);
  });

  test('is not spoken of where it takes as much, be the precision asked for or not', () => {
    expect(variant('int8', 'fp8')).toBe(undefined);
    const bare: Model = {
      name: 'x',
      aliases: [],
      parameters: 7e9,
      beside: 0,
      checkpoint: 'bf16',
      weights: [],
    };
    const bf16 = { name: 'x', model: bare, precision: 'bf16' } as const;
    expect(smallerVariant(bf16, FREE, ['int8'])).toBe(undefined);
  });

  test('is not spoken of where only a size is known', () => {
    expect(smallerVariant({ name: 'x', model: 7e9, precision: 'bf16' }, FREE, ['int8'])).toBe(
      undefined,
    );
  });
});
