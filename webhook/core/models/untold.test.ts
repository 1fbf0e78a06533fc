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

describe('memory of which nobody says how much it is', () => {
  test.each([
    ['vLLM', ['--lora-modules', 'a=/a'], '--lora-modules'],
    ['SGLang', ['--lora-paths=/a'], '--lora-paths'],
    ['TGI', ['--lora-adapters=predibase/x'], '--lora-adapters'],
    ['llama.cpp', ['--lora', '/a.gguf'], '--lora'],
    ['llama.cpp, scaled', ['--lora-scaled', '/a.gguf', '0.5'], '--lora-scaled'],
    ['TGI in a script', ['sh', '-c', 'LORA_ADAPTERS=x text-generation-launcher'], 'LORA_ADAPTERS'],
  ])('is that of adapters of %s', (_, args, name) => {
    expect(told(args)).toBe(`${name} has adapters loaded beside it, of a size that is not told`);
  });

  test('is that of adapters that a variable names, and of none where it names none', () => {
    expect(told([], { LORA_ADAPTERS: 'predibase/x' })).toContain('LORA_ADAPTERS has adapters');
    expect(told([], { LORA_ADAPTERS: '' })).toBe(undefined);
    expect(told(['--lora-dtype', 'auto'])).toBe(undefined);
  });
});
