/**
 * Policies as they come out of editors, templates and merges gone wrong, and out of hands that mean
 * harm: what we ship, spoiled in one of many ways. Drawn, so that one seed tells them again.
 */
import * as fc from 'fast-check';
import { good } from './good.ts';
import { inText } from './in-text.ts';
import { inTree } from './in-tree.ts';

export interface WildDocument {
  /** How it was spoiled. */
  readonly how: string;
  readonly text: string;
}

const ways = Object.entries({ ...inText, ...inTree });

/** Every way as often as any other. */
export function wildDocuments(count: number): readonly WildDocument[] {
  const numbers = fc.array(fc.nat({ max: 1_000_003 }), { minLength: 24, maxLength: 24 });
  return fc.sample(numbers, count).flatMap((drawn, i) => {
    const [how, spoil] = ways[i % ways.length] ?? [];
    if (how === undefined || spoil === undefined) return [];
    let at = 0;
    const below = (end: number): number => (drawn[at++ % drawn.length] ?? 0) % Math.max(1, end);
    return [{ how, text: spoil(good[below(good.length)] ?? '', below) }];
  });
}
