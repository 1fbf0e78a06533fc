import { describe, expect, test } from '@jest/globals';
import { claimOf } from './claim-of.ts';
import type { NodeFacts } from '../menu/node.ts';
import type { Pod } from '../pod.ts';
import { cards, shared } from '../testing/nodes.ts';
import { asking, container, plain, podOf } from '../testing/pods.ts';
import { worldOf } from '../testing/world.ts';

const whole = [cards('n', 'h100')];
const hamis = [cards('n', 'h100', 80, { engine: 'hami' })];

const sizes = (limits: object) =>
  podOf({ containers: [{ ...container('server'), resources: { limits: { ...limits } } }] });
const annotated = (annotations: Record<string, string>) =>
  podOf({ containers: [plain('server')] }, { annotations });

describe('a part of a card that somebody wrote by hand', () => {
  const table: { name: string; pod: Pod; nodes?: readonly NodeFacts[]; want: object }[] = [
    {
      name: 'is that part',
      pod: annotated({ 'gpu-fraction': '0.5' }),
      want: { milliGPU: 500, MiB: 40_779 },
    },
    {
      name: 'is one on each of its devices',
      pod: annotated({ 'gpu-fraction': '0.5', 'gpu-fraction-num-devices': '2' }),
      want: { milliGPU: 1000, MiB: 81_558 },
    },
    {
      name: 'is the share that its memory has of the card',
      pod: annotated({ 'gpu-memory': '8156' }),
      want: { milliGPU: 101, MiB: 8156 },
    },
    {
      name: 'is the card where nobody can read it',
      pod: annotated({ 'gpu-fraction': 'half' }),
      want: { milliGPU: 1000, MiB: 81_559 },
    },
    {
      name: 'is the card where one is asked for besides',
      pod: podOf({}, { annotations: { 'gpu-fraction': '0.5' } }),
      want: { milliGPU: 1000, MiB: 81_559 },
    },
    {
      name: 'is the card where it is nothing',
      pod: annotated({ 'gpu-fraction': '0' }),
      want: { milliGPU: 1000, MiB: 81_559 },
    },
    {
      name: 'is the card where nobody can read its memory',
      pod: annotated({ 'gpu-memory': 'much' }),
      want: { milliGPU: 1000, MiB: 81_559 },
    },
    {
      name: "is the share of memory that HAMi's percentage says",
      pod: sizes({ ...asking().resources.limits, 'nvidia.com/gpumem-percentage': 25 }),
      nodes: hamis,
      want: { milliGPU: 250, MiB: 20_389 },
    },
    {
      name: 'is charged for all the memory it asks for, though no card has it',
      pod: sizes({ ...asking().resources.limits, 'nvidia.com/gpumem': 90_000 }),
      nodes: hamis,
      want: { milliGPU: 1000, MiB: 90_000 },
    },
    {
      name: 'is a turn on a shared card, where one asks for no part',
      pod: podOf({ nodeName: 'turns' }),
      nodes: [...hamis, shared('turns', 'h100', { replicas: 4, renamed: false })],
      want: { milliGPU: 250, MiB: 20_389 },
    },
    {
      name: 'is a part wherever some of the nodes are HAMi’s',
      pod: sizes({ ...asking().resources.limits, 'nvidia.com/gpumem': 8156, cpu: 1 }),
      nodes: [...whole, ...hamis],
      want: { milliGPU: 101, MiB: 8156 },
    },
    {
      name: "is the larger share of HAMi's sizes",
      pod: sizes({
        ...asking().resources.limits,
        'nvidia.com/gpumem': 8156,
        'nvidia.com/gpucores': 50,
      }),
      nodes: hamis,
      want: { milliGPU: 500, MiB: 8156 },
    },
    {
      name: 'is all memory where HAMi is told of cores only',
      pod: sizes({ ...asking().resources.limits, 'nvidia.com/gpucores': 50 }),
      nodes: hamis,
      want: { milliGPU: 1000, MiB: 81_559 },
    },
    {
      name: 'is a card where HAMi is not there to read it',
      pod: sizes({ ...asking().resources.limits, 'nvidia.com/gpumem': 8156 }),
      want: { milliGPU: 1000, MiB: 81_559 },
    },
  ];
  test.each(table)('$name', ({ pod, nodes = whole, want }) => {
    const { menu, catalogue } = worldOf({ nodes });
    expect(claimOf(pod, menu, catalogue)).toEqual(want);
  });
});
