import { describe, expect, test } from '@jest/globals';
import type { Container } from '../pod.ts';
import { cards, mixed } from '../testing/nodes.ts';
import { container, podOf } from '../testing/pods.ts';
import { taken } from '../testing/told.ts';
import { proposed } from '../testing/world.ts';

const nodes = [mixed('cut', 'h100', { '3g.40gb': 2 }), cards('card', 'h100')];
const vllm = 'vllm/vllm-openai:v0.14.1';
const jax = 'nvcr.io/nvidia/jax:25.10';
const SLICE = 'H100-80GB nvidia.com/mig-3g.40gb';

/** What it is given who used 30,000 MiB of a whole H100; or why it keeps its card. */
function decided(parts: Partial<Container>): string | undefined {
  const pod = podOf({ containers: [container('server', parts)] });
  const decision = proposed(pod, { nodes }, { vramMaxMiB: 30_000 });
  const [one] = decision.containers;
  return one?.chosen === SLICE ? taken(decision) : one?.candidates[0]?.rejectedBy?.says;
}

const tooLittle = (engine: string, said: string, MiB: number): string =>
  `its owner tells ${engine} ${said}: of this slice it would take ${MiB} MiB, and it used 30000 MiB`;

describe('of a MIG instance an engine takes the part that its owner has said', () => {
  const table: { name: string; parts: Partial<Container>; want: string }[] = [
    {
      name: 'vLLM that reserved two fifths of the card would have half of what it used',
      parts: { image: vllm, args: ['--gpu-memory-utilization=0.4'] },
      want: tooLittle('vLLM', '0.4', 16_128),
    },
    {
      name: 'vLLM whose part of the slice is what it used',
      parts: { image: vllm, args: ['--gpu-memory-utilization', '0.9'] },
      want: SLICE,
    },
    { name: 'vLLM that is told nothing', parts: { image: vllm }, want: SLICE },
    {
      name: 'vLLM whose cache is told in bytes, the same on a slice',
      parts: {
        image: vllm,
        args: ['--gpu-memory-utilization=0.4', '--kv-cache-memory-bytes=12G'],
      },
      want: SLICE,
    },
    {
      name: 'vLLM that is told where nobody can see it',
      parts: { image: vllm, args: ['--gpu-memory-utilization=$(PART)'] },
      want: 'which fraction vLLM takes in container server cannot be seen',
    },
    {
      name: 'SGLang',
      parts: { image: 'lmsysorg/sglang:1', args: ['--mem-fraction-static=0.5'] },
      want: tooLittle('SGLang', '0.5', 20_160),
    },
    {
      name: 'JAX, by a variable',
      parts: { image: jax, env: [{ name: 'XLA_PYTHON_CLIENT_MEM_FRACTION', value: '.4' }] },
      want: tooLittle('JAX', '.4', 16_128),
    },
    {
      name: 'JAX, by a variable from elsewhere',
      parts: {
        image: jax,
        env: [{ name: 'XLA_CLIENT_MEM_FRACTION', valueFrom: { configMapKeyRef: {} } }],
      },
      want: 'which fraction JAX takes in container server cannot be seen',
    },
    {
      name: 'TGI, by its flag before its variable',
      parts: {
        image: 'ghcr.io/huggingface/text-generation-inference:3',
        args: ['--cuda-memory-fraction', '0.9'],
        env: [{ name: 'CUDA_MEMORY_FRACTION', value: '0.1' }],
      },
      want: SLICE,
    },
    {
      name: 'a program that has no such word',
      parts: { image: 'pytorch/pytorch:2.9', args: ['--gpu-memory-utilization=0.1'] },
      want: SLICE,
    },
  ];
  test.each(table)('$name', ({ parts, want }) => {
    expect(decided(parts)).toBe(want);
  });
});
