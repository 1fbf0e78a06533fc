import { describe, expect, test } from '@jest/globals';
import { preallocates } from './engine.ts';

describe('engines that fill the card they see', () => {
  const table: { image: string; args?: string[]; want: string | undefined }[] = [
    { image: 'vllm/vllm-openai:v0.11.0', want: 'vLLM' },
    { image: 'lmsysorg/sglang:latest', want: 'SGLang' },
    { image: 'ghcr.io/huggingface/text-generation-inference:3', want: 'TGI' },
    { image: 'nvcr.io/nvidia/tensorrt-llm/release:1.0', want: 'TensorRT-LLM' },
    { image: 'python:3.13', args: ['trtllm-serve', 'model'], want: 'TensorRT-LLM' },
    { image: 'nvcr.io/nvidia/jax:25.10-py3', want: 'JAX' },
    { image: 'acme/trainer', args: ['python', '-m', 'jax_train'], want: 'JAX' },
    { image: 'tensorflow/serving:2.19-gpu', want: 'TensorFlow' },
    { image: 'acme/ajax-gateway', want: undefined },
    { image: 'acme/pytorch-server', want: undefined },
  ];
  test.each(table)('$image $args: $want', ({ image, args = [], want }) => {
    expect(preallocates({ name: 'main', image, args })).toBe(want);
  });
});
