/** Memory of which no flag says how much makes an estimate a guess, and then there is none. */
import { describe, expect, test } from '@jest/globals';
import { container } from '../testing/pods.ts';
import { untoldMemory } from './untold.ts';

const told = (...args: readonly string[]) => untoldMemory(container('server', { args }));

describe('adapters beside a model', () => {
  test.each([
    ['vLLM, which may load some later', ['--enable-lora'], '--enable-lora'],
    ['vLLM, which is given some', ['--lora-modules', 'sql=/a', 'chat=/b'], '--lora-modules'],
    ['SGLang', ['--lora-paths', 'sql=/a', 'chat=/b'], '--lora-paths'],
    ['SGLang, in one word', ['--lora-paths=sql=/a'], '--lora-paths'],
    ['whoever writes it with underscores', ['--lora_paths', '/a'], '--lora_paths'],
  ])('of %s have a size that is not told', (_, args, flag) => {
    expect(told('--model', 'llama-2-13b', ...args)).toBe(
      `${flag} has adapters loaded beside it, of a size that is not told`,
    );
  });

  test('are not there where a flag only sounds like theirs', () => {
    expect(told('--lora-pathsonly', '--max-loras=4', '--model=/lora-paths')).toBeUndefined();
  });
});

test('a cache that is given in blocks has a size that is not told', () => {
  expect(told('--num-gpu-blocks-override=512')).toContain('in blocks');
});
