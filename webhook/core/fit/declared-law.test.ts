import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Decision } from '../decision.ts';
import { FEW, given, LARGE, MIDDLE, SMALL } from '../testing/saying.ts';

describe('whatever it says', () => {
  const any = fc.oneof(
    fc.record({ vram: fc.integer({ min: 1, max: 50_000 }).map((MiB) => `${MiB}Mi`) }),
    fc.record({ share: fc.integer({ min: 1, max: 1000 }).map((milli) => String(milli / 1000)) }),
    fc.record({ vram: fc.string({ maxLength: 6 }) }),
    fc.record({ share: fc.string({ maxLength: 6 }) }),
  );
  const bounds = fc.record({
    floorMiB: fc.constantFrom(0, 9000, 12_000),
    ceilingMiB: fc.constantFrom(Infinity, 41_000, 15_000),
  });
  const MIB_OF: Readonly<Record<string, number>> = {
    [SMALL]: 9984,
    [MIDDLE]: 20_096,
    [LARGE]: 40_320,
  };
  const got = ({ containers }: Decision): number => MIB_OF[containers[0]?.chosen ?? ''] ?? 81_559;

  test('it is never given less than was measured, nor than the floor', () => {
    let slices = 0;
    fc.assert(
      fc.property(any, bounds, fc.integer({ min: 1, max: 40_000 }), (said, terms, vramMaxMiB) => {
        for (const used of [{ vramMaxMiB }, { ...FEW, vramMaxMiB }]) {
          const decision = given(said, terms, { used });
          slices += got(decision) < 81_559 ? 1 : 0;
          expect(got(decision)).toBeGreaterThanOrEqual(Math.max(vramMaxMiB * 1.2, terms.floorMiB));
        }
      }),
      { numRuns: 200 },
    );
    expect(slices).toBeGreaterThan(50);
  });

  test('where the policy does not hear it, nothing but a note is changed', () => {
    fc.assert(
      fc.property(any, fc.boolean(), (said, seen) => {
        const more = seen ? { used: {} } : {};
        const [with_, without] = [said, {}].map((one) => given(one, { declared: 'ignore' }, more));
        expect({ ...with_, edits: [], rules: with_?.rules.slice(0, 1) }).toEqual({
          ...without,
          edits: [],
        });
      }),
      { numRuns: 100 },
    );
  });
});
