/** What would help a pod that no slice will do for. */
import { expect, test } from '@jest/globals';
import { cards, mixed } from '../testing/nodes.ts';
import { podOf } from '../testing/pods.ts';
import { proposed, termsOf, type WorldParts } from '../testing/world.ts';

const h100 = cards('whole', 'h100');
const says = (parts: Partial<WorldParts>, vramMaxMiB = 6000): string => {
  const { because } = proposed(podOf(), { nodes: [h100], ...parts }, { vramMaxMiB });
  expect(because.rule).toBe('fit/none');
  return because.says;
};

test('where no card is cut it names the smallest cut that would serve', () => {
  expect(says({})).toMatch(
    /^it needs \d+ MiB and \d+ SMs of H100-80GB, and no node in service offers slices: a card of H100-80GB cut into 1g\.10gb would serve it$/,
  );
  expect(says({}, 30_000)).toMatch(/cut into 3g\.40gb would serve it$/);
});

test('what it names does serve, once a card is cut so', () => {
  for (const vramMaxMiB of [2000, 6000, 12_000, 30_000]) {
    const [, profile = ''] = /cut into (\S+)/.exec(says({}, vramMaxMiB)) ?? [];
    const nodes = [h100, mixed('cut', 'h100', { [profile]: 1 })];
    const { because, containers } = proposed(podOf(), { nodes }, { vramMaxMiB });
    expect(because.rule).toBe('fit/mig');
    expect(containers[0]?.chosen).toBe(`H100-80GB nvidia.com/mig-${profile}`);
  }
});

test('it promises no cut that is the whole card, that the policy forbids, or of cards that nobody has', () => {
  const nothing = /offers slices$/;
  expect(says({}, 60_000)).toMatch(nothing);
  expect(says({ terms: termsOf({ ladder: ['timeSlice', 'whole'] }) })).toMatch(nothing);
  expect(says({ nodes: [cards('other', 'l4')] })).toMatch(nothing);
});

test('who needs more than the card it runs on is told that it fills it, and where to look', () => {
  expect(says({}, 75_000)).toMatch(
    /^it fills its card: with room to spare \(peak 75000 MiB x 1\.2\) that is 90000 MiB, and H100-80GB has 81559 MiB; what an engine only reserves is told apart/,
  );
});

test('of a card that nobody can cut it says so, and what turns on it take', () => {
  const nodes = [cards('uncuttable', 'l4'), mixed('cut', 'h100', { '1g.10gb': 1 })];
  const on = (ladder: readonly ('mig' | 'timeSlice' | 'whole')[]): string => {
    const parts = { nodes, terms: termsOf({ ladder }) };
    return proposed(podOf(), parts, { vramMaxMiB: 6000, measuredOn: 'L4' }).because.says;
  };
  expect(on(['mig', 'whole'])).toMatch(
    /\(fit\/product\); L4 has no MIG, and is shared in turns where a policy has timeSlice in its ladder$/,
  );
  expect(on(['mig', 'timeSlice', 'whole'])).toMatch(
    /L4 has no MIG, and is shared in turns where its nodes are set to offer them$/,
  );
});
