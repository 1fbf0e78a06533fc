import { describe, expect, test } from '@jest/globals';
import { stored, type Row } from './stored.contract.ts';

const vllm = 'vllm/vllm-openai:v0.11.0';

describe('what cannot be seen is left alone, and does not share a card', () => {
  const table: Row[] = [
    {
      name: 'vLLM not beside a file of arguments',
      parts: { image: vllm, args: ['--config', '/etc/vllm.yaml'] },
      want: 'what vLLM is told cannot be seen in container server: --config names a file',
    },
    {
      name: 'vLLM not beside a file, though its owner has said as little',
      parts: { image: vllm, args: ['--gpu-memory-utilization=0.2', '--config=/etc/vllm.yaml'] },
      want: 'what vLLM is told cannot be seen in container server: --config names a file',
    },
    {
      name: 'vLLM not beside arguments of a variable that say too much',
      parts: {
        image: vllm,
        args: ['--model', 'm'],
        env: [{ name: 'VLLM_ARGS', value: '--gpu-memory-utilization 0.9' }],
      },
      want: 'its owner tells vLLM --gpu-memory-utilization 0.9; its share of the card is 0.22',
    },
    {
      name: 'vLLM not by arguments of a variable, which may never reach it',
      parts: {
        image: vllm,
        args: ['--model', 'm'],
        env: [{ name: 'VLLM_ARGS', value: '--gpu-memory-utilization 0.2' }],
      },
      want: 'what vLLM is told cannot be seen in container server: a variable holds arguments',
    },
    {
      name: 'vLLM whose argument is a variable’s, which the kubelet fills in',
      parts: {
        image: vllm,
        args: ['m', '$(UTIL_ARGS)'],
        env: [{ name: 'UTIL_ARGS', value: '--gpu-memory-utilization=0.2' }],
      },
      want: {
        args: ['m', '$(UTIL_ARGS)'],
        env: ['UTIL_ARGS=--gpu-memory-utilization=0.2'],
      },
    },
    {
      name: 'vLLM not by a cache in a variable either',
      parts: {
        image: vllm,
        args: ['--model', 'm'],
        env: [{ name: 'EXTRA_ARGS', value: '--kv-cache-memory-bytes=1G' }],
      },
      want: 'what vLLM is told cannot be seen in container server: a variable holds arguments',
    },
    {
      name: 'vLLM not beside a file that a variable names',
      parts: {
        image: vllm,
        args: ['--model', 'm'],
        env: [{ name: 'VLLM_OPTS', value: '--config x.yaml' }],
      },
      want: 'what vLLM is told cannot be seen in container server: --config names a file',
    },
    {
      name: 'vLLM not beside arguments that come from elsewhere',
      parts: {
        image: vllm,
        args: ['--model', 'm', '$(EXTRA_ARGS)'],
        env: [{ name: 'EXTRA_ARGS', valueFrom: { configMapKeyRef: {} } }],
      },
      want: 'what vLLM is told cannot be seen in container server: $(EXTRA_ARGS) comes from elsewhere',
    },
    {
      name: 'vLLM beside another word that comes from elsewhere',
      parts: {
        image: vllm,
        args: ['--port', '$(PORT)'],
        env: [{ name: 'PORT', valueFrom: { configMapKeyRef: {} } }],
      },
      want: {
        args: ['--port', '$(PORT)', '--gpu-memory-utilization=0.22'],
        env: ['PORT=elsewhere'],
      },
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
      name: 'not another program in vLLM’s image',
      parts: { image: vllm, command: ['python3', '/app/offline_batch.py'] },
      want: 'what vLLM is told cannot be seen in container server: another program than its server may be run',
    },
    {
      name: 'not another program among the arguments of vLLM’s image',
      parts: { image: vllm, args: ['python3', '/app/offline_batch.py'] },
      want: 'what vLLM is told cannot be seen in container server: another program than its server may be run',
    },
    {
      name: 'not another word of vLLM’s than serve',
      parts: { image: vllm, command: ['vllm', 'bench', 'latency'] },
      want: 'what vLLM is told cannot be seen in container server: another program than its server may be run',
    },
    {
      name: 'not an image of vLLM’s that begins with who knows what',
      parts: { image: 'acme/vllm-batch:1', args: ['--model', 'm'] },
      want: 'what vLLM is told cannot be seen in container server: another program than its server may be run',
    },
    {
      name: 'another program in vLLM’s image whose owner has said as little',
      parts: { image: vllm, command: ['python3', 'a.py', '--gpu-memory-utilization=0.2'] },
      want: { command: ['python3', 'a.py', '--gpu-memory-utilization=0.2'] },
    },
    {
      name: 'Triton with vLLM within it nothing: its models’ files say it',
      parts: {
        image: 'nvcr.io/nvidia/tritonserver:25.10-vllm-python-py3',
        args: ['tritonserver', '--model-repository=/models'],
      },
      want: 'what Triton takes stands in the files of its models, which cannot be seen',
    },
    {
      name: 'Triton nothing: it grows with its models',
      parts: { image: 'nvcr.io/nvidia/tritonserver:25.10-py3', args: ['tritonserver'] },
      want: { args: ['tritonserver'] },
    },
    {
      name: 'who only asks vLLM nothing',
      parts: { image: 'acme/embed', command: ['python', 'e.py', '--llm-url=http://vllm.svc:8000'] },
      want: { command: ['python', 'e.py', '--llm-url=http://vllm.svc:8000'] },
    },
  ];
  test.each(table)('$name', ({ parts, want }) => {
    expect(stored(parts)).toEqual(want);
  });
});
