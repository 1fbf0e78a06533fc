/** Reserved is not needed: what an engine's own word may do, and what it may not. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { h100 } from '../testing/catalogue.ts';
import { mixed } from '../testing/nodes.ts';
import { container, podOf } from '../testing/pods.ts';
import type { EngineFigures } from '../profile.ts';
import { proposed, termsOf } from '../testing/world.ts';

const nodes = [mixed('mig', 'h100', { '1g.10gb': 2, '2g.20gb': 2, '3g.40gb': 2 })];
const server = container('server', {
  image: 'vllm/vllm-openai:v0.14.0',
  args: ['--model', 'meta-llama/Llama-2-13b-chat-hf'],
});
const pod = podOf({ containers: [server] });

const asked = (engine: EngineFigures | undefined, settings: 'leave' | 'rewrite', headroom = 1.2) =>
  proposed(
    pod,
    { nodes, terms: termsOf({ ladder: ['mig'], settings, headroom }) },
    {
      measuredOn: h100.name,
      vramMaxMiB: 61_169,
      smP95: 0.05,
      ...(engine === undefined ? {} : { engine }),
    },
  );
const says = { name: 'vllm', hours: 168, says: 'weights 1 + kv 1' };
const chosenOf = ({ containers: [one] }: ReturnType<typeof asked>) => one?.chosen ?? '';

const MIB = new Map(h100.profiles.map(({ name, memoryMiB = 0 }) => [name, memoryMiB]));
const sizeOf = (chosen: string): number =>
  MIB.get(/mig-(\S+)$/.exec(chosen)?.[1] ?? '') ?? Infinity;

describe('a server that fills its card', () => {
  test('never gets less than it needs with room, and nothing without a word of the policy', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 500, max: 61_000 }),
        fc.double({ min: 1, max: 2, noNaN: true }),
        (needMiB, headroom) => {
          const engine = { ...says, needMiB, kvMiB: Math.floor(needMiB / 4) };
          const sliced = chosenOf(asked(engine, 'rewrite', headroom));
          expect(sizeOf(sliced)).toBeGreaterThanOrEqual(needMiB * Math.max(1.15, headroom));
          expect(chosenOf(asked(engine, 'leave', headroom))).not.toContain('mig');
        },
      ),
    );
  });

  test('that says no figure stays whole, and so does one that needs all', () => {
    expect(chosenOf(asked(undefined, 'rewrite'))).not.toContain('mig');
    expect(chosenOf(asked(says, 'rewrite'))).not.toContain('mig');
    expect(chosenOf(asked({ ...says, needMiB: 70_000, kvMiB: 1 }, 'rewrite'))).not.toContain('mig');
  });

  test('is told a cache that leaves room for the rest', () => {
    const { edits } = asked({ ...says, needMiB: 30_000, kvMiB: 8000 }, 'rewrite');
    const told = edits.flatMap((edit) => (edit.kind === 'arg' ? [edit.value] : []));
    expect(told).toEqual([`--kv-cache-memory-bytes=${9600 * 2 ** 20}`]);
  });
});
