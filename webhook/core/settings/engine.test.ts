import { describe, expect, test } from '@jest/globals';
import { engineOf } from './engine.ts';

describe('engines are known by their image or their command', () => {
  const table: { image: string; args?: string[]; want: string | undefined }[] = [
    { image: 'vllm/vllm-openai:v0.11.0', want: 'vLLM' },
    { image: 'lmsysorg/sglang:latest', want: 'SGLang' },
    { image: 'ghcr.io/huggingface/text-generation-inference:3', want: 'TGI' },
    { image: 'nvcr.io/nvidia/tensorrt-llm/release:1.0', want: 'TensorRT-LLM' },
    { image: 'python:3.13', args: ['trtllm-serve', 'model'], want: 'TensorRT-LLM' },
    { image: 'nvcr.io/nvidia/jax:25.10-py3', want: 'JAX' },
    { image: 'acme/trainer', args: ['python', '-m', 'jax_train'], want: 'JAX' },
    { image: 'tensorflow/serving:2.19-gpu', want: 'TensorFlow' },
    { image: 'pytorch/pytorch:2.9', want: 'PyTorch' },
    { image: 'nvcr.io/nvidia/tritonserver:25.10-py3', want: undefined },
    { image: 'acme/ajax-gateway', want: undefined },
    { image: 'acme/storch', want: undefined },
  ];
  test.each(table)('$image $args: $want', ({ image, args = [], want }) => {
    expect(engineOf({ name: 'main', image, args })?.name).toBe(want);
  });
});
