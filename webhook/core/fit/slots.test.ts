import { describe, expect, test } from '@jest/globals';
import { gpuAsks } from '../asks.ts';
import { claimOf } from '../claim/claim-of.ts';
import { edited } from '../edits/edited.ts';
import { menuOf } from '../menu/menu-of.ts';
import type { NodeFacts } from '../menu/node.ts';
import type { PodSpec } from '../pod.ts';
import type { Profile } from '../profile.ts';
import { slotsOf } from './slots.ts';
import { catalogue } from '../testing/catalogue.ts';
import { cards, mixed } from '../testing/nodes.ts';
import { container, plain, podOf, profileOf, sidecar } from '../testing/pods.ts';
import { told } from '../testing/told.ts';
import { proposed, termsOf } from '../testing/world.ts';

const app = container('app');
const second = container('second');
const warm = container('warm');
const side = sidecar(container('side'));

describe('the places that a slice can take', () => {
  const table: { name: string; spec: Partial<PodSpec>; want: string }[] = [
    { name: 'a container alone', spec: { containers: [app] }, want: 'app' },
    {
      name: 'two containers are two',
      spec: { containers: [app, plain('proxy'), second] },
      want: 'app | second',
    },
    {
      name: "an init container takes the app's",
      spec: { initContainers: [warm], containers: [app, second] },
      want: 'app+warm | second',
    },
    {
      name: 'a sidecar is one of its own',
      spec: { initContainers: [side], containers: [app] },
      want: 'side | app',
    },
    {
      name: "an init container takes the app's, not that of a sidecar which is running then",
      spec: { initContainers: [side, warm], containers: [app] },
      want: 'side | app+warm',
    },
    {
      name: 'where only a sidecar declared later has one, it takes that',
      spec: { initContainers: [warm, side], containers: [plain('a')] },
      want: 'side+warm',
    },
    {
      name: 'where only a sidecar declared before has one, it needs its own',
      spec: { initContainers: [side, warm], containers: [plain('a')] },
      want: 'warm | side',
    },
    {
      name: 'init containers alone share one',
      spec: { initContainers: [warm, container('more')], containers: [plain('a')] },
      want: 'warm+more',
    },
    { name: 'no GPU, no place', spec: { containers: [plain('a')] }, want: '' },
  ];
  test.each(table)('$name', ({ spec, want }) => {
    const slots = slotsOf(gpuAsks(podOf(spec)));
    expect(
      slots.map(({ seats }) => seats.map(({ container: { name } }) => name).join('+')).join(' | '),
    ).toBe(want);
  });

  test.each(table.slice(0, -1))('and what is charged is what they hold: $name', ({ spec }) => {
    const node = mixed('n', 'h100', { '1g.10gb': 7, '3g.40gb': 2 });
    const pod = podOf(spec);
    // Different needs, so that the slices differ.
    const profiles = Object.fromEntries(
      gpuAsks(pod).map(({ seat }, at) => [
        seat.container.name,
        profileOf(seat.container, { vramMaxMiB: at === 0 ? 20_000 : 6000 }),
      ]),
    );
    const decision = proposed(pod, { nodes: [node], profiles });
    expect(decision.verdict).toBe('rewrite');
    const menu = menuOf([node], catalogue);
    expect(decision.claimFinal).toEqual(claimOf(edited(pod, decision.edits), menu, catalogue));
    const held = slotsOf(gpuAsks(pod)).length;
    expect(decision.claimFinal.milliGPU).toBe(500 + 142 * (held - 1));
  });
});

const needs = (of: Readonly<Record<string, number>>): Readonly<Record<string, Profile>> =>
  Object.fromEntries(
    Object.entries(of).map(([name, vramMaxMiB]) => [
      name,
      profileOf(container(name), { vramMaxMiB }),
    ]),
  );
describe('all containers or none', () => {
  const node: NodeFacts = mixed('n', 'h100', { '1g.10gb': 7, '3g.40gb': 1 });
  const two = podOf({ containers: [app, second] });
  const [SMALL, LARGE, WHOLE] = [
    'H100-80GB nvidia.com/mig-1g.10gb',
    'H100-80GB nvidia.com/mig-3g.40gb',
    'nvidia.com/gpu: 1',
  ];

  const table: {
    name: string;
    nodes?: NodeFacts[];
    profiles: ReturnType<typeof needs>;
    want: string;
  }[] = [
    {
      name: 'each takes the slice it needs, of one node',
      profiles: needs({ app: 6000, second: 20_000 }),
      want: `${SMALL} + ${LARGE}: fit/mig`,
    },
    {
      name: 'one without evidence keeps both whole',
      profiles: needs({ app: 6000 }),
      want: `${WHOLE} + ${WHOLE}: evidence/none`,
    },
    {
      name: 'one that nothing holds keeps both whole',
      profiles: needs({ app: 6000, second: 60_000 }),
      want: `${WHOLE} + ${WHOLE}: fit/none`,
    },
    {
      name: 'slices of two nodes do not help one pod',
      nodes: [mixed('a', 'h100', { '1g.10gb': 7 }), mixed('b', 'h100', { '3g.40gb': 2 })],
      profiles: needs({ app: 6000, second: 20_000 }),
      want: `${LARGE} + ${LARGE}: fit/mig`,
    },
    {
      name: 'and where no node could ever hold both, both stay whole',
      nodes: [
        mixed('a', 'h100', { '1g.10gb': 7 }),
        mixed('b', 'h100', { '3g.40gb': 1 }),
        cards('c', 'h100'),
      ],
      profiles: needs({ app: 6000, second: 20_000 }),
      want: `${WHOLE} + ${WHOLE}: fit/none`,
    },
  ];
  test.each(table)('$name', ({ nodes = [node], profiles, want }) => {
    expect(told(proposed(two, { nodes, profiles, terms: termsOf() }))).toBe(want);
  });

  test('an init container with the larger need decides for both', () => {
    const pod = podOf({ initContainers: [warm], containers: [app] });
    const decision = proposed(pod, { nodes: [node], profiles: needs({ app: 6000, warm: 20_000 }) });
    expect(told(decision)).toBe(`${LARGE} + ${LARGE}: fit/mig`);
  });

  test('an init container measured on a card that the policy does not list keeps both off it', () => {
    const pod = podOf({ initContainers: [warm], containers: [app] });
    const profiles = {
      ...needs({ app: 6000 }),
      warm: profileOf(warm, { vramMaxMiB: 100, measuredOn: 'A100-40GB' }),
    };
    expect(told(proposed(pod, { nodes: [node], profiles }))).toBe(`${WHOLE} + ${WHOLE}: fit/none`);
    const terms = termsOf({ products: ['H100-80GB'] });
    expect(told(proposed(pod, { nodes: [node], profiles, terms }))).toBe(
      `${SMALL} + ${SMALL}: fit/mig`,
    );
  });
});
