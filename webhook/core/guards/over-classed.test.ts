import { describe, expect, test } from '@jest/globals';
import { assert, property } from 'fast-check';
import { cheapestBelow, costOf, heldBy } from '../fit/cheaper.ts';
import { needsOf, slotsOf } from '../fit/slots.ts';
import { gather } from '../gather.ts';
import { unpinned } from '../matching/gpu-nodes.ts';
import type { Pod } from '../pod.ts';
import type { Profile } from '../profile.ts';
import type { Parameters } from '../terms.ts';
import { priceless } from '../testing/catalogue.ts';
import { objection } from '../testing/guarded.ts';
import { NUMBERS } from '../testing/draw.ts';
import { list, numRuns } from '../testing/laws.contract.ts';
import { cards, mixed, shared } from '../testing/nodes.ts';
import { asking, container, podOf, profileOf, served } from '../testing/pods.ts';
import { plainFrom } from '../testing/scenes.ts';
import { termsOf, type WorldParts } from '../testing/world.ts';
import { overClassed } from './over-classed.ts';

const nodes = [cards('big', 'h100'), cards('small', 'l4')];
const pinned = { nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3' } };
const [server = container('server')] = podOf().spec.containers;

interface Asked {
  readonly used?: Partial<Profile>;
  readonly parameters?: Parameters;
  readonly world?: Partial<WorldParts>;
}

/** Cards only, and an L4 would do as well, says the policy. */
const terms = termsOf({ ladder: ['whole'], products: ['L4'] });
const says = (pod: Pod, { used, parameters = {}, world }: Asked = {}) =>
  objection(overClassed, pod, {
    parameters,
    world: { nodes, terms, profiles: { server: profileOf(server, used) }, ...world },
  });

describe('a card that is dearer than it needs', () => {
  test('is told with the one that would do, how much cheaper that is and how to get it', () => {
    expect(says(podOf(pinned))).toBe(
      'container server may be given H100-80GB nvidia.com/gpu at 5 times the price of L4 nvidia.com/gpu, which would hold it: peak 6000 MiB x 1.2 fits 23034 MiB, 11 SMs fit 58; ask for nvidia.com/gpu on nodes with nvidia.com/gpu.product=NVIDIA-L4',
    );
  });

  test('is told of a pod that may be given either', () => {
    expect(says(podOf())).toContain('5 times the price of L4');
  });

  test('is told from the ratio on that the policy names', () => {
    expect(says(podOf(), { parameters: { timesDearer: 5 } })).toContain('5 times');
    expect(says(podOf(), { parameters: { timesDearer: 5.1 } })).toBeUndefined();
  });

  test('is what a smaller slice of the same card makes of a larger one', () => {
    const pod = served(asking(1, 'nvidia.com/mig-3g.40gb'));
    const world = {
      terms: termsOf(),
      nodes: [mixed('cut', 'h100', { '1g.10gb': 2, '3g.40gb': 1 })],
    };
    expect(says(pod, { world })).toContain(
      'H100-80GB nvidia.com/mig-3g.40gb at 3.5 times the price of H100-80GB nvidia.com/mig-1g.10gb',
    );
  });
});

const used = (parts: Partial<Profile>) => ({ used: parts });
const among = (world: Partial<WorldParts>) => ({ world });

describe('nothing is told', () => {
  const l4Alone = { nodes: [cards('small', 'l4')] };
  const full = [cards('big', 'h100'), cards('small', 'l4', 2, { used: { 'nvidia.com/gpu': 2 } })];
  test.each<[string, Pod, Asked]>([
    ['of a card that is the cheapest', podOf(), among(l4Alone)],
    ['where the other is a MiB too small', podOf(), used({ vramMaxMiB: 19_196 })],
    ['where the other has a multiprocessor too few', podOf(), used({ smP95: 58.1 / 132 })],
    [
      'where the policy does not list the other',
      podOf(),
      among({ terms: termsOf({ ladder: ['whole'] }) }),
    ],
    ['where none of the others is free', podOf(), among({ nodes: full })],
    [
      'where it may not go to the others for another reason',
      podOf({ nodeSelector: { zone: 'a' } }),
      {},
    ],
    [
      'where the others are tainted',
      podOf(),
      among({
        nodes: [
          cards('big', 'h100'),
          cards('small', 'l4', 2, { taints: [{ key: 'team', effect: 'NoSchedule' }] }),
        ],
      }),
    ],
    ['where nobody has set a price', podOf(), among({ catalogue: priceless('H100-80GB') })],
    ['where nobody has seen it work', podOf(), among({ profiles: {} })],
    ['where no policy says what would do', podOf(), among({ terms: 'none' })],
    ['of two cards, between which nobody knows what passes', served(asking(2)), {}],
    ['of two containers', podOf({ containers: [server, container('other')] }), {}],
    ['of work that is joined to others', served({ command: ['torchrun', 'train.py'] }), {}],
    // It would be cheaper still to take turns, and the ladder does not go there first.
    [
      'of what the policy itself makes of it',
      podOf(),
      among({
        terms: termsOf(),
        nodes: [
          mixed('cut', 'h100', { '1g.10gb': 2 }),
          shared('turns', 'h100', { replicas: 8, renamed: true }),
        ],
      }),
    ],
    ['of a pod without a GPU', served({ resources: {} }), {}],
  ])('%s', (_why, pod, asked) => {
    expect(says(pod, asked)).toBeUndefined();
  });

  test('though it is told a MiB and a multiprocessor before', () => {
    expect(says(podOf(), used({ vramMaxMiB: 19_195 }))).toContain('fits 23034 MiB');
    expect(says(podOf(), used({ smP95: 58 / 132 }))).toContain('58 SMs fit 58');
  });
});

const required = (...keys: string[]) => ({
  matchExpressions: keys.map((key) => ({ key, operator: 'Exists' as const })),
});

test('labels of GPUs are all that a pod is freed of', () => {
  const freed = (...nodeSelectorTerms: ReturnType<typeof required>[]) =>
    unpinned(
      podOf({
        nodeSelector: { zone: 'a', 'nvidia.com/gpu.present': 'true' },
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
          },
        },
      }),
    ).spec;
  const both = freed(required('zone', 'nvidia.com/gpu.product'), required('arch'));
  expect(both.nodeSelector).toEqual({ zone: 'a' });
  expect(both.affinity?.nodeAffinity).toEqual({
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [required('zone'), required('arch')],
    },
  });
  // One of the terms asked for nothing else.
  expect(freed(required('nvidia.com/gpu.product'), required('arch')).affinity).toEqual({
    nodeAffinity: {},
  });
});

test('what is named is cheaper, large enough, listed and free, on whatever fleet', () => {
  let told = 0;
  assert(
    property(list(NUMBERS), (drawn) => {
      const { pod, world } = plainFrom(drawn);
      const question = gather(pod, 'speech', world);
      const [slot, ...others] = slotsOf(question.asks);
      if (slot === undefined || others.length > 0 || question.terms === 'none') return;
      const { needs } = needsOf([slot], question, question.terms);
      const held = heldBy(pod, slot.asked, world.menu);
      if ('rule' in needs || held === undefined) return;
      const [need] = needs;
      if (need === undefined) return;
      const sought = { slot, need, pod: unpinned(pod), terms: question.terms, menu: world.menu };
      const instead = cheapestBelow(held, sought);
      if (instead === undefined) return;
      told++;
      expect(costOf(instead)).toBeLessThan(costOf(held));
      expect(instead.memoryMiB).toBeGreaterThanOrEqual(need.vramMiB);
      expect(instead.sms).toBeGreaterThanOrEqual(need.sms);
      expect([...need.measuredOn, ...question.terms.products]).toContain(instead.product);
      const free = world.menu.pools
        .filter(({ offers }) => offers.some(({ key }) => key === instead.key))
        .flatMap((pool) => pool.nodes)
        .some((node) => (node.free[instead.resource] ?? 0) >= 1);
      expect(free).toBe(true);
    }),
    { numRuns: numRuns * 4 },
  );
  // Of a handful of draws there may be none.
  expect(told).toBeGreaterThan(Math.floor(numRuns / 100) * 10 - 1);
});
