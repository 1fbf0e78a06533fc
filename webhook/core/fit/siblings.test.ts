import { describe, expect, test } from '@jest/globals';
import { controllerHash } from '../identity/rollout.ts';
import { propose } from '../propose.ts';
import { revisionOf } from '../identity/revision.ts';
import type { Profile } from '../profile.ts';
import type { Terms } from '../terms.ts';
import { container, podOf, replicaMeta, reviewOf } from '../testing/pods.ts';
import { passedOver, taken, told } from '../testing/told.ts';
import { profilesFor, proposed, shapeOfAll, termsOf, worldOf } from '../testing/world.ts';
import { fleet, LARGE, SMALL, TURN, WHOLE } from '../testing/sold-out.ts';

const all = ['1g', '3g', 'turn'] as const;
const tiny = { vramMaxMiB: 4000 };
const terms = termsOf({ products: ['L4'] });

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
      name: 'and takes what is free there, cards or none',
      siblings: large,
      nodes: fleet('3g', 'card'),
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

  test('tells of each slice why it is not theirs', () => {
    const like = (siblings: typeof large, parts = {}) =>
      passedOver(proposed(podOf(), { nodes: fleet(), siblings, terms, ...parts }, tiny));
    expect(like(large)).toEqual({ [SMALL]: 'fit/sibling', [LARGE]: 'open', [TURN]: 'fit/sibling' });
    expect(like(large, { nodes: fleet('3g') })).toEqual({
      [SMALL]: 'open',
      [LARGE]: 'fit/sold-out',
      [TURN]: 'open',
    });
    expect(like(whole)).toEqual({});
    expect(like(whole, { siblings: 'none', profiles: {} })).toEqual({});
  });

  test('which holds a card beside a slice is decided anew', () => {
    const pod = podOf({ containers: [container('server'), container('warm')] });
    const siblings = shapeOfAll({
      server: { slice: 'H100-80GB nvidia.com/gpu', mechanism: 'whole' },
      warm: { slice: LARGE, mechanism: 'mig' },
    });
    expect(told(proposed(pod, { nodes: fleet(), siblings, terms }, tiny))).toBe(
      `${SMALL} + ${SMALL}: fit/mig`,
    );
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
      siblings: ({ hash }) => (hash === controllerHash(pod, revisionOf(pod)) ? large : 'none'),
      profiles: profilesFor(pod),
    });
    expect(taken(propose(reviewOf(pod), world))).toBe(LARGE);
  });
});
