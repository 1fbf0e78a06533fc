import { describe, expect, test } from '@jest/globals';
import { stored, type Row } from './stored.contract.ts';

const vllm = 'vllm/vllm-openai:v0.11.0';

describe('on a shared card vLLM is told its share by a flag', () => {
  const table: Row[] = [
    {
      name: 'vLLM by a flag behind those it has',
      parts: { image: vllm, args: ['--model', 'Qwen/Qwen2.5-0.5B'] },
      want: { args: ['--model', 'Qwen/Qwen2.5-0.5B', '--gpu-memory-utilization=0.22'] },
    },
    {
      name: 'vLLM behind its command, where that is all there is',
      parts: { image: vllm, command: ['vllm', 'serve', 'Qwen/Qwen2.5-0.5B'] },
      want: {
        command: ['vllm', 'serve', 'Qwen/Qwen2.5-0.5B'],
        args: ['--gpu-memory-utilization=0.22'],
      },
    },
    {
      name: 'vLLM as a module of Python',
      parts: {
        image: 'acme/llm',
        command: ['/usr/bin/python3.12', '-m', 'vllm.entrypoints.openai.api_server'],
      },
      want: {
        command: ['/usr/bin/python3.12', '-m', 'vllm.entrypoints.openai.api_server'],
        args: ['--gpu-memory-utilization=0.22'],
      },
    },
    {
      name: 'vLLM in a mirror of its image',
      parts: { image: 'registry.example.com/hub/vllm/vllm-openai@sha256:0', args: ['m'] },
      want: { args: ['m', '--gpu-memory-utilization=0.22'] },
    },
    {
      name: 'vLLM not where its owner has said as little',
      parts: { image: vllm, args: ['--gpu-memory-utilization', '0.2'] },
      want: { args: ['--gpu-memory-utilization', '0.2'] },
    },
    {
      name: 'vLLM not against its owner',
      parts: { image: vllm, args: ['--gpu-memory-utilization=0.5'] },
      want: 'its owner tells vLLM --gpu-memory-utilization 0.5; its share of the card is 0.22',
    },
    {
      name: 'vLLM not where its owner leaves the figure to a variable',
      parts: { image: vllm, args: ['--gpu-memory-utilization=$(UTIL)'] },
      want: 'its owner tells vLLM --gpu-memory-utilization $(UTIL); its share of the card is 0.22',
    },
    {
      name: 'vLLM by the last of two fractions',
      parts: { image: vllm, args: ['--gpu-memory-utilization=0.9', '--gpu_memory_utilization=.2'] },
      want: { args: ['--gpu-memory-utilization=0.9', '--gpu_memory_utilization=.2'] },
    },
    {
      name: 'vLLM not by the first of two fractions',
      parts: { image: vllm, args: ['--gpu-memory-utilization=.2', '--gpu-memory-utilization=0.9'] },
      want: 'its owner tells vLLM --gpu-memory-utilization 0.9; its share of the card is 0.22',
    },
    {
      name: 'vLLM not against its owner who says it by half its name',
      parts: { image: vllm, args: ['--gpu-mem', '0.9'] },
      want: 'its owner tells vLLM --gpu-memory-utilization 0.9; its share of the card is 0.22',
    },
    {
      name: 'vLLM not against its owner who says it by its other name',
      parts: { image: vllm, args: ['--device-memory-utilization=0.9'] },
      want: 'its owner tells vLLM --gpu-memory-utilization 0.9; its share of the card is 0.22',
    },
    {
      name: 'vLLM whose option only begins alike',
      parts: { image: vllm, args: ['--device', 'cuda'] },
      want: { args: ['--device', 'cuda', '--gpu-memory-utilization=0.22'] },
    },
    {
      name: 'vLLM whose owner says its cache in bytes: what must be free at its start is a fraction still',
      parts: { image: vllm, args: ['--kv-cache-memory-bytes=1G'] },
      want: { args: ['--kv-cache-memory-bytes=1G', '--gpu-memory-utilization=0.22'] },
    },
    {
      name: 'vLLM whose owner says both, within its share',
      parts: { image: vllm, args: ['--kv-cache-memory-bytes=1G', '--gpu-memory-utilization=.2'] },
      want: { args: ['--kv-cache-memory-bytes=1G', '--gpu-memory-utilization=.2'] },
    },
    {
      name: 'vLLM not where its cache alone is more than its share',
      parts: {
        image: vllm,
        args: ['--kv-cache-memory-bytes', '60G', '--gpu-memory-utilization=.2'],
      },
      want: 'its owner tells vLLM --kv-cache-memory-bytes 60G; its share of the card is 5067 MiB',
    },
    {
      name: 'vLLM not where nobody can read how large its cache is',
      parts: { image: vllm, args: ['--kv_cache_memory_bytes', '1Gi'] },
      want: 'its owner tells vLLM --kv-cache-memory-bytes 1Gi; its share of the card is 5067 MiB',
    },
    {
      name: 'vLLM by the last of two caches',
      parts: { image: vllm, args: ['--kv-cache-memory-bytes=60G', '--kv-cache-memory-bytes=1g'] },
      want: {
        args: [
          '--kv-cache-memory-bytes=60G',
          '--kv-cache-memory-bytes=1g',
          '--gpu-memory-utilization=0.22',
        ],
      },
    },
  ];
  test.each(table)('$name', ({ parts, want }) => {
    expect(stored(parts)).toEqual(want);
  });
});
