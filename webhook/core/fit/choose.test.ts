import { describe, expect, test } from '@jest/globals';
import { cards, mixed } from '../testing/nodes.ts';
import { podOf } from '../testing/pods.ts';
import { passedOver, told } from '../testing/told.ts';
import { proposed, termsOf } from '../testing/world.ts';
import { fleet, LARGE, SMALL, TURN, WHOLE } from '../testing/sold-out.ts';

const all = ['1g', '3g', 'turn'] as const;
const tiny = { vramMaxMiB: 4000 };
const terms = termsOf({ products: ['L4'] });

describe('what is sold out', () => {
  const table: { name: string; nodes: ReturnType<typeof fleet>; want: string }[] = [
    { name: 'nothing: the best slice', nodes: fleet(), want: `${SMALL}: fit/mig` },
    {
      name: 'the best: the next one of the same rung',
      nodes: fleet('1g'),
      want: `${LARGE}: fit/mig`,
    },
    { name: 'a rung: the next rung', nodes: fleet('1g', '3g'), want: `${TURN}: fit/time-slice` },
    {
      name: 'every slice, while cards are free: the whole card',
      nodes: fleet(...all),
      want: `${WHOLE}: fit/sold-out`,
    },
    {
      name: 'everything: as if nothing were',
      nodes: fleet(...all, 'card'),
      want: `${SMALL}: fit/mig`,
    },
  ];
  test.each(table)('$name', ({ nodes, want }) => {
    expect(told(proposed(podOf(), { nodes, terms }, tiny))).toBe(want);
  });

  const unread = { 'nvidia.com/gpu.product': 'NVIDIA-H100-MIG-INVALID' };
  const aboutToBeCut = { 'nvidia.com/mig.config.state': 'pending' };
  test.each([
    { name: 'whose labels nobody can read', labels: unread },
    { name: 'that are about to be cut anew', labels: aboutToBeCut },
  ])('a twin is bound to cards $name, so it is not made to wait for a slice', ({ labels }) => {
    const nodes = [...fleet(...all, 'card'), cards('beside', 'h100', 8, { labels })];
    expect(told(proposed(podOf(), { nodes, terms }, tiny))).toBe(`${WHOLE}: fit/sold-out`);
    const resting = nodes.map((node) => ({ ...node, schedulable: node.name !== 'beside' }));
    expect(told(proposed(podOf(), { nodes: resting, terms }, tiny))).toBe(`${SMALL}: fit/mig`);
  });

  test('is told of each slice that would have been legal', () => {
    const decision = proposed(podOf(), { nodes: fleet('1g'), terms }, tiny);
    expect(passedOver(decision)).toEqual({
      [SMALL]: 'fit/sold-out',
      [LARGE]: 'open',
      [TURN]: 'open',
    });
    const more = proposed(podOf(), { nodes: fleet('3g'), terms }, { vramMaxMiB: 9000 });
    expect(passedOver(more)).toEqual({
      [SMALL]: 'fit/memory',
      [LARGE]: 'fit/sold-out',
      [TURN]: 'fit/memory',
    });
  });

  test('counts cores and memory as well', () => {
    const full = mixed('mig', 'h100', { '1g.10gb': 7 }, { used: { cpu: 63_500 } });
    const pod = podOf({
      containers: [
        { name: 'server', resources: { limits: { 'nvidia.com/gpu': '1', cpu: '600m' } } },
      ],
    });
    expect(told(proposed(pod, { nodes: [full, cards('whole', 'h100')] }))).toBe(
      `${WHOLE}: fit/sold-out`,
    );
  });

  const declared = mixed('pool', 'h100', { '1g.10gb': 7 }, { declared: true });

  test('a declared node has room for nobody while a whole card is free', () => {
    const decision = proposed(podOf(), { nodes: [...fleet(...all), declared] });
    expect(told(decision)).toBe(`${WHOLE}: fit/sold-out`);
    expect(decision.because.says).toBe(
      `${SMALL} would fit and a node would have to be made first; whole cards are free`,
    );
  });

  test('a declared whole card goes before a slice that is full', () => {
    const card = cards('cards', 'h100', 1, { declared: true });
    const decision = proposed(podOf(), { nodes: [...fleet(...all, 'card'), card] });
    expect(told(decision)).toBe(`${WHOLE}: fit/sold-out`);
    expect(decision.because.says).toBe(
      `${SMALL} would fit and is sold out; a node with a whole card would be made`,
    );
  });

  test('a declared node is waited for rather than a live one that is full', () => {
    const card = cards('cards', 'h100', 1, { declared: true });
    const large = mixed('pool', 'h100', { '3g.40gb': 2 }, { declared: true });
    const nodes = [...fleet(...all, 'card'), large, card];
    expect(told(proposed(podOf(), { nodes }))).toBe(`${LARGE}: fit/mig`);
  });
});
