import { describe, expect, test } from '@jest/globals';
import { memoryWords, unseenModel } from './memory-words.ts';
import type { Container } from '../pod.ts';
import { plain } from '../testing/pods.ts';

const told = (parts: Partial<Container>) => memoryWords(plain('server', parts)).join(' ');

describe('what moves the memory of a container', () => {
  const table: { name: string; parts: Partial<Container>; want: string }[] = [
    {
      name: 'however a team spells its options',
      parts: {
        command: ['python', 'train.py', '--model_name_or_path', 'llama-70b'],
        args: ['--max_seq_length=8192', '--learning_rate', '1e-4', '--load_in_4bit', '--port=80'],
      },
      want: 'load-in-4bit= max-seq-length=8192 model-name-or-path=llama-70b',
    },
    {
      name: 'and its variables, but for secrets',
      parts: {
        env: [
          { name: 'OLLAMA_CONTEXT_LENGTH', value: '8192' },
          { name: 'LOG_LEVEL', value: 'debug' },
          { name: 'WHISPER_MODEL', value: 'large-v3' },
          { name: 'MODEL_HUB_TOKEN', value: 'hf_1' },
        ],
      },
      want: 'OLLAMA_CONTEXT_LENGTH=8192 WHISPER_MODEL=large-v3',
    },
    {
      name: 'a model that is served, behind other options',
      parts: { command: ['vllm', 'serve', '--dtype', 'auto', 'm', '--port', '80'] },
      want: 'serve=m dtype=auto',
    },
    {
      name: 'behind a switch, which looks as if it took the model',
      parts: { command: ['vllm', 'serve', '--enforce-eager', 'm'] },
      want: 'serve=m',
    },
    {
      name: 'and no further than the program that serves it',
      parts: { command: ['sh', '-c', 'vllm serve m && echo done'] },
      want: 'serve=m',
    },
    {
      name: 'llama.cpp by its short options',
      parts: {
        image: 'ghcr.io/ggml-org/llama.cpp:server-cuda',
        args: ['-m', '/models/70b.gguf', '-c', '131072', '--port', '80'],
      },
      want: 'c=131072 m=/models/70b.gguf',
    },
    {
      name: 'which mean something else elsewhere',
      parts: { command: ['python', '-m', 'app', '-c', 'x'] },
      want: '',
    },
    {
      name: 'and words without dashes',
      parts: { command: ['yolo', 'train', 'model=yolo11x.pt', 'batch=8', 'epochs=3'] },
      want: 'batch=8 model=yolo11x.pt',
    },
    {
      name: 'but nothing that a runner says of each run',
      parts: {
        env: [
          { name: 'AWS_BATCH_JOB_ID', value: '1' },
          { name: 'CI_OPEN_MERGE_REQUESTS', value: 'g/p!12' },
          { name: 'CI_MODEL', value: 'x' },
          { name: 'MODEL_BUILD_ID', value: '7' },
          { name: 'HF_MODEL_ID', value: 'qwen' },
        ],
      },
      want: 'HF_MODEL_ID=qwen',
    },
    {
      name: 'each value of what is said twice',
      parts: { args: ['--max-model-len', '1024', '--max-model-len', '65536'] },
      want: 'max-model-len=1024,65536',
    },
  ];
  test.each(table)('$name', ({ parts, want }) => {
    expect(told(parts)).toBe(want);
  });
});

describe('by the words of its name an option counts', () => {
  const counting = [
    '--load-in-4bit',
    '--load-in-8bit',
    '--adapter-path',
    '--adapters',
    '--batch-size',
    '--max-num-batched-size',
    '--beam-size',
    '--num-beams',
    '--bits',
    '--block-size',
    '--checkpoint',
    '--ckpt-path',
    '--context-window',
    '--ctx-size',
    '--torch-dtype',
    '--mem-limit',
    '--image-height',
    '--num-instances',
    '--n-gpu-layers',
    '--max-len',
    '--max-length',
    '--lora-path',
    '--max-loras',
    '--gpu-memory',
    '--cuda-fraction',
    '--model-dir',
    '--preload-models',
    '--cpu-offload-gb',
    '--num-parallel',
    '--precision',
    '--quant-type',
    '--quantization',
    '--quantize',
    '--max-running-requests',
    '--resolution',
    '--seq-size',
    '--max-num-seqs',
    '--max-new-tokens',
    '--gpu-utilization',
    '--weights',
    '--image-width',
    '--workers',
  ];
  test.each(counting)('%s', (option) => {
    expect(told({ args: [`${option}=7`] })).toBe(`${option.slice(2)}=7`);
  });

  const others = [
    '--port',
    '--served-model-name',
    '--memory',
    '--block',
    '--model-api-key',
    '--model-hub-token',
    '--model-secret',
    '--model-password',
    '--remodelled',
    '--checkpoint-path',
    '--prev-checkpoint',
    '--batch-date',
    '--batch-id',
    '--model-output',
    '--tokens-log',
  ];
  test.each(others)('and %s does not', (option) => {
    expect(told({ args: [`${option}=7`] })).toBe('');
  });

  test.each(['b', 'c', 'm', 'ngl', 'np', 'ub'])('-%s of llama.cpp does', (option) => {
    expect(told({ command: ['/app/llama-server', `-${option}`, '7'] })).toBe(`${option}=7`);
    expect(told({ command: ['llama-cli', `-${option}`, '7'] })).toBe(`${option}=7`);
    expect(told({ command: ['not-llama-cli', `-${option}`, '7'] })).toBe('');
  });

  test.each(['&&', '||', ';', '|', '&', '>', '2>&1'])('a model ends before %s', (joint) => {
    expect(told({ command: ['vllm', 'serve', 'm', joint, 'other'] })).toBe('serve=m');
  });
});

describe('a model that only the environment of a container knows', () => {
  const fromMap = { name: 'MODEL', valueFrom: { configMapKeyRef: {} } };
  const table: { name: string; parts: Partial<Container>; want: string | undefined }[] = [
    {
      name: 'is told by the variable that is served',
      parts: { command: ['sh', '-c', 'exec vllm serve ${WHICH}'], envFrom: [{}] },
      want: 'WHICH',
    },
    {
      name: 'as the kubelet spells it',
      parts: { args: ['--model=$(MODEL)'], env: [fromMap] },
      want: 'MODEL',
    },
    { name: 'or by one that servers read', parts: { env: [fromMap] }, want: 'MODEL' },
    ...['model', 'model-id', 'model-path', 'model_name_or_path'].map((option) => ({
      name: `as the value of --${option}`,
      parts: { args: [`--${option}`, '$(WHICH)'] },
      want: 'WHICH',
    })),
    {
      name: 'but not where its value is in the pod',
      parts: {
        command: ['sh', '-c', 'vllm serve $MODEL'],
        env: [{ name: 'MODEL', value: 'qwen' }],
      },
      want: undefined,
    },
    {
      name: 'nor where the command line says it',
      parts: { args: ['--model', 'qwen'], env: [fromMap] },
      want: undefined,
    },
    {
      name: 'nor of a variable that is about something else',
      parts: { env: [{ name: 'API_TOKEN', valueFrom: { secretKeyRef: {} } }] },
      want: undefined,
    },
  ];
  test.each(table)('$name', ({ parts, want }) => {
    expect(unseenModel(plain('server', parts))).toBe(want);
  });
});

test('an option that is given a hundred thousand times is read in one walk', () => {
  const args = Array.from({ length: 100_000 }, () => '--len=1');
  expect(told({ args }).length).toBe('len='.length + 199_999);
}, 2000);
