import { served } from '../testing/pods.ts';
import { env, type Sign } from '../testing/signs.ts';
import { showsSigns } from '../testing/signs.contract.ts';
import { launched } from './distributed.ts';

const run = (...command: string[]) => served({ command });

const table: readonly Sign[] = [
  {
    rule: 'never/distributed',
    name: 'a place to meet at',
    pod: run('python', 'train.py', '--rdzv-endpoint=host:29500'),
    want: 'container server meets others at host:29500',
    lookalikes: {
      'one at home': run('python', 'train.py', '--rdzv_endpoint', 'localhost:0'),
      'the master of a queue': run('worker', '--master-addr', 'queue:5000'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'the second machine',
    pod: run('python', 'train.py', '--node_rank', '1'),
    want: 'container server is the machine of rank 1',
    lookalikes: {
      'the first, perhaps the only one': run('python', 'train.py', '--node-rank=0'),
      'a rank of a matrix': run('python', 'lora.py', '--rank', '16'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'the second machine, by a variable',
    pod: served(env('NODE_RANK', '1')),
    want: 'container server sets NODE_RANK',
    lookalikes: {
      'the first': served(env('NODE_RANK', '0')),
      'a rank of a matrix': served(env('RANK', '16')),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a rank and a port to meet at',
    pod: served({
      env: [
        { name: 'RANK', value: '0' },
        { name: 'MASTER_PORT', value: '29500' },
      ],
    }),
    want: 'container server sets RANK and MASTER_PORT',
    lookalikes: {
      'the port of a website': served(env('MASTER_PORT', '8080')),
      'the only one of its world': served({
        env: [
          { name: 'RANK', value: '0' },
          { name: 'WORLD_SIZE', value: '1' },
          { name: 'MASTER_PORT', value: '29500' },
        ],
      }),
    },
  },
  {
    rule: 'never/distributed',
    name: 'one task of many, set in a shell',
    pod: run('sh', '-c', `TF_CONFIG='{"cluster":{"worker":["a:1","b:1"]}}' python train.py`),
    want: 'container server is one of 2 tasks in TF_CONFIG',
    lookalikes: {
      'one task alone': run('sh', '-c', `TF_CONFIG='{"cluster":{"worker":["a:1"]}}' python a.py`),
      'one that is set anew': served({
        env: [
          { name: 'TF_CONFIG', value: '{"cluster":{"worker":["a:1","b:1"]}}' },
          { name: 'TF_CONFIG', value: '{"cluster":{"worker":["a:1"]}}' },
        ],
      }),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a master and its port',
    pod: run('python', 'train.py', '--master_addr=host', '--master_port', '29500'),
    want: 'container server meets others at host',
    lookalikes: {
      'one at home': run('python', 'a.py', '--master-addr', '127.0.0.1', '--master-port=29500'),
    },
  },
  ...['NODE_RANK', 'PET_NODE_RANK', 'MACHINE_RANK', 'LOCAL_RANK'].map((name): Sign => ({
    rule: 'never/distributed',
    name: `a seat by ${name}`,
    pod: served(env(name, '1')),
    want: `container server sets ${name}`,
    lookalikes: Object.fromEntries(
      ['WORLD_SIZE', 'NNODES', 'PET_NNODES'].map((world) => [
        `the only one by ${name} and ${world}`,
        served({
          env: [
            { name, value: '1' },
            { name: world, value: ' 1 ' },
          ],
        }),
      ]),
    ),
  })),
  {
    rule: 'never/distributed',
    name: 'a seat that only its environment knows',
    pod: served({ env: [{ name: 'NODE_RANK', valueFrom: { fieldRef: {} } }] }),
    want: 'container server sets NODE_RANK',
    lookalikes: {},
  },
  {
    rule: 'never/distributed',
    name: 'a seat by another variable',
    pod: served(env('LOCAL_RANK', '$(INDEX)')),
    want: 'container server sets LOCAL_RANK',
    lookalikes: {},
  },
  {
    rule: 'never/distributed',
    name: 'rank and port that a shell sets',
    pod: run('sh', '-c', 'RANK=0 MASTER_PORT=29500 python train.py'),
    want: 'container server sets RANK and MASTER_PORT',
    lookalikes: { 'the rank alone': run('sh', '-c', 'RANK=0 PORT=29500 python train.py') },
  },
  {
    rule: 'never/distributed',
    name: 'a master elsewhere',
    pod: served(env('MASTER_ADDR', 'train-0.train')),
    want: 'container server sets MASTER_ADDR',
    lookalikes: {
      'its own master': served({
        env: [
          { name: 'MASTER_ADDR', value: 'localhost' },
          { name: 'MASTER_PORT', value: '9994' },
          { name: 'RANK', value: '0' },
          { name: 'LOCAL_RANK', value: '0' },
          { name: 'WORLD_SIZE', value: '1' },
        ],
      }),
      'its own master, set in a shell': run('sh', '-c', 'MASTER_ADDR=127.0.0.1 python train.py'),
    },
  },
  {
    rule: 'never/distributed',
    name: 'a master that only its environment knows',
    pod: served({ env: [{ name: 'MASTER_ADDR', valueFrom: { fieldRef: {} } }] }),
    want: 'container server sets MASTER_ADDR',
    lookalikes: { 'tasks of nobody': served(env('TF_CONFIG', '')) },
  },
];

showsSigns('ranks', table, [launched]);
