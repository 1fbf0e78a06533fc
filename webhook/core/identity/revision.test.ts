import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, property } from 'fast-check';
import { containerRevision, imageOf, revisionOf } from './revision.ts';
import { container, plain, podOf, sidecar } from '../testing/pods.ts';

describe('an image reference', () => {
  const table: { name: string; image: string; repository: string; tag: string }[] = [
    { name: 'a name alone', image: 'asr', repository: 'asr', tag: '' },
    { name: 'a tag', image: 'team/asr:1.4', repository: 'team/asr', tag: '1.4' },
    {
      name: "a registry's port is no tag",
      image: 'registry:5000/team/asr',
      repository: 'registry:5000/team/asr',
      tag: '',
    },
    {
      name: 'a port and a tag',
      image: 'registry:5000/team/asr:1.4',
      repository: 'registry:5000/team/asr',
      tag: '1.4',
    },
    {
      name: 'a digest stands for the tag',
      image: 'team/asr@sha256:abcd',
      repository: 'team/asr',
      tag: 'sha256:abcd',
    },
    {
      name: 'a digest is more exact than the tag before it',
      image: 'registry:5000/team/asr:1.4@sha256:abcd',
      repository: 'registry:5000/team/asr',
      tag: 'sha256:abcd',
    },
    { name: 'none at all', image: '', repository: '', tag: '' },
  ];
  test.each(table)('$name: $image', ({ image, repository, tag }) => {
    expect(imageOf(image)).toEqual({ repository, tag });
  });
});

const set = (all: Record<string, string>) =>
  Object.entries(all).map(([name, value]) => ({ name, value }));

describe('of each engine it names what moves its memory', () => {
  const table: { name: string; args?: string; env?: Record<string, string>; want: string }[] = [
    {
      name: 'vLLM',
      args: `serve m --dtype half --quantization awq --max-model-len 8192 --max-num-seqs 64 --max-num-batched-tokens 2048 --block-size 16 --gpu-memory-utilization 0.5 --cpu-offload-gb 4 --kv-cache-dtype fp8 --kv-cache-memory-bytes 1G --port 80`,
      want: 'serve=m block-size=16 cpu-offload-gb=4 dtype=half gpu-memory-utilization=0.5 kv-cache-dtype=fp8 kv-cache-memory-bytes=1G max-model-len=8192 max-num-batched-tokens=2048 max-num-seqs=64 quantization=awq',
    },
    {
      name: 'SGLang',
      args: '--model-path m --context-length 4096 --mem-fraction-static 0.7',
      want: 'context-length=4096 mem-fraction-static=0.7 model-path=m',
    },
    {
      name: 'TGI',
      args: '--model-id m --quantize gptq --cuda-memory-fraction 0.5 --max-total-tokens 4096 --max-batch-prefill-tokens 2048',
      want: 'cuda-memory-fraction=0.5 max-batch-prefill-tokens=2048 max-total-tokens=4096 model-id=m quantize=gptq',
    },
    {
      name: 'a training script',
      args: 'train.py --model m --batch-size 8 --per-device-train-batch-size 4',
      want: 'batch-size=8 model=m per-device-train-batch-size=4',
    },
    {
      name: 'a server that reads variables',
      env: { MODEL_ID: 'm', QUANTIZE: 'gptq', HF_MODEL_ID: 'm', MODEL: 'm', MODEL_NAME: 'm' },
      want: 'MODEL_ID=m QUANTIZE=gptq HF_MODEL_ID=m MODEL=m MODEL_NAME=m',
    },
    {
      name: 'JAX',
      env: {
        BATCH_SIZE: '8',
        MAX_MODEL_LEN: '10',
        XLA_CLIENT_MEM_FRACTION: '.2',
        XLA_PYTHON_CLIENT_MEM_FRACTION: '.2',
        XLA_FLAGS: 'x',
      },
      want: 'BATCH_SIZE=8 MAX_MODEL_LEN=10 XLA_CLIENT_MEM_FRACTION=.2 XLA_PYTHON_CLIENT_MEM_FRACTION=.2',
    },
    { name: 'both of two', args: '--dtype half --dtype float', want: 'dtype=half,float' },
    { name: 'an option without a value', args: '--port 1 --load-in-4bit', want: 'load-in-4bit=' },
    { name: 'nothing of what is only served', args: 'serve --model m', want: 'model=m' },
    { name: 'nothing of what it serves no name of', args: 'serve', want: '' },
  ];
  test.each(table)('$name', ({ args = '', env = {}, want }) => {
    const of = plain('a', { image: 'a:1', args: args.split(' '), env: set(env) });
    expect(containerRevision(of)).toBe(`a ${want}`.trim());
  });
});

const vllm = (...args: string[]) =>
  containerRevision(plain('server', { image: 'vllm/vllm-openai:v0.9', args }));

describe('a revision', () => {
  test('is text that a person can read', () => {
    expect(vllm('serve', 'Qwen/Qwen2-7B', '--max-model-len', '8192', '--port', '80')).toBe(
      'vllm/vllm-openai serve=Qwen/Qwen2-7B max-model-len=8192',
    );
  });

  test('is the same however an option is spelt and wherever it stands', () => {
    const want = vllm('--dtype', 'half', '--max-model-len', '8192');
    const spellings = [
      ['--max-model-len', '8192'],
      ['--max-model-len=8192'],
      ['--max_model_len', '8192'],
      ['--max_model_len=8192'],
    ];
    assert(
      property(constantFrom(...spellings), constantFrom(true, false), (spelt, first) => {
        const dtype = ['--dtype=half'];
        expect(vllm(...(first ? [...spelt, ...dtype] : [...dtype, ...spelt]))).toBe(want);
      }),
    );
  });

  const other: { name: string; changed: Parameters<typeof plain>[1] }[] = [
    { name: 'another image', changed: { image: 'vllm/vllm-nightly:v0.9' } },
    { name: 'another model', changed: { args: ['serve', 'Qwen/Qwen2-72B'] } },
    { name: 'another quantisation', changed: { args: ['serve', 'm', '--quantization', 'awq'] } },
    { name: 'a variable that names the model', changed: { env: [{ name: 'MODEL', value: 'x' }] } },
  ];
  const base = { image: 'vllm/vllm-openai:v0.9', args: ['serve', 'm'] };
  test.each(other)('is another one with $name', ({ changed }) => {
    expect(containerRevision(plain('server', { ...base, ...changed }))).not.toBe(
      containerRevision(plain('server', base)),
    );
  });

  const same: { name: string; changed: Parameters<typeof plain>[1] }[] = [
    { name: 'a new tag', changed: { image: 'vllm/vllm-openai:v0.10' } },
    { name: 'another port', changed: { args: ['serve', 'm', '--port', '81'] } },
    { name: 'another log level', changed: { env: [{ name: 'LOG_LEVEL', value: 'debug' }] } },
    {
      name: 'what clients call the model',
      changed: { args: ['serve', 'm', '--served-model-name', 'x'] },
    },
    {
      name: 'a token that only sounds like memory',
      changed: { env: [{ name: 'MODEL_HUB_TOKEN', value: 'hf_1' }] },
    },
  ];
  test.each(same)('is the same with $name', ({ changed }) => {
    expect(containerRevision(plain('server', { ...base, ...changed }))).toBe(
      containerRevision(plain('server', base)),
    );
  });

  test('of a pod is that of its GPU containers, in the order of the spec', () => {
    const pod = podOf({
      initContainers: [container('warm', { image: 'warm:1' }), sidecar(plain('logs'))],
      containers: [plain('proxy'), container('server', { image: 'asr:1' })],
    });
    expect(revisionOf(pod)).toBe('warm | asr');
  });
});
