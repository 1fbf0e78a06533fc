import { container, podOf, served } from '../testing/pods.ts';
import { env, type Sign } from '../testing/signs.ts';
import { launched, parallel } from './distributed.ts';
import { showsSigns } from '../testing/signs.contract.ts';

const rules = { launched, parallel };

const run = (...command: string[]) => served({ command });

const table: readonly Sign[] = [
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
    pod: run('vllm', 'serve', 'm', '--tensor-parallel-size="2" '),
    want: 'container server sets a tensor parallel size of 2',
    lookalikes: {
      'a size of one': run('vllm', 'serve', 'm', '-tp', '1'),
      'a size that is no number': run('vllm', 'serve', 'm', '--tensor-parallel-size', 'auto'),
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
  {
    rule: 'never/parallel-size',
    name: 'a size that only its environment knows',
    pod: run('sh', '-c', 'vllm serve m -tp ${TP:-1}'),
    want: 'container server sets a tensor parallel size of ${TP:-1}, which only its environment knows',
    lookalikes: {
      'one that its own environment tells': served({
        args: ['serve', 'm', '-tp', '$(TP)'],
        ...env('TP', '1'),
      }),
      'one that its own script tells': run('sh', '-c', 'TP=1; vllm serve m -tp "${TP}"'),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'a variable that comes from a ConfigMap',
    pod: served(env('NUM_SHARD')),
    want: 'container server sets NUM_SHARD to what only its environment knows',
    lookalikes: {
      'another one that does': served(env('HF_TOKEN')),
      'one that says nothing': served(env('NUM_SHARD', '')),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'a list of devices',
    pod: run('python', 'train.py', '--gpus', '0,1,2'),
    want: 'container server sets a number of GPUs of 3',
    lookalikes: {
      epochs: run('python', 'train.py', '--ep', '40'),
      'a list of one': run('python', 'train.py', '--gpus', '0,'),
      'a device by name': run('python', 'train.py', '--devices', 'cuda:0'),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'a size in JSON',
    pod: run('python', 'a.py', '--engine-args={"pipeline_parallel_size":2}'),
    want: 'container server sets a pipeline parallel size of 2',
    lookalikes: {
      'a size of one': run('python', 'a.py', '{"tensor_parallel_size":1}'),
      'a size of the draft model': run('python', 'a.py', '{"spec":{"tensor_parallel_size":2}}'),
      'what is no JSON': run('python', 'a.py', '{tensor_parallel_size: 2'),
      'JSON of something else': run('python', 'a.py', 'null', '[2]', '{"parallel":2}'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a Ray that is started by hand',
    pod: run('sh', '-c', 'ray start --head'),
    want: 'container server runs ray start',
    lookalikes: {
      "KubeRay's": podOf(
        { containers: [container('server', { command: ['ray', 'start', '--head'] })] },
        { labels: { 'ray.io/cluster': 'tune' } },
      ),
      'a Ray that is asked': run('sh', '-c', 'ray status'),
      'one that is alone with its work': run('sh', '-c', 'ray start --head; python tune.py'),
      'something else that is started': run('service', 'start'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'one task of many',
    pod: served(env('TF_CONFIG', '{"cluster":{"worker":["a:1"],"ps":["b:1"]}}')),
    want: 'container server is one of 2 tasks in TF_CONFIG',
    lookalikes: {
      'a file that names it': run('python', 'a.py', '--tf-config', 'TF_CONFIG'),
      'one task alone': served(env('TF_CONFIG', '{"cluster":{"worker":["a:1"]}}')),
      'no cluster': served(env('TF_CONFIG', '{"cluster":null}')),
    },
  },
  {
    rule: 'never/distributed',
    name: 'tasks that only its environment knows',
    pod: served(env('TF_CONFIG')),
    want: 'container server sets TF_CONFIG, which cannot be read',
    lookalikes: {
      'what somebody else calls so': served(env('MY_TF_CONFIG')),
      'arguments that only it knows': served(env('TRAIN_ARGS')),
    },
  },
  {
    rule: 'never/distributed',
    name: 'tasks of which there are none to read',
    pod: served(env('TF_CONFIG', 'null')),
    want: 'container server sets TF_CONFIG, which cannot be read',
    lookalikes: {
      'one task in no list': served(env('TF_CONFIG', '{"cluster":{"worker":{"1":"a:1"}}}')),
      'no cluster at all': served(env('TF_CONFIG', '{}')),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'a world whose size its script computes from a number it knows',
    pod: run('sh', '-c', 'N=4; WORLD_SIZE=$N python train.py'),
    want: 'container server sets WORLD_SIZE=4',
    lookalikes: {
      'one of a number that is one': run('sh', '-c', 'N=1; WORLD_SIZE=$N python train.py'),
      'a world that is only read': run('sh', '-c', 'N=4; python train.py $WORLD_SIZE'),
    },
  },
  {
    rule: 'never/parallel-size',
    name: 'sharding by a word',
    pod: served({ command: ['python', 'train.py', '--fsdp', 'full_shard'] }),
    want: 'container server sets --fsdp',
    lookalikes: Object.fromEntries(
      [
        ['--fsdp=none'],
        ['--fsdp', 'none'],
        ['--use_fsdp=false'],
        ['--deepspeed', 'None'],
        ['--fsdp=0'],
      ].map((off) => [
        `one that is off: ${off.join(' ')}`,
        served({ command: ['python', 't.py', ...off] }),
      ]),
    ),
  },
];

showsSigns('work that spans GPUs', table, Object.values(rules));
