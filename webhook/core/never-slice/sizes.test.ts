import { served } from '../testing/pods.ts';
import { env, type Sign } from '../testing/signs.ts';
import { showsSigns } from '../testing/signs.contract.ts';
import { parallel } from './distributed.ts';

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
];

showsSigns('sizes', table, [parallel]);
