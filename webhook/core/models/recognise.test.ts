import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Container } from '../pod.ts';
import { llama13, registry } from '../testing/models.ts';
import { container } from '../testing/pods.ts';
import { boundsOf } from './bounds.ts';
import { recognise } from './recognise.ts';

const VLLM = 'vllm/vllm-openai:v0.11.0';
const LLAMA = 'meta-llama/Llama-2-13b-hf';

interface Case {
  readonly name: string;
  readonly image?: string;
  readonly run?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly want: string | RegExp;
}

const served = ({ image = VLLM, run = [], env = {} }: Omit<Case, 'name' | 'want'>): Container =>
  container('server', {
    image,
    args: run,
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
  });

function told(of: Omit<Case, 'name' | 'want'>): string {
  const found = recognise(served(of), of.labels, registry);
  if (found === 'unnamed') return found;
  return 'unknown' in found
    ? found.unknown
    : `${found.name} ${found.precision}${typeof found.model === 'number' ? ` by ${found.model}` : ''}`;
}

describe('the model of a container', () => {
  const table: readonly Case[] = [
    { name: 'an option', run: ['--model', LLAMA], want: 'llama-2-13b bf16' },
    { name: 'an option with =', run: [`--model=${LLAMA}`], want: 'llama-2-13b bf16' },
    { name: 'a path', run: ['--model-path', '/m/Llama-2-13B'], want: 'llama-2-13b bf16' },
    { name: 'behind vllm serve', run: ['vllm', 'serve', LLAMA], want: 'llama-2-13b bf16' },
    {
      name: 'before adapters',
      run: ['vllm', 'serve', LLAMA, '--lora-modules', 'a=/a', 'b=/b'],
      want: 'llama-2-13b bf16',
    },
    {
      name: 'behind trtllm-serve',
      image: 'x/trt:1',
      run: ['trtllm-serve', LLAMA],
      want: 'llama-2-13b bf16',
    },
    { name: 'in a shell', run: ['sh', '-c', `vllm serve ${LLAMA}`], want: 'llama-2-13b bf16' },
    { name: 'TGI reads it', run: [], env: { MODEL_ID: LLAMA }, want: 'llama-2-13b bf16' },
    {
      name: 'a variable in an option',
      run: ['--model=$(M)'],
      env: { M: LLAMA },
      want: 'llama-2-13b bf16',
    },
    {
      name: 'an image',
      image: 'nvcr.io/nim/meta/llama-2-13b-chat:1.0',
      want: 'llama-2-13b bf16',
    },
    { name: 'an image and its tag', image: 'ai/llama2:13b-q8_0', want: 'llama-2-13b q8_0' },
    { name: 'a label', labels: { 'llm-d.ai/model': 'llama-2-13b' }, want: 'llama-2-13b bf16' },
    { name: 'a label that says nothing', labels: { model: 'x-7b' }, want: 'unnamed' },
    { name: 'nothing', want: 'unnamed' },
    { name: 'what clients call it', run: ['--served-model-name', LLAMA], want: 'unnamed' },
    {
      name: 'a name for clients beside it',
      run: ['--model', LLAMA],
      env: { MODEL_NAME: 'chat' },
      want: 'llama-2-13b bf16',
    },
    {
      name: 'a precision in its name',
      run: ['--model', 'x/Llama-2-13B-AWQ'],
      want: 'llama-2-13b int4',
    },
    {
      name: 'eight bits for its weights, sixteen for what they are multiplied with',
      run: ['--model', 'x/Llama-2-13B-quantized.w8a16'],
      want: 'llama-2-13b int8',
    },
    { name: 'a flag', run: ['--model', LLAMA, '--quantization=fp8'], want: 'llama-2-13b fp8' },
    { name: 'another', run: ['--model', LLAMA, '--dtype', 'float32'], want: 'llama-2-13b fp32' },
    { name: 'its short word', run: ['--model', LLAMA, '--dtype=float'], want: 'llama-2-13b fp32' },
    {
      name: 'a type to compute with is not how weights are kept',
      run: ['--model', 'x/Llama-2-13B-AWQ', '--dtype', 'half'],
      want: 'llama-2-13b int4',
    },
    {
      name: 'a kernel for it',
      run: ['--model', 'x/Llama-2-13B-GPTQ-Int8', '--quantization', 'gptq_marlin'],
      want: 'llama-2-13b int8',
    },
    {
      name: 'a way that says no bits',
      run: ['--model', LLAMA, '--quantization', 'compressed-tensors'],
      want: 'llama-2-13b bf16',
    },
    { name: 'TGI is told', env: { MODEL_ID: LLAMA, QUANTIZE: 'eetq' }, want: 'llama-2-13b int8' },
    {
      name: 'two precisions',
      run: ['--model', 'x/Llama-2-13B-AWQ', '--quantization', 'fp8'],
      want: /different precisions/,
    },
    {
      name: 'two models',
      run: ['--model', LLAMA],
      env: { MODEL_ID: 'Qwen/Qwen2.5-0.5B' },
      want: /names both/,
    },
    {
      name: 'another in the image',
      image: 'nim/qwen2.5-0.5b:1',
      run: ['--model', LLAMA],
      want: /names both/,
    },
    {
      name: 'another in a label',
      run: ['--model', LLAMA],
      labels: { model: 'qwen2.5-0.5b' },
      want: /names both/,
    },
    {
      name: 'a small name for a large path',
      run: ['--model', '/mnt/weights'],
      env: { MODEL_ID: 'Qwen/Qwen2.5-0.5B' },
      want: /names both/,
    },
    { name: 'only a size', run: ['--model', 'acme/x-7b'], want: 'acme/x-7b bf16 by 7000000000' },
    {
      name: 'a size, and a model that is known',
      run: ['--model', 'acme/x-70b'],
      labels: { model: 'qwen2.5-0.5b' },
      want: /names both/,
    },
    { name: 'no size either', run: ['--model', '/mnt/models'], want: /no GpuModels knows/ },
    { name: 'elsewhere', run: ['--model=$(M)'], want: /stands only in M/ },
    {
      name: 'a second one to guess with',
      run: ['--model', LLAMA, '--speculative-config={"model":"x"}'],
      want: /--speculative-config has a second one/,
    },
    {
      name: 'the same said shortly',
      run: ['--model', LLAMA, '-sc', '{"model":"x"}'],
      want: /^-sc has a second one/,
    },
    {
      name: 'a draft of llama.cpp',
      image: 'x/llama.cpp:1',
      run: ['llama-server', '-m', '/m/Llama-2-13B.gguf', '-md', '/m/small.gguf'],
      want: /^-md has a second one/,
    },
    {
      name: 'a draft of llama.cpp in full',
      image: 'x/llama.cpp:1',
      run: ['llama-server', '-m', '/m/Llama-2-13B.gguf', '--model-draft=/m/small.gguf'],
      want: /^--model-draft has a second one/,
    },
    {
      name: 'a draft by a variable',
      image: 'x/llama.cpp:1',
      run: ['llama-server', '-m', '/m/Llama-2-13B.gguf'],
      env: { LLAMA_ARG_MODEL_DRAFT: '/m/small.gguf' },
      want: /^LLAMA_ARG_MODEL_DRAFT has a second one/,
    },
    {
      name: 'more of it in a file',
      run: ['--model', LLAMA, '--config', '/etc/vllm.yaml'],
      want: /^--config names a file/,
    },
    {
      name: 'all of it in a file',
      run: ['vllm', 'serve', '--config=/etc/vllm.yaml'],
      want: /^--config names a file/,
    },
    {
      name: 'a file of what is no engine',
      image: 'x/y:1',
      run: ['--model', LLAMA, '--config', '/etc/y.yaml'],
      want: 'llama-2-13b bf16',
    },
  ];
  test.each(table)('$name', ({ want, ...of }) => {
    if (typeof want === 'string') expect(told(of)).toBe(want);
    else expect(told(of)).toMatch(want);
  });

  test('is told of a megabyte of words as of few', () => {
    const parts = ['--model', '-', '=', 'Llama-2-13b', 'q4_k_m', '$(', '7b-', '--max-model-len=9'];
    const long = fc.constantFrom(...parts).map((part) => part.repeat(1_000_000 / part.length));
    const many = fc.constantFrom(...parts).map((part) => Array<string>(20_000).fill(part));
    fc.assert(
      fc.property(
        fc.oneof(
          long.map((word) => [word]),
          many,
        ),
        fc.boolean(),
        (words, behind) => {
          const run = behind ? ['--model', ...words] : ['--model', LLAMA, ...words];
          const of = served({ run, env: { MODEL_ID: words[0] ?? '', QUANTIZE: words[0] ?? '' } });
          const found = recognise(of, { model: words[0] ?? '' }, registry);
          // Nothing that long may pass for the model that it is not.
          if (found !== 'unnamed' && !('unknown' in found))
            expect([llama13, 7e9]).toContain(found.model);
          expect(boundsOf(of).parts).toBe(1);
        },
      ),
      { numRuns: 30 },
    );
  });
});
