import { describe, expect, test } from '@jest/globals';
import { stored, type Row } from './stored.contract.ts';

describe('on a shared card an engine is told its share', () => {
  const table: Row[] = [
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
      name: 'SGLang whose owner has said so to the shell that runs it',
      parts: {
        image: 'lmsysorg/sglang:1',
        command: ['sh', '-c', 'sglang serve --mem-fraction-static .2'],
      },
      want: { command: ['sh', '-c', 'sglang serve --mem-fraction-static .2'] },
    },
    {
      name: 'SGLang not where one branch of a script says more',
      parts: {
        image: 'lmsysorg/sglang:1',
        command: [
          'sh',
          '-c',
          'if $A; then sglang serve --mem-fraction-static .9; else sglang serve --mem-fraction-static .2; fi',
        ],
      },
      want: 'its owner tells SGLang --mem-fraction-static .9; its share of the card is 0.22',
    },
    {
      name: 'SGLang not by arguments of a variable',
      parts: {
        image: 'lmsysorg/sglang:1',
        args: ['serve'],
        env: [{ name: 'SGLANG_ARGS', value: '--mem-fraction-static=.2' }],
      },
      want: 'what SGLang is told cannot be seen in container server: a variable holds arguments',
    },
    {
      name: 'TensorRT-LLM whose owner has said so',
      parts: {
        image: 'nvcr.io/nvidia/tensorrt-llm/release:1',
        args: ['trtllm-serve', 'm', '--free_gpu_memory_fraction', '0.2'],
      },
      want: { args: ['trtllm-serve', 'm', '--free_gpu_memory_fraction', '0.2'] },
    },
    {
      name: 'TensorRT-LLM not beside a file, which goes before its flags',
      parts: {
        image: 'nvcr.io/nvidia/tensorrt-llm/release:1',
        args: ['trtllm-serve', 'm', '--free_gpu_memory_fraction=0.2', '--config', 'f.yaml'],
      },
      want: 'what TensorRT-LLM is told cannot be seen in container server: --config names a file',
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
    ...['True', '1'].map((value) => ({
      name: `TensorFlow not by ${value}, which it cannot read`,
      parts: {
        image: 'tensorflow/serving:2.19-gpu',
        env: [{ name: 'TF_FORCE_GPU_ALLOW_GROWTH', value }],
      },
      want: `its owner tells TensorFlow TF_FORCE_GPU_ALLOW_GROWTH=${value}; its share of the card is 0.22`,
    })),
    {
      name: 'TensorFlow not where a shell has it grow no more',
      parts: {
        image: 'tensorflow/tensorflow:2.19-gpu',
        command: ['bash', '-c', 'TF_FORCE_GPU_ALLOW_GROWTH=false python a.py'],
      },
      want: 'what TensorFlow is told cannot be seen in container server: its command line speaks of TF_FORCE_GPU_ALLOW_GROWTH',
    },
    {
      name: 'TensorFlow not for the name of what it reads',
      parts: { image: 'acme/train', command: ['train', '--data', 's3://tensorflow-datasets/x'] },
      want: { command: ['train', '--data', 's3://tensorflow-datasets/x'] },
    },
    {
      name: 'PyTorch nothing where a shell says how',
      parts: {
        image: 'pytorch/pytorch:2.9',
        command: ['sh', '-c', 'PYTORCH_CUDA_ALLOC_CONF=backend:native python a.py'],
      },
      want: { command: ['sh', '-c', 'PYTORCH_CUDA_ALLOC_CONF=backend:native python a.py'] },
    },
    {
      name: 'PyTorch nothing where its owner has set either name: some releases would heed ours instead',
      parts: {
        image: 'pytorch/pytorch:2.9',
        env: [{ name: 'PYTORCH_CUDA_ALLOC_CONF', value: 'max_split_size_mb:64' }],
      },
      want: { env: ['PYTORCH_CUDA_ALLOC_CONF=max_split_size_mb:64'] },
    },
    {
      name: 'TensorFlow nothing more where its owner has said so',
      parts: {
        image: 'tensorflow/serving:2.19-gpu',
        env: [{ name: 'TF_FORCE_GPU_ALLOW_GROWTH', value: 'true' }],
      },
      want: { env: ['TF_FORCE_GPU_ALLOW_GROWTH=true'] },
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
  ];
  test.each(table)('$name', ({ parts, want }) => {
    expect(stored(parts)).toEqual(want);
  });
});
