/** Memory of which no flag says how much makes an estimate a guess, and then there is none. */
import { describe, expect, test } from '@jest/globals';
import { container } from '../testing/pods.ts';
import { untoldMemory } from './untold.ts';

const told = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  untoldMemory(
    container('server', {
      image: 'x/y:1',
      args,
      env: Object.entries(env).map(([name, value]) => ({ name, value })),
    }),
  );

describe('adapters beside a model', () => {
  test.each([
    ['vLLM, which may load some later', ['--enable-lora'], '--enable-lora'],
    ['vLLM, which is given some', ['--lora-modules', 'sql=/a', 'chat=/b'], '--lora-modules'],
    ['SGLang', ['--lora-paths', 'sql=/a', 'chat=/b'], '--lora-paths'],
    ['SGLang, in one word', ['--lora-paths=sql=/a'], '--lora-paths'],
    ['whoever writes it with underscores', ['--lora_paths', '/a'], '--lora_paths'],
    ['whoever has one alone', ['--lora-path', '/a'], '--lora-path'],
    ['TGI', ['--lora-adapters=predibase/x'], '--lora-adapters'],
    ['llama.cpp', ['--lora', '/a.gguf'], '--lora'],
    ['llama.cpp, scaled', ['--lora-scaled', '/a.gguf', '0.5'], '--lora-scaled'],
    ['TGI in a script', ['sh', '-c', 'LORA_ADAPTERS=x text-generation-launcher'], 'LORA_ADAPTERS'],
  ])('of %s have a size that is not told', (_, args, name) => {
    expect(told(['--model', 'llama-2-13b', ...args])).toBe(
      `${name} has adapters loaded beside it, of a size that is not told`,
    );
  });

  test('may be named by a variable, and are not where it names none', () => {
    expect(told([], { LORA_ADAPTERS: 'predibase/x' })).toContain('LORA_ADAPTERS has adapters');
    expect(told([], { LORA_ADAPTERS: '' })).toBeUndefined();
  });

  test('are not there where a flag only sounds like theirs', () => {
    expect(told(['--lora-pathsonly', '--max-loras=4', '--model=/lora-paths'])).toBeUndefined();
    expect(told(['--lora-dtype', 'auto'])).toBeUndefined();
  });
});

test('a cache that is given in blocks has a size that is not told', () => {
  expect(told(['--num-gpu-blocks-override=512'])).toContain('in blocks');
});
