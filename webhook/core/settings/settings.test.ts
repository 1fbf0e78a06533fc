import { describe, expect, test } from '@jest/globals';
import type { Container, Pod } from '../pod.ts';
import type { Terms } from '../terms.ts';
import { shared } from '../testing/nodes.ts';
import { container, podOf } from '../testing/pods.ts';
import { profilesFor, proposed, termsOf, type WorldParts } from '../testing/world.ts';
import { patched, wire } from '../testing/patched.contract.ts';

/** A quarter of 23,034 MiB, less 512 MiB: 0.2277 of the card. */
const turns = [shared('l4', 'l4', { replicas: 4, renamed: true })];
const used = { measuredOn: 'L4', vramMaxMiB: 3000, smP95: 0.1 };

/** The GPU container as it is stored, in few words; or why it shares nothing. */
function stored(pod: Pod, parts: WorldParts): object | string | undefined {
  const decision = proposed(pod, parts, used);
  const [one] = decision.containers;
  if (one?.asked === one?.chosen) return one?.candidates[0]?.rejectedBy?.says;
  const after = patched(pod, decision.edits);
  // What was seen of it was seen under its own words, not under ours.
  const profiles = profilesFor(pod, used);
  expect(proposed(after, { ...parts, profiles }).edits).toEqual([]);
  const { command, args, env } = after.spec.containers[0] ?? { name: '' };
  return wire({
    command,
    args,
    env: env?.map(({ name, value }) => `${name}=${value ?? 'elsewhere'}`),
  });
}

const rewriting = (more: Partial<Terms> = {}): Terms =>
  termsOf({ ladder: ['timeSlice', 'mps', 'fraction'], settings: 'rewrite', ...more });
const serving = (parts: Partial<Container>): Pod =>
  podOf({ containers: [container('server', parts)] });

describe('on a shared card an engine is told its share', () => {
  const vllm = 'vllm/vllm-openai:v0.11.0';
  const table: { name: string; parts: Partial<Container>; want: object | string }[] = [
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
      name: 'vLLM not where its owner has said as little',
      parts: { image: vllm, args: ['--gpu-memory-utilization', '0.2'] },
      want: { args: ['--gpu-memory-utilization', '0.2'] },
    },
    {
      name: 'vLLM not where its owner says it in bytes',
      parts: { image: vllm, args: ['--kv-cache-memory-bytes=1G'] },
      want: { args: ['--kv-cache-memory-bytes=1G'] },
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
      name: 'vLLM not inside a shell',
      parts: { image: vllm, command: ['sh', '-c', 'vllm serve m'] },
      want: 'what vLLM is told cannot be seen in container server: a shell runs it',
    },
    {
      name: 'vLLM not in place of the arguments of its image',
      parts: { image: vllm },
      want: 'what vLLM is told cannot be seen in container server: its command line is the image’s',
    },
    {
      name: 'vLLM not behind the end of its options',
      parts: { image: vllm, args: ['serve', '--', 'm'] },
      want: 'what vLLM is told cannot be seen in container server: its command line ends its options',
    },
    {
      name: 'SGLang by its owner only',
      parts: { image: 'lmsysorg/sglang:1', args: ['--model-path', 'm'] },
      want: 'SGLang takes a fraction of what is free when it starts; only its owner can set --mem-fraction-static',
    },
    {
      name: 'SGLang whose owner has said so',
      parts: { image: 'lmsysorg/sglang:1', args: ['--mem-fraction-static', '0.2'] },
      want: { args: ['--mem-fraction-static', '0.2'] },
    },
    {
      name: 'TensorRT-LLM by its owner only',
      parts: { image: 'nvcr.io/nvidia/tensorrt-llm/release:1', args: ['trtllm-serve', 'm'] },
      want: 'TensorRT-LLM takes a fraction of what is free when it starts; only its owner can set --kv_cache_free_gpu_memory_fraction',
    },
    {
      name: 'TGI by a variable',
      parts: {
        image: 'ghcr.io/huggingface/text-generation-inference:3',
        args: ['--model-id', 'm'],
      },
      want: { args: ['--model-id', 'm'], env: ['CUDA_MEMORY_FRACTION=0.22'] },
    },
    {
      name: 'TGI not over a flag of its owner’s',
      parts: {
        image: 'ghcr.io/huggingface/text-generation-inference:3',
        args: ['--cuda-memory-fraction', '0.9'],
      },
      want: 'its owner tells TGI --cuda-memory-fraction 0.9; its share of the card is 0.22',
    },
    {
      name: 'JAX by three variables, beside those it has',
      parts: { image: 'nvcr.io/nvidia/jax:25.10', env: [{ name: 'A', value: 'b' }] },
      want: {
        env: [
          'A=b',
          'XLA_CLIENT_MEM_FRACTION=0.22',
          'XLA_PYTHON_CLIENT_MEM_FRACTION=0.22',
          'XLA_PYTHON_CLIENT_PREALLOCATE=false',
        ],
      },
    },
    {
      name: 'JAX of which its owner has set a part',
      parts: {
        image: 'nvcr.io/nvidia/jax:25.10',
        env: [{ name: 'XLA_PYTHON_CLIENT_MEM_FRACTION', value: '.2' }],
      },
      want: {
        env: [
          'XLA_PYTHON_CLIENT_MEM_FRACTION=.2',
          'XLA_CLIENT_MEM_FRACTION=0.22',
          'XLA_PYTHON_CLIENT_PREALLOCATE=false',
        ],
      },
    },
    {
      name: 'JAX not over a variable whose value is elsewhere',
      parts: {
        image: 'nvcr.io/nvidia/jax:25.10',
        env: [{ name: 'XLA_CLIENT_MEM_FRACTION', valueFrom: { configMapKeyRef: {} } }],
      },
      want: 'what JAX is told cannot be seen in container server: XLA_CLIENT_MEM_FRACTION comes from elsewhere',
    },
    {
      name: 'JAX not beside a whole ConfigMap of variables',
      parts: { image: 'nvcr.io/nvidia/jax:25.10', envFrom: [{ configMapRef: { name: 'c' } }] },
      want: 'what JAX is told cannot be seen in container server: variables come from elsewhere',
    },
    {
      name: 'TensorFlow to grow',
      parts: { image: 'tensorflow/serving:2.19-gpu' },
      want: { env: ['TF_FORCE_GPU_ALLOW_GROWTH=true'] },
    },
    {
      name: 'TensorFlow not against its owner',
      parts: {
        image: 'tensorflow/serving:2.19-gpu',
        env: [{ name: 'TF_FORCE_GPU_ALLOW_GROWTH', value: 'false' }],
      },
      want: 'its owner tells TensorFlow TF_FORCE_GPU_ALLOW_GROWTH=false; its share of the card is 0.22',
    },
    {
      name: 'TensorFlow nothing more where its owner has said so',
      parts: {
        image: 'tensorflow/serving:2.19-gpu',
        env: [{ name: 'TF_FORCE_GPU_ALLOW_GROWTH', value: 'True' }],
      },
      want: { env: ['TF_FORCE_GPU_ALLOW_GROWTH=True'] },
    },
    {
      name: 'PyTorch to fragment less',
      parts: { image: 'pytorch/pytorch:2.9' },
      want: {
        env: [
          'PYTORCH_ALLOC_CONF=expandable_segments:True',
          'PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True',
        ],
      },
    },
    {
      name: 'PyTorch keeps what its owner has set',
      parts: {
        image: 'pytorch/pytorch:2.9',
        env: [
          { name: 'PYTORCH_ALLOC_CONF', value: 'max_split_size_mb:64' },
          { name: 'PYTORCH_CUDA_ALLOC_CONF', value: 'max_split_size_mb:64' },
        ],
      },
      want: {
        env: [
          'PYTORCH_ALLOC_CONF=max_split_size_mb:64',
          'PYTORCH_CUDA_ALLOC_CONF=max_split_size_mb:64',
        ],
      },
    },
    {
      name: 'Triton nothing: it grows with its models',
      parts: { image: 'nvcr.io/nvidia/tritonserver:25.10-py3', args: ['tritonserver'] },
      want: { args: ['tritonserver'] },
    },
  ];
  test.each(table)('$name', ({ parts, want }) => {
    expect(stored(serving(parts), { nodes: turns, terms: rewriting() })).toEqual(want);
  });
});
