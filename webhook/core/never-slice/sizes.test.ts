import { describe, expect, test } from '@jest/globals';
import { plain, served } from '../testing/pods.ts';
import { env, type Sign } from '../testing/signs.ts';
import { showsSigns } from '../testing/signs.contract.ts';
import { parallel } from './distributed.ts';
import type { What } from './size-names.ts';
import { sizesOf } from './sizes.ts';

const run = (...command: string[]) => served({ command });

const table: readonly Sign[] = [
  {
    rule: 'never/parallel-size',
    name: 'a size with a sign',
    pod: run('vllm', 'serve', 'm', '--tensor-parallel-size=+2'),
    want: 'container server sets a tensor parallel size of 2',
    lookalikes: {
      'one, with a sign': run('vllm', 'serve', 'm', '--tensor-parallel-size=+1'),
      'one, with a point': served(env('WORLD_SIZE', '1.0')),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'as many machines as there may be',
    pod: run('python', 'train.py', '--num-nodes', '200'),
    want: 'container server sets a number of machines of 200',
    lookalikes: {
      'the nodes of a graph': run('python', 'gnn.py', '--num-nodes', '207'),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'an option cut short',
    pod: run('vllm', 'serve', 'm', '--tensor-par=2'),
    want: 'container server sets a tensor parallel size of 2',
    lookalikes: {
      'a size of one': run('vllm', 'serve', 'm', '--tensor_par', '1'),
      'an option that begins alike': run(
        'train',
        '--data-path=2',
        '--context',
        '4096',
        '--num',
        '8',
      ),
      'a device by its number': run('train', '--device', '2', '--gpu', '1'),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'one machine at least, and more',
    pod: run('python', 'launch.py', '--nnodes', '1:4'),
    want: 'container server sets a number of machines of 4',
    lookalikes: {
      'one at most': run('python', 'launch.py', '--nnodes=1:1'),
      'a time': run('python', 'launch.py', '--at', '1:4'),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'tasks of Slurm',
    pod: served(env('SLURM_NTASKS', '4')),
    want: 'container server sets SLURM_NTASKS=4',
    lookalikes: {
      'one task': served(env('SLURM_NTASKS', '1')),
      'threads of one': served(env('SLURM_CPUS_PER_TASK', '4')),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'a size that is set twice',
    pod: served({
      env: [
        { name: 'TP_SIZE', value: '1' },
        { name: 'TP_SIZE', value: '2' },
      ],
    }),
    want: 'container server sets TP_SIZE=2',
    lookalikes: {
      'the other way round': served({
        env: [
          { name: 'TP_SIZE', value: '2' },
          { name: 'TP_SIZE', value: '1' },
        ],
      }),
      'another name': served(env('HTTP_SIZE', '2')),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'sharding by a variable',
    pod: served(env('ACCELERATE_USE_FSDP', 'true')),
    want: 'container server sets ACCELERATE_USE_FSDP',
    lookalikes: {
      'sharding that is off': served(env('ACCELERATE_USE_FSDP', 'false')),
      'another setting of Accelerate': served(env('ACCELERATE_USE_CPU', 'true')),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'sharding set in the command',
    pod: run('sh', '-c', 'ACCELERATE_USE_DEEPSPEED=1 python train.py'),
    want: 'container server sets ACCELERATE_USE_DEEPSPEED',
    lookalikes: {
      'sharding that is off': run('sh', '-c', 'ACCELERATE_USE_DEEPSPEED=0 python train.py'),
      'one that is only printed': run('sh', '-c', 'echo ACCELERATE_USE_DEEPSPEED=1; python a.py'),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'cards by their numbers',
    pod: run('python', 'train.py', '--devices=10,11'),
    want: 'container server sets a number of GPUs of 2',
    lookalikes: { 'one card by its number': run('python', 'train.py', '--devices=1,') },
  },
  {
    rule: 'never/parallel-size',
    name: 'ten machines at least, and twelve at most',
    pod: run('python', 'launch.py', '--nnodes=10:12'),
    want: 'container server sets a number of machines of 12',
    lookalikes: { 'as many as there are': run('python', 'launch.py', '--nnodes=auto') },
  },
  {
    rule: 'never/parallel-size',
    name: 'a variable by its bare name',
    pod: served({
      command: ['sh', '-c', 'vllm serve m -tp $SIZE'],
      env: [{ name: 'SIZE', value: '2' }],
    }),
    want: 'container server sets a tensor parallel size of 2',
    lookalikes: {
      'one by its bare name': served({
        command: ['sh', '-c', 'vllm serve m -tp $SIZE'],
        env: [{ name: 'SIZE', value: '1' }],
      }),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'an option of Hydra',
    pod: run('python', 'train.py', 'actor.rollout.tensor_model_parallel_size=2'),
    want: 'container server sets a tensor parallel size of 2',
    lookalikes: { 'two letters that may be anything': run('python', 'train.py', 'tp=2') },
  },
  {
    rule: 'never/parallel-size',
    name: 'an object of settings',
    pod: run('dynamo', '--config', '{"tensor_parallel_size": 2}'),
    want: 'container server sets a tensor parallel size of 2',
    lookalikes: {
      'one that says nothing of it': run('dynamo', '--config', '{"tensor_parallel_size": [2, 2]}'),
    },
  },
];

showsSigns('sizes', table, [parallel]);

describe('by each of its variables a size is of the kind', () => {
  const kinds: Readonly<Record<What, readonly string[]>> = {
    'tensor parallel size': [
      'TENSOR_PARALLEL_SIZE',
      'TENSOR_PARALLEL_DEGREE',
      'OPTION_TENSOR_PARALLEL_DEGREE',
      'NIM_TENSOR_PARALLEL_SIZE',
      'VLLM_TENSOR_PARALLEL_SIZE',
      'TP_SIZE',
    ],
    'pipeline parallel size': ['PIPELINE_PARALLEL_SIZE', 'NIM_PIPELINE_PARALLEL_SIZE', 'PP_SIZE'],
    'data parallel size': ['DATA_PARALLEL_SIZE', 'VLLM_DP_SIZE', 'DP_SIZE'],
    'expert parallel size': ['EP_SIZE'],
    'number of shards': ['NUM_SHARD'],
    'number of GPUs': ['SM_NUM_GPUS'],
    'number of processes': [
      'NPROC_PER_NODE',
      'PET_NPROC_PER_NODE',
      'JAX_NUM_PROCESSES',
      'JAX_PROCESS_COUNT',
      'DMLC_NUM_WORKER',
      'PADDLE_TRAINERS_NUM',
      'SLURM_NPROCS',
      'SLURM_NTASKS',
    ],
    'number of machines': [
      'NNODES',
      'PET_NNODES',
      'SLURM_JOB_NUM_NODES',
      'SLURM_NNODES',
      'LWS_GROUP_SIZE',
    ],
    'world size': ['LOCAL_WORLD_SIZE', 'WORLD_SIZE'],
    'local data parallel size': [],
    'context parallel size': [],
  };
  const rows = Object.entries(kinds).flatMap(([what, names]) =>
    names.map((name) => ({ name, what })),
  );
  test.each(rows)('$name: $what', ({ name, what }) => {
    const found = sizesOf(plain('server', { env: [{ name, value: '2' }] }));
    expect(found).toEqual([{ what, value: 2, says: `sets ${name}=2` }]);
  });
});
