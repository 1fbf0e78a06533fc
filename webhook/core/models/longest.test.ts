/** With how little of a cache a server starts at all. */
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { container } from '../testing/pods.ts';
import { bert, llama13, qwenHalf, registry } from '../testing/models.ts';
import { longestMiB, longestTokens } from './longest.ts';

const VLLM = 'vllm/vllm-openai:v0.14.0';
const server = (args: readonly string[], image = VLLM) =>
  container('server', { image, args: ['--model', llama13.name, ...args] });
const of = (args: readonly string[], image = VLLM, model = llama13) =>
  longestTokens(server(args, image), { name: model.name, model, precision: 'bf16' });

describe('one request', () => {
  test.each([
    ['is as long as its model can, where nobody says less', [], 4096 + 128],
    ['as its owner says, with dashes', ['--max-model-len', '8192'], 8192 + 128],
    ['or in thousands', ['--max-model-len=8k'], 8064 + 128],
    ['in whole blocks', ['--max-model-len=1025'], 1152 + 128],
    ['of its own size', ['--max-model-len=1025', '--block-size=256'], 1280 + 256],
    ['which are not larger for being small', ['--max-model-len=1024', '--block-size=16'], 1152],
  ])('%s', (_, args, tokens) => {
    expect(of(args)).toBe(tokens);
  });

  test('is by another name what SGLang and TGI are told', () => {
    expect(of(['--context-length=2048'], 'lmsysorg/sglang:v0.5.0')).toBe(2048 + 128);
    const tgi = 'ghcr.io/huggingface/text-generation-inference:3.0';
    expect(of(['--max-total-tokens=2048'], tgi)).toBe(2048 + 128);
    expect(of(['--max-total-tokens=2048'])).toBe(4096 + 128);
  });

  test.each([
    ['fitted to what is free', ['--max-model-len=auto'], 'is told as auto'],
    ['in a variable of somewhere else', ['--max-model-len=$(LEN)'], 'is told as $(LEN)'],
    [
      'stretched',
      ['--hf-overrides', '{"max_position_embeddings":1}'],
      '--hf-overrides may stretch',
    ],
    ['stretched by rope', ['--rope-scaling={}'], '--rope-scaling may stretch'],
  ])('is unknown where it is %s', (_, args, says) => {
    expect(of(args)).toEqual({ unknown: expect.stringContaining(says) });
  });

  test('is known of a stretched model whose owner says how long it is', () => {
    expect(of(['--rope-scaling={}', '--max-model-len=8192'])).toBe(8192 + 128);
  });

  test('is unknown of a model that says no length', () => {
    expect(of([], VLLM, bert)).toEqual({ unknown: expect.stringContaining('bert-large may be') });
  });
});

test('its cache is that of all its tokens, and of half the bytes half as much', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), (tokens) => {
      const args = ['--model', qwenHalf.name, `--max-model-len=${tokens}`];
      const MiB = (...more: string[]) =>
        longestMiB(
          container('server', { image: VLLM, args: [...args, ...more] }),
          undefined,
          registry,
        );
      // 24 layers of 2 heads of 64, keys and values in two bytes each.
      const least = (Math.ceil(tokens / 16) * 16 * 24 * 2 * 64 * 2 * 2) / 2 ** 20;
      expect(MiB()).toBeGreaterThanOrEqual(least);
      expect(MiB('--kv-cache-dtype=fp8')).toBeGreaterThanOrEqual(least / 2);
      expect(MiB('--kv-cache-dtype=fp8')).toBeLessThanOrEqual(Number(MiB()));
    }),
  );
  expect(longestMiB(container('server', { image: VLLM }), undefined, registry)).toEqual({
    unknown: 'nothing says which model it serves',
  });
});
