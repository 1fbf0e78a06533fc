/** How much a server may hold at once, by what it is told in its own words. */
import { describe, expect, test } from '@jest/globals';
import { container } from '../testing/pods.ts';
import { boundsOf } from './bounds.ts';

const bounds = (
  args: readonly string[],
  {
    image = 'vllm/vllm-openai:v0.11.0',
    env = {},
  }: { readonly image?: string; readonly env?: Readonly<Record<string, string>> } = {},
) =>
  boundsOf(
    container('server', {
      image,
      args,
      env: Object.entries(env).map(([name, value]) => ({ name, value })),
    }),
  );

describe('what bounds its memory', () => {
  test('is what its flags say', () => {
    expect(
      bounds(['--max-model-len=8k', '--max-num-seqs', '16', '--max_num_batched_tokens', '2048']),
    ).toMatchObject({ context: 8000, sequences: 16, step: 2048, parts: 1, eager: false });
    expect(bounds(['--enforce-eager', '--kv-cache-dtype=fp8', '-tp', '4'])).toMatchObject({
      eager: true,
      element: 1,
      parts: 4,
    });
    expect(bounds(['--kv-cache-memory-bytes', '4G'])).toMatchObject({ cacheBytes: 2 ** 32 });
  });

  test.each([
    ['vLLM', ['--max-model-len=4096', '--max-num-seqs=16', '--max-num-batched-tokens=2048']],
    [
      'SGLang',
      ['--context-length=4096', '--max-running-requests=16', '--chunked-prefill-size=2048'],
    ],
    ['TensorRT-LLM', ['--max_seq_len=4096', '--max_batch_size=16', '--max_num_tokens=2048']],
  ])('is said to %s in words of its own', (_, run) => {
    expect(bounds(run)).toMatchObject({ context: 4096, sequences: 16, step: 2048 });
  });

  test('is nothing where it cannot be read', () => {
    expect(bounds(['--max-model-len=$(LENGTH)', '--max-num-seqs=-1', '-tp', 'x'])).toMatchObject({
      context: undefined,
      sequences: undefined,
      parts: 1,
    });
  });

  test('goes by the engine where two mean two things by one name', () => {
    const image = 'ghcr.io/huggingface/text-generation-inference:3';
    expect(bounds(['--max-total-tokens=4096'], { image })).toMatchObject({
      context: 4096,
      tokens: undefined,
    });
    expect(bounds(['--max-total-tokens=4096'], { image: 'lmsysorg/sglang:1' })).toMatchObject({
      context: undefined,
      tokens: 4096,
    });
    expect(bounds([], { image, env: { MAX_BATCH_TOTAL_TOKENS: '9000' } }).tokens).toBe(9000);
  });
});
