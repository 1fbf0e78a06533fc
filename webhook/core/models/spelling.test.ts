import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { stemsOf, spelt } from './spelling.ts';

const read = (text: string) => {
  const found = spelt(text);
  return found === 'none'
    ? found
    : `${found.stems[0]} ${typeof found.quantised === 'string' ? found.quantised : found.quantised[0]} ${found.size}`;
};

describe('what a name says', () => {
  const table: readonly (readonly [string, string])[] = [
    ['meta-llama/Llama-2-13b-chat-hf', 'llama-2-13b-chat-hf unsaid 13000000000'],
    ['TheBloke/Llama-2-13B-AWQ', 'llama-2-13b int4 13000000000'],
    ['TheBloke/Llama-2-13B-GPTQ', 'llama-2-13b int4 13000000000'],
    ['Qwen/Qwen2.5-7B-GPTQ-Int8', 'qwen-2.5-7b int8 7000000000'],
    ['neuralmagic/x-7b-FP8-dynamic', 'x-7b fp8 7000000000'],
    ['RedHatAI/x-7b-quantized.w4a16', 'x-7b int4 7000000000'],
    ['RedHatAI/x-7b-quantized.w8a8', 'x-7b int8 7000000000'],
    ['unsloth/x-7b-bnb-4bit', 'x-7b nf4 7000000000'],
    ['x-7b.Q4_K_M.gguf', 'x-7b q4_k_m 7000000000'],
    ['x-7b-IQ4_XS.gguf', 'x-7b iq4_xs 7000000000'],
    ['x-7b.Q8_0.gguf', 'x-7b q8_0 7000000000'],
    // Of a kind without a figure the next larger one counts.
    ['x-7b.Q4_0.gguf', 'x-7b q5_k_m 7000000000'],
    ['x:7b-fp16', 'x-7b bf16 7000000000'],
    ['x-0.5b', 'x-0.5b unsaid 500000000'],
    ['x-135M', 'x-135m unsaid 135000000'],
    // All eight, whatever they share; and not the three that a token passes.
    ['x-8x7b', 'x-8x7b unsaid 56000000000'],
    ['x-30b-a3b', 'x-30b-a3b unsaid 30000000000'],
    ['x-7b-and-13b', 'x-7b-and-13b unsaid unsaid'],
    ['x-fp8-int4-7b', 'x-7b conflicting 7000000000'],
    ['large-v3-turbo', 'large-v3-turbo unsaid unsaid'],
    ['/models/x-7b@main', 'x-7b unsaid 7000000000'],
    ['fp8', 'none'],
    ['$MODEL', 'none'],
    ['${MODEL:-x-7b}', 'none'],
    ['/', 'none'],
    [`${'x'.repeat(600)}-7b`, 'none'],
  ];
  test.each(table)('%s', (text, want) => expect(read(text)).toBe(want));

  test('is the same of what is left of it', () => {
    const words = ['llama', 'llama2', 'Meta', '7b', '8x7B', 'chat', 'AWQ', 'fp8', 'v0.3', '2407'];
    const names = fc
      .array(fc.constantFrom(...words, 'base', 'Q4_K_M', 'x'), { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join('-'));
    fc.assert(
      fc.property(names, (name) => {
        const [first] = stemsOf(name);
        if (first !== undefined && !first.startsWith('meta')) expect(stemsOf(first)[0]).toBe(first);
      }),
    );
  });

  test('ends, whatever it is', () => {
    fc.assert(fc.property(fc.string({ maxLength: 600 }), (text) => void spelt(text)));
    for (const part of ['-', 'q4_', '7b-', 'models--', 'snapshots/', 'quantized.', 'a/'])
      for (const times of [100, 500_000]) expect(() => spelt(part.repeat(times))).not.toThrow();
  });
});
