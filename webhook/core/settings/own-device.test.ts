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
      name: 'vLLM whose cache alone is larger than the slice',
      parts: { image: vllm, args: ['--kv-cache-memory-bytes=60G'] },
      want: 'its owner tells vLLM --kv-cache-memory-bytes 60G; this slice has 40320 MiB',
    },
    {
      name: 'vLLM whose cache is told in a word that nobody can read',
      parts: { image: vllm, args: ['--kv-cache-memory-bytes=12Gi'] },
      want: 'its owner tells vLLM --kv-cache-memory-bytes 12Gi; this slice has 40320 MiB',
    },
    {
      name: 'vLLM whose cache is nought: its fraction counts',
      parts: { image: vllm, args: ['--kv-cache-memory-bytes=0', '--gpu-memory-utilization=0.4'] },
      want: tooLittle('vLLM', '0.4', 16_128),
    },
    {
      name: 'vLLM, by the last of two',
      parts: {
        image: vllm,
        args: ['--gpu-memory-utilization=0.4', '--gpu-memory-utilization=0.9'],
      },
      want: SLICE,
    },
    {
      name: 'vLLM, not by the first of two',
      parts: {
        image: vllm,
        args: ['--gpu-memory-utilization=0.9', '--gpu-memory-utilization=0.4'],
      },
      want: tooLittle('vLLM', '0.4', 16_128),
    },
    {
      name: 'vLLM by a variable that holds its arguments',
      parts: {
        image: vllm,
        command: ['sh', '-c', 'vllm serve m $VLLM_ARGS'],
        env: [{ name: 'VLLM_ARGS', value: '--gpu-memory-utilization 0.4' }],
      },
      want: tooLittle('vLLM', '0.4', 16_128),
    },
    {
      name: 'vLLM with a file that may say something',
      parts: { image: vllm, args: ['--config', 'vllm.yaml'] },
      want: SLICE,
    },
    {
      name: 'vLLM with a file, over which the command line has the last word',
      parts: { image: vllm, args: ['--gpu-memory-utilization=0.9', '--config', 'vllm.yaml'] },
      want: SLICE,
    },
    {
      name: 'TensorRT-LLM with a file that has the last word over what is said',
      parts: {
        image: 'nvcr.io/nvidia/tensorrt-llm/release:1',
        args: ['trtllm-serve', 'm', '--free_gpu_memory_fraction=0.9', '--config', 'f.yaml'],
      },
      want: 'which fraction TensorRT-LLM takes in container server cannot be seen',
    },
    {
      name: 'TensorRT-LLM with a file, where nothing is said',
      parts: {
        image: 'nvcr.io/nvidia/tensorrt-llm/release:1',
        args: ['trtllm-serve', 'm', '--config', 'f.yaml'],
      },
      want: SLICE,
    },
    {
      name: 'Triton with vLLM within it',
      parts: { image: 'nvcr.io/nvidia/tritonserver:25.10-vllm-python-py3' },
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
      name: 'JAX, by the last of two of a name',
      parts: {
        image: jax,
        env: [
          { name: 'XLA_CLIENT_MEM_FRACTION', value: '.4' },
          { name: 'XLA_CLIENT_MEM_FRACTION', value: '.9' },
        ],
      },
      want: SLICE,
    },
    {
      name: 'JAX, by what a shell sets instead',
      parts: {
        image: jax,
        command: ['sh', '-c', 'export XLA_CLIENT_MEM_FRACTION=.4; python a.py'],
        env: [{ name: 'XLA_CLIENT_MEM_FRACTION', value: '.9' }],
      },
      want: tooLittle('JAX', '.4', 16_128),
    },
    {
      name: 'JAX, of which a shell takes back what is said',
      parts: {
        image: jax,
        command: ['sh', '-c', 'unset XLA_CLIENT_MEM_FRACTION; python a.py'],
        env: [{ name: 'XLA_CLIENT_MEM_FRACTION', value: '.9' }],
      },
      want: 'which fraction JAX takes in container server cannot be seen',
    },
    {
      name: 'JAX, of which a shell speaks and nobody says anything',
      parts: {
        image: jax,
        command: ['sh', '-c', 'echo $XLA_CLIENT_MEM_FRACTION; python a.py'],
      },
      want: SLICE,
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
