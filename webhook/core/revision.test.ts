import { describe, expect, test } from '@jest/globals';
import { assert, constantFrom, property } from 'fast-check';
import { containerRevision, imageOf, revisionOf } from './revision.ts';
import { container, plain, podOf, sidecar } from './testing/pods.ts';

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
