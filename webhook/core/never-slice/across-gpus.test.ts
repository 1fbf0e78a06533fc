import { describe, expect, test } from '@jest/globals';
import type { Container } from '../pod.ts';
import { plain, served } from '../testing/pods.ts';
import { env, type Sign } from '../testing/signs.ts';
import { showsSigns } from '../testing/signs.contract.ts';
import { acrossPods, launched, parallel } from './distributed.ts';

const run = (...command: string[]) => served({ command });

const table: readonly Sign[] = [
  ...[
    'MASTER_ADDR',
    'COORDINATOR_ADDRESS',
    'FORCE_TORCHRUN',
    'GLOO_SOCKET_IFNAME',
    'JAX_COORDINATOR_ADDRESS',
    'OMPI_COMM_WORLD_SIZE',
    'PET_MASTER_ADDR',
    'PET_RDZV_ENDPOINT',
    'PMI_SIZE',
    'VLLM_ALL2ALL_BACKEND',
    'VLLM_DP_MASTER_IP',
    'NCCL_SOCKET_IFNAME',
    'UCX_TLS',
  ].map((name) => ({
    rule: 'never/distributed',
    name: `what joins it to others by ${name}`,
    pod: served(env(name, 'x')),
    want: `container server sets ${name}`,
    lookalikes: { [`another variable than ${name}`]: served(env(`MY_${name}`, 'x')) },
  })),
  {
    rule: 'never/distributed',
    name: 'a part of a server that hands its cache on',
    pod: run('vllm', 'serve', 'm', '--kv-transfer-config', '{"kv_connector":"NixlConnector"}'),
    want: 'container server hands its KV cache to other pods by NixlConnector',
    lookalikes: {
      'a cache of its own': run('vllm', 'serve', 'm', '--kv-cache-dtype', 'fp8'),
      ...Object.fromEntries(
        ['NCCL_DEBUG', 'NCCL_DEBUG_FILE', 'NCCL_DEBUG_SUBSYS', 'NCCL_VERSION'].map((name) => [
          `what every image says by ${name}`,
          served(env(name, 'x')),
        ]),
      ),
    },
  },
  ...['prefill', 'decode'].map((role) => ({
    rule: 'never/distributed',
    name: `a server of the ${role} part`,
    pod: run('sglang', '--disaggregation-mode', role),
    want: `container server serves the ${role} part alone`,
    lookalikes: { [`a server of all, not of ${role}`]: run('sglang', '--mode', role) },
  })),
  ...[
    '--multi-gpu',
    '--use-deepspeed',
    '--use_deepspeed',
    '--deepspeed=ds.json',
    '--fsdp',
    '--use_fsdp=1',
    '--use-fsdp',
  ].map((option) => ({
    rule: 'never/parallel-size',
    name: `training over several GPUs by ${option}`,
    pod: run('python', 'train.py', option),
    want: `container server sets ${option}`,
    lookalikes: {
      [`an option that only begins like ${option}`]: run('a', option.replace(/=.*|$/, '-dir')),
    },
  })),
  {
    rule: 'never/parallel-size',
    name: 'a model in shards',
    pod: run('text-generation-launcher', '--sharded', 'true'),
    want: 'container server sets --sharded',
    lookalikes: {
      'a model in one piece': run('text-generation-launcher', '--sharded', 'false'),
      'one that nobody says a word of': served(env('SHARDED')),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'a model in shards, by a variable',
    pod: served(env('SHARDED', 'true')),
    want: 'container server sets SHARDED',
    lookalikes: {
      'one piece by a variable': served(env('SHARDED', 'false')),
      'another variable': served(env('RESHARDED', 'true')),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'a number of processes that stands in a file',
    pod: run('accelerate', 'launch', '--config_file', 'two.yaml', 'a.py'),
    want: 'container server takes its number of processes from two.yaml',
    lookalikes: {
      'a file of another program': run('python', 'a.py', '--config_file', 'two.yaml'),
      'no file': run('accelerate', 'launch', 'a.py'),
    },
  },
];

showsSigns('work that says so by a name', table, [launched, parallel]);

describe('one of several pods that share the work', () => {
  const those: { name: string; of: Container; want: boolean }[] = [
    { name: 'runs a launcher', of: plain('a', { command: ['torchrun', 'a.py'] }), want: true },
    { name: 'runs Ray', of: plain('a', { command: ['ray', 'start'] }), want: true },
    { name: 'is told to use Ray', of: plain('a', { args: ['--backend=ray'] }), want: true },
    { name: 'is told where the first one is', of: plain('a', env('MASTER_ADDR', 'b')), want: true },
    { name: 'is told where Ray is', of: plain('a', env('RAY_ADDRESS', 'b')), want: true },
    { name: 'is told of two machines', of: plain('a', { args: ['--nnodes', '2'] }), want: true },
    {
      name: 'is told of as many as only its environment knows',
      of: plain('a', { args: ['--nnodes', '$NODES'] }),
      want: true,
    },
    { name: 'is not alone on one', of: plain('a', { args: ['--nnodes', '1'] }), want: false },
    {
      name: 'is not spread over its own cards',
      of: plain('a', { args: ['-tp', '2'] }),
      want: false,
    },
    { name: 'is not a pod of its own', of: plain('a'), want: false },
  ];
  test.each(those)('$name', ({ of, want }) => {
    expect(acrossPods(of)).toBe(want);
  });
});
