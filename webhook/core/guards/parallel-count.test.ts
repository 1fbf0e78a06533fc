import { describe, expect, test } from '@jest/globals';
import { container, podOf, asking } from '../testing/pods.ts';
import { objection } from '../testing/guarded.ts';
import type { Container, Pod } from '../pod.ts';
import { parallelCount } from './parallel-count.ts';

const says = (pod: Pod): string | undefined => objection(parallelCount, pod);

const server = (cards: number, command: string, parts: Partial<Container> = {}): Pod =>
  podOf({
    containers: [container('server', { ...asking(cards), command: command.split(' '), ...parts })],
  });

const labelled = (pod: Pod, key: string): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, labels: { [key]: 'x' } },
});

const tp = { env: [{ name: 'TENSOR_PARALLEL_SIZE', value: '2' }] };

describe('a server is told that it asks for another number of cards than it is spread over', () => {
  const table: { name: string; pod: Pod; want: string }[] = [
    {
      name: 'for more',
      pod: server(4, 'vllm serve m -tp 2'),
      want:
        'container server asks for 4 nvidia.com/gpu and spreads its work over 2 (tensor parallel size 2); ' +
        'ask for 2, or let the sizes make 4',
    },
    {
      name: 'for fewer, by the product of all sizes',
      pod: server(2, 'vllm serve m -tp 2 -pp 2 -dp 2'),
      want: 'spreads its work over 8 (tensor parallel size 2 x pipeline parallel size 2 x data parallel size 2)',
    },
    {
      name: 'for shards',
      pod: server(1, 'tgi --num-shard 2'),
      want: 'over 2 (number of shards 2)',
    },
    { name: 'by a variable', pod: server(1, 'serve.py', tp), want: 'over 2' },
    {
      name: 'by a variable that an option names',
      pod: server(1, 'v --tp $(TENSOR_PARALLEL_SIZE)', tp),
      want: 'over 2',
    },
    { name: 'where all is one', pod: server(2, 'vllm serve m -tp 1'), want: 'over 1' },
    {
      name: 'for the ranks that are in this pod',
      pod: server(
        1,
        'vllm serve m -tp 2 -dp 8 --data-parallel-size-local 4 --data-parallel-address a',
      ),
      want: 'over 8',
    },
    {
      name: 'where attention is spread over the same cards',
      pod: server(8, 'python -m sglang.launch_server --tp 4 --dp 4 --enable-dp-attention'),
      want: 'over 4',
    },
    {
      name: 'for slices',
      pod: server(1, 'x', { ...asking(1, 'nvidia.com/mig-1g.10gb'), args: ['--tp=2'] }),
      want: 'asks for 1 nvidia.com/mig-1g.10gb and',
    },
  ];
  test.each(table)('$name', ({ pod, want }) => {
    expect(says(pod)).toContain(want);
  });
});

describe('nothing is said', () => {
  const two = server(1, 'vllm serve m -tp 2');
  const table: { name: string; pod: Pod }[] = [
    { name: 'where they agree', pod: server(4, 'vllm serve m -tp 2 -pp 2') },
    { name: 'where no size is told', pod: server(4, 'vllm serve m') },
    { name: 'where a size is not known', pod: server(4, 'sh -c x', { args: ['v -tp $N -pp 1'] }) },
    { name: 'where sizes disagree', pod: server(4, 'v --tp 1', tp) },
    { name: 'of a group', pod: labelled(two, 'leaderworkerset.sigs.k8s.io/name') },
    { name: "of KubeRay's", pod: labelled(two, 'ray.io/cluster') },
    { name: 'of Ray', pod: server(1, 'vllm serve m -tp 2 --distributed-executor-backend=ray') },
    { name: 'of one of several machines', pod: server(1, 'sglang --tp 2 --nnodes 2') },
    {
      name: 'of a launcher',
      pod: server(8, 'torchrun pretrain.py --tensor-model-parallel-size 2'),
    },
    { name: 'of one rank of several', pod: server(1, 'vllm serve m -dp 4 --data-parallel-rank 0') },
    { name: 'of what an engine makes of ranks', pod: server(2, 'lmdeploy serve m --tp 2 --dp 2') },
    {
      name: 'of two servers in one',
      pod: server(2, 'sh -c x', { args: ['vllm serve a -tp 1 & vllm serve b -tp 1'] }),
    },
    {
      name: 'of a context that is spread too',
      pod: server(4, 'vllm serve m -tp 2 --prefill-context-parallel-size 2'),
    },
    { name: 'of no number', pod: server(1, 'v --tp 2', asking('500m')) },
    {
      name: "of another engine's parts",
      pod: server(1, 'v --tp 2', asking(1, 'nvidia.com/gpu-10gb')),
    },
  ];
  test.each(table)('$name', ({ pod }) => {
    expect(says(pod)).toBeUndefined();
  });
});
