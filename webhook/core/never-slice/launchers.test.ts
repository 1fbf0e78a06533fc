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
    },
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
