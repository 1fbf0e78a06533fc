import { describe, expect, test } from '@jest/globals';
import { propose } from './propose.ts';
import type { Profile } from './profile.ts';
import type { Terms } from './terms.ts';
import { cards, mixed, shared } from './testing/nodes.ts';
import { podOf, replicaMeta, reviewOf } from './testing/pods.ts';
import { passedOver, taken, told } from './testing/told.ts';
import { profilesFor, proposed, shapeOfAll, termsOf, worldOf } from './testing/world.ts';

const SMALL = 'H100-80GB nvidia.com/mig-1g.10gb';
const LARGE = 'H100-80GB nvidia.com/mig-3g.40gb';
const TURN = 'L4 nvidia.com/gpu.shared x4';
const WHOLE = 'nvidia.com/gpu: 1';

const usedUp = (...pairs: [boolean, string, number][]) => ({
  used: Object.fromEntries(pairs.filter(([is]) => is).map(([, name, count]) => [name, count])),
});

/** One node of each kind; `taken` names what is sold out. */
const fleet = (...gone: ('1g' | '3g' | 'turn' | 'card')[]) => {
  return [
    mixed(
      'mig',
      'h100',
      { '1g.10gb': 4, '3g.40gb': 1 },
      usedUp(
        [gone.includes('1g'), 'nvidia.com/mig-1g.10gb', 4],
        [gone.includes('3g'), 'nvidia.com/mig-3g.40gb', 1],
      ),
    ),
    shared(
      'l4',
      'l4',
      { replicas: 4, renamed: true, count: 1 },
      usedUp([gone.includes('turn'), 'nvidia.com/gpu.shared', 4]),
    ),
    cards('whole', 'h100', 8, usedUp([gone.includes('card'), 'nvidia.com/gpu', 8])),
  ];
};

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

describe('like the live replicas of the revision', () => {
  const large = shapeOfAll({ server: { slice: LARGE, mechanism: 'mig' } });
  const whole = shapeOfAll({ server: { slice: 'H100-80GB nvidia.com/gpu', mechanism: 'whole' } });
  const table: {
    name: string;
    siblings: typeof large;
    nodes?: ReturnType<typeof fleet>;
    terms?: Partial<Terms>;
    used?: Partial<Profile> | 'none';
    want: string;
  }[] = [
    {
      name: 'new evidence waits for the next rollout',
      siblings: large,
      want: `${LARGE}: fit/sibling`,
    },
    {
      name: 'a profile that is gone changes nothing',
      siblings: large,
      used: 'none',
      want: `${LARGE}: fit/sibling`,
    },
    {
      name: 'whole replicas stay whole, whatever was measured since',
      siblings: whole,
      want: `${WHOLE}: fit/sibling`,
    },
    {
      name: 'a shape that is sold out goes on down the ladder',
      siblings: large,
      nodes: fleet('3g'),
      want: `${SMALL}: fit/sibling-sold-out`,
    },
    {
      name: 'and without evidence to the whole card',
      siblings: large,
      nodes: fleet('3g'),
      used: 'none',
      want: `${WHOLE}: fit/sibling-sold-out`,
    },
    {
      name: 'with everything sold out it is what the others are',
      siblings: large,
      nodes: fleet(...all, 'card'),
      want: `${LARGE}: fit/sibling`,
    },
    {
      name: 'so too without evidence: silence grows nothing',
      siblings: large,
      nodes: fleet(...all, 'card'),
      used: 'none',
      want: `${LARGE}: fit/sibling`,
    },
    {
      name: 'a shape that nobody offers any more is decided anew',
      siblings: shapeOfAll({
        server: { slice: 'H100-80GB nvidia.com/mig-2g.20gb', mechanism: 'mig' },
      }),
      want: `${SMALL}: fit/mig`,
    },
    {
      name: 'a shape that the policy no longer allows is decided anew',
      siblings: shapeOfAll({ server: { slice: TURN, mechanism: 'timeSlice' } }),
      terms: { ladder: ['mig'] },
      want: `${SMALL}: fit/mig`,
    },
    {
      name: 'a shape of other containers is none',
      siblings: shapeOfAll({ worker: { slice: LARGE, mechanism: 'mig' } }),
      want: `${SMALL}: fit/mig`,
    },
    {
      name: 'a policy may let new evidence shape each new pod',
      siblings: large,
      terms: { adopt: 'onCreate' },
      want: `${SMALL}: fit/mig`,
    },
  ];
  test.each(table)('$name', ({ siblings, nodes = fleet(), terms: parts, used = tiny, want }) => {
    const world = { nodes, siblings, terms: termsOf({ products: ['L4'], ...parts }) };
    const decision =
      used === 'none'
        ? proposed(podOf(), { ...world, profiles: {} })
        : proposed(podOf(), world, used);
    expect(told(decision)).toBe(want);
  });

  test('they are asked for by workload and controller hash', () => {
    const asked: unknown[] = [];
    const world = worldOf({
      nodes: fleet(),
      siblings: (question) => {
        asked.push(question);
        return 'none';
      },
    });
    propose(reviewOf(podOf()), world);
    expect(asked).toEqual([
      { namespace: 'speech', kind: 'Deployment', name: 'asr', hash: '7d9c5b6f4' },
    ]);
  });

  test('without a controller hash, by the revision', () => {
    const pod = podOf({}, { ...replicaMeta, labels: {} });
    const world = worldOf({
      nodes: fleet(),
      siblings: ({ hash }) => (hash === 'registry.local/asr' ? large : 'none'),
      profiles: profilesFor(pod),
    });
    expect(taken(propose(reviewOf(pod), world))).toBe(LARGE);
  });
});
