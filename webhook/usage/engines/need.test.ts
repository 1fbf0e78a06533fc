/** Reserved is not needed. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { engineNeed, type Parts } from './need.ts';
import type { EngineSigns } from './signs.ts';

const GIB = 1024;

const signs = (of: Partial<EngineSigns> = {}): EngineSigns => ({
  engine: 'vllm',
  namespace: 'team-search',
  pod: 'llama-0',
  container: 'main',
  part: '',
  preempted: 0,
  readings: [],
  ...of,
});

/** Llama-3.1-8B in bf16. */
const llama: Parts = {
  weightsMiB: 14.96 * GIB,
  activationsMiB: 2 * GIB,
  graphsMiB: 0.5 * GIB,
  contextMiB: 0.6 * GIB,
  kvBytesPerToken: 128 * 1024,
  longestTokens: 8192 + 128,
};
const onA100 = signs({
  capacityTokens: 442_000,
  readings: [
    { at: 0, kvUse: 0.02, waiting: 0 },
    { at: 60, kvUse: 0.05, waiting: 0 },
  ],
});

/** Its terms by name. */
const termsOf = (need: ReturnType<typeof engineNeed>) =>
  need.verdict === 'needs'
    ? Object.fromEntries(need.terms.map(({ name, MiB }) => [name, MiB]))
    : need;

describe('a server that fills its card', () => {
  test('Llama-3.1-8B holds 73 GiB of an A100 and needs 24.5', () => {
    const need = engineNeed(onA100, llama, 73 * GIB);
    expect(need).toMatchObject({ verdict: 'needs', peakTokens: 26_520, kvMiB: 3315 });
    expect(need.verdict === 'needs' && need.MiB / GIB).toBeCloseTo(24.5, 1);
    expect(need.verdict === 'needs' && need.spareMiB / GIB).toBeCloseTo(48.5, 1);
  });

  test('one that reserved 60 GB and used 35 to 40 is told from where it can hand back', () => {
    // Qwen2.5-14B in bf16, 192 KiB a token.
    const parts: Parts = {
      weightsMiB: 28_170,
      activationsMiB: 2048,
      graphsMiB: 800,
      contextMiB: 614,
      kvBytesPerToken: 192 * 1024,
      longestTokens: 8192 + 128,
    };
    const day = Array.from({ length: 24 }, (_, hour) => ({
      at: hour * 3600,
      kvUse: hour === 15 ? 0.11 : 0.03,
      waiting: 0,
    }));
    const need = engineNeed(signs({ capacityTokens: 150_000, readings: day }), parts, 61_440);
    expect(termsOf(need)).toEqual({
      weights: 28_170,
      kv: 3713,
      activations: 2048,
      graphs: 800,
      context: 614,
      margin: 5302,
    });
    expect(need).toMatchObject({ verdict: 'needs', MiB: 40_647, spareMiB: 20_793, kvMiB: 3713 });
    expect(need.says).toBe(
      'vllm of team-search/llama-0 reserved 61440 MiB and needs 40647 MiB (weights 28170 + kv 3713 + activations 2048 + graphs 800 + context 614 + margin 5302; KV of 19800 tokens at the peak)',
    );
  });

  test('one that needs what it has is told so, and hands nothing back', () => {
    const need = engineNeed(onA100, llama, 20 * GIB);
    expect(need).toMatchObject({ verdict: 'needs', spareMiB: 0 });
    expect(need.says).toMatch(
      /^vllm of team-search\/llama-0 reserved 20480 MiB and needs no less: /,
    );
  });
});

const peakOf = (of: Partial<EngineSigns>, parts: Partial<Parts> = {}) => {
  const need = engineNeed(signs(of), { ...llama, ...parts }, 70_000);
  return need.verdict === 'needs' ? need.peakTokens : need.verdict;
};
const at = (kvUse: number) => [{ at: 0, kvUse, waiting: 0 }];

describe('what it was seen to hold', () => {
  test('a fifth more, since nobody sees what happens between two scrapes', () => {
    expect(peakOf({ capacityTokens: 1000, readings: at(0.5) })).toBe(600);
  });

  test('but not more than there is, or than its flags allow', () => {
    expect(peakOf({ capacityTokens: 1000, readings: at(0.9) })).toBe(1000);
    expect(peakOf({ capacityTokens: 1000, readings: at(0.5) }, { mostTokens: 550 })).toBe(550);
  });

  test('nor less than was seen, whatever its flags are thought to allow', () => {
    expect(peakOf({ capacityTokens: 1000, readings: at(0.5) }, { mostTokens: 10 })).toBe(500);
  });

  test('tokens themselves, where an engine tells these and no share', () => {
    expect(peakOf({ engine: 'tgi', readings: [{ at: 0, tokens: 500, waiting: 0 }] })).toBe(600);
  });

  test('nothing, where it tells neither, or a share of nobody knows what', () => {
    expect(peakOf({ readings: [{ at: 0, running: 3 }] })).toBe('unknown');
    expect(peakOf({ readings: at(0.5) })).toBe('unknown');
  });

  test('a prefix cache that is of use keeps room', () => {
    const of = { ...onA100, prefixHits: 0.31 };
    expect(termsOf(engineNeed(of, llama, 73 * GIB))).toMatchObject({ kv: 3315, prefix: 13_813 });
    expect(engineNeed(of, llama, 73 * GIB)).toMatchObject({ kvMiB: 3315 + 13_813 });
    const need = engineNeed({ ...of, prefixHits: 0.3 }, llama, 73 * GIB);
    expect(termsOf(need)).not.toHaveProperty('prefix');
  });
});

describe('one request of the longest kind', () => {
  const long = { ...llama, longestTokens: 131_200 };
  const idle = signs({ capacityTokens: 442_000, readings: at(0.001) });

  test('must have room, however short those were that came', () => {
    const need = engineNeed(idle, long, 73 * GIB);
    expect(need).toMatchObject({ peakTokens: 531, kvMiB: 16_400 });
    expect(need.says).toMatch(
      /KV of 531 tokens at the peak, and room for 131200, which one request may have\)$/,
    );
  });

  test('adds nothing where more was held at once', () => {
    const need = engineNeed(onA100, llama, 73 * GIB);
    expect(need).toMatchObject({ kvMiB: 3315 });
    expect(need.says).toMatch(/; KV of 26520 tokens at the peak\)$/);
  });
});

const verdictOf = (of: Partial<EngineSigns>) =>
  engineNeed(signs({ capacityTokens: 1000, ...of }), llama, 70_000);

describe('a demand that was cut short is no demand', () => {
  const full = { at: 0, kvUse: 0.95, waiting: 4 };

  test('when requests were put back', () => {
    const need = verdictOf({ preempted: 2, readings: [{ at: 0, kvUse: 0.2 }] });
    expect(need).toEqual({
      verdict: 'truncated',
      says: 'vllm of team-search/llama-0 put 2 requests back for want of memory',
    });
  });

  test('when requests waited while the cache was full', () => {
    expect(verdictOf({ readings: [full] }).verdict).toBe('truncated');
  });

  test('not when they waited for something else, or it was full and nobody waited', () => {
    expect(verdictOf({ readings: [{ ...full, kvUse: 0.4 }] }).verdict).toBe('needs');
    expect(verdictOf({ readings: [{ ...full, waiting: 0 }] }).verdict).toBe('needs');
  });

  test('when they waited and it does not say how full it was', () => {
    const readings = [{ at: 0, tokens: 500, waiting: 2 }];
    expect(verdictOf({ engine: 'tgi', readings }).verdict).toBe('truncated');
  });
});

test('the terms add up, and whoever held more needs no less', () => {
  const use = fc.double({ min: 0, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(
      use,
      use,
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer(),
      (a, b, capacity, reserved) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((kvUse) =>
          engineNeed(
            signs({ capacityTokens: capacity, readings: [{ at: 0, kvUse }] }),
            llama,
            reserved,
          ),
        );
        if (less?.verdict !== 'needs' || more?.verdict !== 'needs')
          throw new Error('it needs something');
        expect(less.MiB).toBeLessThanOrEqual(more.MiB);
        expect(less.terms.reduce((sum, { MiB }) => sum + MiB, 0)).toBe(less.MiB);
        expect(less.spareMiB).toBe(Math.max(0, reserved - less.MiB));
        expect(more.peakTokens).toBeGreaterThanOrEqual(Math.max(a, b) * capacity);
        expect(more.peakTokens).toBeLessThanOrEqual(capacity);
      },
    ),
  );
});
