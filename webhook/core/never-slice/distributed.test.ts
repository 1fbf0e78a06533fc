import { describe, expect, test } from '@jest/globals';
import { podOf, served } from '../testing/pods.ts';
import { env, lookalikes, seenBy, type Sign } from '../testing/signs.ts';
import * as rules from './distributed.ts';

const run = (...command: string[]) => served({ command });

const table: readonly Sign[] = [
  {
    rule: 'never/gang',
    name: 'an owner that runs gangs',
    pod: podOf(),
    kind: 'PyTorchJob',
    want: 'its owner is of kind PyTorchJob',
    lookalikes: {
      'a Deployment called so': podOf({}, { name: 'PyTorchJob' }),
      'a label that says PyTorchJob': podOf({}, { labels: { kind: 'PyTorchJob' } }),
    },
  },
  {
    rule: 'never/gang',
    name: 'a group that starts together',
    pod: podOf({}, { labels: { 'leaderworkerset.sigs.k8s.io/name': 'llama' } }),
    want: 'it carries leaderworkerset.sigs.k8s.io/name=llama',
    lookalikes: {
      'an index of a plain Job': podOf(
        {},
        { labels: { 'batch.kubernetes.io/job-completion-index': '0' } },
      ),
      'a queue, which is another matter': podOf(
        {},
        { labels: { 'kueue.x-k8s.io/queue-name': 'q' } },
      ),
    },
  },
  {
    rule: 'never/distributed',
    name: 'torchrun in a shell',
    pod: run('sh', '-c', 'cd /app && torchrun --nproc_per_node=1 train.py'),
    want: 'container server runs torchrun',
    lookalikes: {
      'a launcher that is only spoken of': run('python', 'a.py', '--launcher', 'torchrun'),
      'torch without its launcher': run('python', '-m', 'torch.utils.collect_env'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a launcher behind an option without a value',
    pod: run('conda', 'run', '-n', 'ml', '--no-capture-output', 'torchrun', '--nnodes=4', 'a.py'),
    want: 'container server runs torchrun',
    lookalikes: {
      'a run that is named after one': run('python', 'a.py', '--run-name', 'mpirun'),
      'a program of another name': run('uv', 'run', '--frozen', 'torchrunner'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a rank set in the command',
    pod: run('sh', '-c', 'MASTER_ADDR=10.0.0.1 python train.py'),
    want: 'container server sets MASTER_ADDR',
    lookalikes: {
      'one that is only printed': run('sh', '-c', 'echo $MASTER_ADDR'),
      'an option that ends alike': run('train', '--MASTER_ADDR=x'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a rank variable',
    pod: served(env('MASTER_ADDR', '10.0.0.1')),
    want: 'container server sets MASTER_ADDR',
    lookalikes: {
      'a louder NCCL': served(env('NCCL_DEBUG', 'INFO')),
      'a variable with more to its name': served(env('MASTER_ADDRESS', 'x')),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'tensor parallel serving',
    pod: run('vllm', 'serve', 'm', '--tensor-parallel-size=2'),
    want: 'container server sets a tensor parallel size of 2',
    lookalikes: {
      'a size of one': run('vllm', 'serve', 'm', '-tp', '1'),
      'a size that is no number': run('vllm', 'serve', 'm', '--tensor-parallel-size', '$TP'),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'accelerate on several machines',
    pod: run('accelerate', 'launch', '--num_machines', '4', 'train.py'),
    want: 'container server sets a number of machines of 4',
    lookalikes: {
      'on one': run('accelerate', 'launch', '--num_machines', '1', 'train.py'),
      'on what it finds': run('accelerate', 'launch', 'train.py'),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'accelerate on several GPUs',
    pod: run('accelerate', 'launch', '--multi_gpu', 'train.py'),
    want: 'container server sets --multi_gpu',
    lookalikes: {
      'mixed precision': run('accelerate', 'launch', '--mixed_precision', 'bf16', 'train.py'),
      'a file of that name': run('python', 'multi_gpu.py'),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'a world of four, set in the command',
    pod: run('sh', '-c', 'WORLD_SIZE=4 python train.py'),
    want: 'container server sets WORLD_SIZE=4',
    lookalikes: {
      'a world of one': run('sh', '-c', 'WORLD_SIZE=1 python train.py'),
      'another world': run('sh', '-c', 'HELLO_WORLD_SIZE=4 python train.py'),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'a world of two',
    pod: served(env('WORLD_SIZE', '2')),
    want: 'container server sets WORLD_SIZE=2',
    lookalikes: {
      'a world of one': served(env('WORLD_SIZE', '1')),
      'another world': served(env('HELLO_WORLD_SIZE', '2')),
    },
  },
];

describe('work that spans GPUs', () => {
  test.each(table)('$rule sees $name', ({ rule, pod, kind, want }) => {
    expect(seenBy(rule, pod, kind)).toBe(want);
  });

  test.each(lookalikes(table))('$rule passes over $name', ({ rule, pod }) => {
    expect(seenBy(rule, pod)).toBeUndefined();
  });

  test.each(Object.values(rules))('$id is shown above, and passes over a plain pod', ({ id }) => {
    expect(table.map(({ rule }) => rule)).toContain(id);
    expect(seenBy(id, podOf())).toBeUndefined();
  });
});
