import { served } from '../testing/pods.ts';
import { env, type Sign } from '../testing/signs.ts';
import { showsSigns } from '../testing/signs.contract.ts';
import { launched } from './distributed.ts';

const run = (...command: string[]) => served({ command });

/** Longer than any size or name. */
const script = (program: string) =>
  `set -e\n${'echo preparing all that is needed\n'.repeat(20)}${program} train.py\n`;

const table: readonly Sign[] = [
  {
    rule: 'never/distributed',
    name: "a launcher in a script of the container's own variable",
    pod: served({
      command: ['bash', '-c', 'eval "$SCRIPT"'],
      ...env('SCRIPT', script('torchrun')),
    }),
    want: 'container server runs torchrun',
    lookalikes: {
      'a script that runs none': served({
        command: ['bash', '-c', '$(SCRIPT)'],
        ...env('SCRIPT', script('python')),
      }),
      'a script that is only printed': served({
        command: ['bash', '-c', 'echo "$SCRIPT"; python a.py'],
        ...env('SCRIPT', script('torchrun')),
      }),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a launcher as another user',
    pod: run('su', 'app', '-c', 'torchrun --nnodes=4 train.py'),
    want: 'container server runs torchrun',
    lookalikes: {
      'a program as another user': run('su', 'app', '-c', 'python train.py'),
      'a question about one': run('python', 'ask.py', '--prompt', 'does torchrun take --nnodes?'),
      'a title with one': run('/report', '--title', 'torchrun on 4 nodes --draft'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a launcher behind a way home',
    pod: run('sh', '-c', 'cd && torchrun train.py'),
    want: 'container server runs torchrun',
    lookalikes: {
      'a folder of that name': run('sh', '-c', 'cd torchrun && python train.py'),
      'a folder of that name, far away': run('sh', '-c', "cat <<E\nit's\nE\ncd /opt/torchrun; a"),
    },
  },
  {
    rule: 'never/distributed',
    name: 'one of several MPIs',
    pod: run('/usr/bin/mpirun.openmpi', '-np', '4', './a'),
    want: 'container server runs mpirun.openmpi',
    lookalikes: {
      'its log': run('tail', '-f', 'mpirun.log'),
      'its test': run('python', 'mpirun_test.py'),
      'one process of it': run('mpirun', '-n', '1', './a', '-n', '4'),
      'one process, as people write it': run(
        'mpirun',
        '--allow-run-as-root',
        '-x',
        'HOME',
        '-np',
        '1',
        '--bind-to',
        'none',
        './a',
      ),
    },
  },
  ...[
    ['-n', '1', './a', ':', '-n', '1', './b'],
    ['./a', '-n', '1'],
    ['-n', '$N', './a'],
    ['--hostfile', '/hosts', '-n', '1', './a'],
    ['-n', '1'],
    ['-n', '1', '--whatever', './a'],
    ['-n', '1', '-np', '2', './a'],
  ].map((options) => ({
    rule: 'never/distributed',
    name: `more than one process of MPI, or nobody knows: ${options.join(' ')}`,
    pod: run('mpirun', ...options),
    want: 'container server runs mpirun',
    lookalikes: {},
  })),
  ...[
    'ray start --head --port=6379; python train.py',
    'ray start --head --block & python train.py',
    'ray start --address=head:6379; python train.py',
    'ray start --head; vllm serve m --distributed-executor-backend ray',
    'ray start --head; ray start --address=b; python train.py',
    'ray start --head; vllm serve m --pipeline-parallel-size=$PP',
    'ray start --head',
  ].map((line) => ({
    rule: 'never/distributed',
    name: `a Ray that others may join: ${line}`,
    pod: run('sh', '-c', line),
    want: 'container server runs ray start',
    lookalikes: {},
  })),
  {
    rule: 'never/distributed',
    name: 'what is run once its package is there',
    pod: run('sh', '-c', 'python3 -m pip install deepspeed && deepspeed train.py'),
    want: 'container server runs deepspeed',
    lookalikes: {
      'a package by pip': run(
        'sh',
        '-c',
        '/usr/bin/python3.11 -m pip install deepspeed; python a.py',
      ),
      'a package by uv': run('sh', '-c', 'uv pip install deepspeed; uv run a.py'),
      'packages by conda': run('sh', '-c', 'conda install -y -c conda-forge mpirun; python a.py'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a launcher behind a program that installs as well',
    pod: run('sh', '-c', 'uv run torchrun train.py; conda run torchrun train.py'),
    want: 'container server runs torchrun',
    lookalikes: {},
  },
  {
    rule: 'never/distributed',
    name: 'a call in a text',
    pod: run('python', '-c', 'x = DistributedDataParallel(m)'),
    want: 'container server calls DistributedDataParallel',
    lookalikes: {
      'a test of it': run('pytest', '-k', 'DistributedDataParallel', 'tests'),
      'all tests but it': run(
        'sh',
        '-c',
        "python -m pytest -k 'not DistributedDataParallel' tests",
      ),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a call, and a key of something else',
    pod: run('train', '-k', 'DistributedDataParallel'),
    want: 'container server calls DistributedDataParallel',
    lookalikes: {},
  },
  {
    rule: 'never/distributed',
    name: 'a test of a collective',
    pod: run('/opt/nccl-tests/build/reduce_scatter_perf', '-g', '1'),
    want: 'container server runs reduce_scatter_perf',
    lookalikes: {
      'a test of a model': run('llama_perf', '-b', '8'),
      'a test of one kernel': run('./matmul_reduce_perf', '-g', '1'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a launcher with a common name',
    pod: run('composer', '--verbose', 'train.py'),
    want: 'container server runs composer',
    lookalikes: {
      'the one of PHP': run('sh', '-c', 'composer install && python serve.py'),
      'a data set': run('python', 'train.py', 'ds', '--epochs', '3'),
      'a data set behind an option': run('python', '-m', 'a', '--split', 'ds', 'train.py'),
      'a job that is asked after': run('torchx', 'status', 'k8s://default/dist.ddp'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a job of torchx',
    pod: run('torchx', 'run', '-s', 'local_cwd', 'dist.ddp', '-j', '1x1'),
    want: 'container server runs torchx',
    lookalikes: {
      'one of its components that stands alone': run('torchx', 'run', 'utils.echo'),
      'a schedule': run('torchx', 'runopts'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a part of serving that only hands on',
    pod: run(
      'vllm',
      'serve',
      'm',
      '--kv-transfer-config={"kv_connector":"LMCacheConnectorV1","kv_role":"kv_producer"}',
    ),
    want: 'container server has the role kv_producer among other pods',
    lookalikes: {
      'one that keeps its cache in memory': run(
        'vllm',
        'serve',
        'm',
        '--kv-transfer-config={"kv_connector":"LMCacheConnectorV1","kv_role":"kv_both"}',
      ),
      'a worker that does both': run('python', '-m', 'dynamo.vllm', '--model', 'q'),
    },
  },
  {
    rule: 'never/distributed',
    name: "Dynamo's worker of one part",
    pod: run('python', '-m', 'dynamo.vllm', '--is-prefill-worker'),
    want: 'container server serves one part alone (--is-prefill-worker)',
    lookalikes: {
      'prefill in chunks': run('vllm', 'serve', 'm', '--enable-chunked-prefill'),
      'no cap on decoding': run('vllm', 'serve', 'm', '--max-num-seqs', '8'),
    },
  },
];

showsSigns('launchers', table, [launched]);
