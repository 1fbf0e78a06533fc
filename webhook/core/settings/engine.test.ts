import { describe, expect, test } from '@jest/globals';
import { engineOf } from './engine.ts';

describe('engines are known by their image or their command', () => {
  const table: { image: string; command?: string[]; args?: string[]; want: string | undefined }[] =
    [
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
      // What runs is not what stands in a tag, an address or a path of data.
      { image: 'nvcr.io/nvidia/tritonserver:25.10-vllm-python-py3', want: 'Triton' },
      { image: 'nvcr.io/nvidia/tritonserver:25.10-trtllm-python-py3', want: 'Triton' },
      { image: 'acme/app:built-for-vllm', want: undefined },
      { image: 'vllm.example.com/acme/app:1', want: undefined },
      { image: 'vllm.example.com:5000/acme/app', want: undefined },
      {
        image: 'python:3.13',
        command: ['python', 'embed.py', '--llm-url=http://vllm.svc:8000'],
        want: undefined,
      },
      { image: 'python:3.13', args: ['http://vllm.svc:8000'], want: undefined },
      {
        image: 'python:3.13',
        command: ['python', 'train.py', '--data', 's3://tensorflow-datasets/x'],
        want: undefined,
      },
      { image: 'python:3.13', command: ['python', 'a.py', '--engine', 'vllm'], want: undefined },
      { image: 'acme/app', args: ['--backend', 'vllm'], want: undefined },
      { image: 'acme/app', command: ['sh', '-c', 'curl http://vllm:8000'], want: undefined },
      { image: 'acme/app', command: ['sh', '-c', 'echo vllm; ./run'], want: undefined },
      { image: 'acme/app', command: ['report', '--note', 'no vllm serve'], want: undefined },
      // A program is one behind whatever starts it.
      { image: 'acme/app', command: ['vllm', 'serve', 'm'], want: 'vLLM' },
      { image: 'acme/app', command: ['/opt/vllm/bin/serve'], want: 'vLLM' },
      { image: 'acme/app', command: ['/opt/tensorflow/bin/python3', 'a.py'], want: 'TensorFlow' },
      { image: 'acme/app', command: ['tini', '--', 'vllm', 'serve', 'm'], want: 'vLLM' },
      { image: 'acme/app', command: ['env', 'A=b', 'nice', '-n', '5', 'vllm'], want: 'vLLM' },
      { image: 'acme/app', command: ['conda', 'run', '-n', 'e', 'vllm', 'serve'], want: 'vLLM' },
      { image: 'acme/app', command: ['./entrypoint.sh', 'vllm', 'serve', 'm'], want: 'vLLM' },
      { image: 'acme/app', command: ['python3', '-u', '-m', 'vllm.entrypoints.x'], want: 'vLLM' },
      { image: 'acme/app', command: ['python3', '-mvllm.entrypoints.x'], want: 'vLLM' },
      { image: 'acme/app', command: ['python3', '-X', 'dev', 'train_jax.py'], want: 'JAX' },
      {
        image: 'acme/app',
        command: ['python', '-c', 'import os, jax; jax.devices()'],
        want: 'JAX',
      },
      { image: 'acme/app', command: ['sh', '-c', 'cd /x && exec vllm serve m'], want: 'vLLM' },
      {
        image: 'acme/app',
        command: ['sh', '-c', 'A=b python3 -m "sglang.launch"'],
        want: 'SGLang',
      },
      { image: 'acme/app', args: ['exec vllm serve m'], want: 'vLLM' },
      { image: 'acme/app', command: ['sh', '-c', 'python - <<E\nimport jax\nE'], want: 'JAX' },
      // The program goes before the image, and one that fills a card before one that does not.
      { image: 'vllm/vllm-openai', command: ['python3', '-m', 'sglang.launch'], want: 'SGLang' },
      { image: 'nvcr.io/nvidia/jax:25.10', command: ['python', 'to_torch.py'], want: 'JAX' },
      { image: 'pytorch/pytorch:2.9', command: ['vllm', 'serve', 'm'], want: 'vLLM' },
      { image: 'kserve/huggingfaceserver:v0.15', args: ['--model_id=m'], want: 'vLLM' },
    ];
  test.each(table)('$image $command $args: $want', ({ want, ...run }) => {
    expect(engineOf({ name: 'main', ...run })?.name).toBe(want);
  });
});
