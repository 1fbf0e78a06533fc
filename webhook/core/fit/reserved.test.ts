/** Reserved is not needed: what an engine's own word may do, and what it may not. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { h100 } from '../testing/catalogue.ts';
import { mixed } from '../testing/nodes.ts';
import { container, podOf } from '../testing/pods.ts';
import type { EngineFigures } from '../profile.ts';
import { containerRevision } from '../identity/revision.ts';
import type { BackedOff } from '../back-off.ts';
import { registry } from '../testing/models.ts';
import { proposed, READ_AT, termsOf } from '../testing/world.ts';

const nodes = [mixed('mig', 'h100', { '1g.10gb': 2, '2g.20gb': 2, '3g.40gb': 2 })];
const server = container('server', {
  image: 'vllm/vllm-openai:v0.14.0',
  args: ['--model', 'meta-llama/Llama-2-13b-chat-hf'],
});
const pod = podOf({ containers: [server] });

const asked = (
  engine: EngineFigures | undefined,
  settings: 'leave' | 'rewrite',
  headroom = 1.2,
  more: Partial<Parameters<typeof proposed>[1]> = {},
) =>
  proposed(
    pod,
    { nodes, terms: termsOf({ ladder: ['mig'], settings, headroom }), ...more },
    {
      measuredOn: h100.name,
      vramMaxMiB: 61_169,
      smP95: 0.05,
      ...(engine === undefined ? {} : { engine }),
    },
  );
const says = { name: 'vllm', hours: 168, says: 'weights 1 + kv 1' };
const toldTo = ({ edits }: ReturnType<typeof asked>): string[] =>
  edits.flatMap((edit) => (edit.kind === 'arg' ? [edit.value] : []));
const bytesIn = (flag: string | undefined): number =>
  flag === undefined ? Infinity : Number(flag.split('=')[1]);

const failed = (differs: Partial<BackedOff> = {}): BackedOff => ({
  container: 'server',
  revision: containerRevision(server),
  slice: { name: 'H100-80GB nvidia.com/mig-2g.20gb', MiB: 20_096, sms: 32 },
  since: '2026-09-21T10:00:00Z',
  until: '2026-09-28T10:00:00Z',
  ends: READ_AT + 1,
  because: 'it restarted 2 times within 4m',
  ...differs,
});

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

  test('that has told of itself for a day alone gets the room of a day, and a cache to use it', () => {
    const needs = { needMiB: 15_500, kvMiB: 4000 };
    const [week, day] = [168, 24].map((hours) => asked({ ...says, ...needs, hours }, 'rewrite'));
    expect([week, day].map((sliced) => sliced && chosenOf(sliced))).toEqual([
      'H100-80GB nvidia.com/mig-2g.20gb',
      'H100-80GB nvidia.com/mig-3g.40gb',
    ]);
    expect([week, day].map((sliced) => sliced && toldTo(sliced))).toEqual([
      [`--kv-cache-memory-bytes=${4800 * 2 ** 20}`],
      [`--kv-cache-memory-bytes=${7200 * 2 ** 20}`],
    ]);
  });

  test('that says no figure stays whole, and so does one that needs all', () => {
    expect(chosenOf(asked(undefined, 'rewrite'))).not.toContain('mig');
    expect(chosenOf(asked(says, 'rewrite'))).not.toContain('mig');
    expect(chosenOf(asked({ ...says, needMiB: 70_000, kvMiB: 1 }, 'rewrite'))).not.toContain('mig');
  });

  test('is told a cache that leaves room for the rest', () => {
    const sliced = asked({ ...says, needMiB: 30_000, kvMiB: 8000 }, 'rewrite');
    expect(toldTo(sliced)).toEqual([`--kv-cache-memory-bytes=${9600 * 2 ** 20}`]);
  });

  test('is never told less than one request takes, whoever wrote the figure', () => {
    // 4,096 tokens of 800 KiB are what Llama 2 may be asked at once.
    const least = 4096 * 800 * 1024;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12_000 }), (kvMiB) => {
        const engine = { ...says, needMiB: 30_000, kvMiB };
        const [flag] = toldTo(asked(engine, 'rewrite', 1.2, { models: registry }));
        expect(bytesIn(flag)).toBeGreaterThanOrEqual(least);
        if (kvMiB > 3400) expect(flag).toBeDefined();
      }),
    );
  });

  test('that died on a slice is told nothing on the larger one', () => {
    const engine = { ...says, needMiB: 14_000, kvMiB: 4000 };
    const small = asked(engine, 'rewrite');
    expect([chosenOf(small), toldTo(small)]).toEqual([
      'H100-80GB nvidia.com/mig-2g.20gb',
      [`--kv-cache-memory-bytes=${4800 * 2 ** 20}`],
    ]);
    const large = asked(engine, 'rewrite', 1.2, { backedOff: [failed()] });
    expect([chosenOf(large), toldTo(large)]).toEqual(['H100-80GB nvidia.com/mig-3g.40gb', []]);
    const over = asked(engine, 'rewrite', 1.2, { backedOff: [failed({ ends: READ_AT })] });
    expect(toldTo(over)).toHaveLength(1);
    const another = asked(engine, 'rewrite', 1.2, { backedOff: [failed({ container: 'other' })] });
    expect(toldTo(another)).toHaveLength(1);
  });
});
