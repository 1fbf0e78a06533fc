import { describe, expect, test } from '@jest/globals';
import { ORIGINAL } from '../governed.ts';
import { menuOf } from '../menu/menu-of.ts';
import type { NodeFacts } from '../menu/node.ts';
import type { Pod } from '../pod.ts';
import { shapeOf } from './shape.ts';
import { catalogue } from '../testing/catalogue.ts';
import { cards, mixed, shared } from '../testing/nodes.ts';
import { asking, container, plain, podOf, served } from '../testing/pods.ts';
import { stored } from '../testing/stored.ts';
import { profilesFor, worldOf, type WorldParts } from '../testing/world.ts';

const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
const turns = shared('turns', 'h100', { replicas: 4, renamed: false });

/** Our output before it is bound. */
const ours = (pod: Pod = podOf(), parts: Partial<WorldParts> = {}): Pod =>
  stored(pod, worldOf({ nodes, profiles: profilesFor(pod), ...parts }));

/** What was taken for a card of which some take turns: a card, and nothing else. */
const keptWhole = ours(podOf(), {
  nodes: [...nodes, turns],
  profiles: profilesFor(podOf(), { vramMaxMiB: 60_000 }),
});

/** With our annotation changed by somebody. */
const forged = (pod: Pod, from: string, to: string): Pod => {
  const { annotations = {} } = pod.metadata;
  const original = (annotations[ORIGINAL] ?? '').replace(from, to);
  return {
    ...pod,
    metadata: { ...pod.metadata, annotations: { ...annotations, [ORIGINAL]: original } },
  };
};

const shown = (pod: Pod, offered: readonly NodeFacts[]): string => {
  const shape = shapeOf(pod, menuOf(offered, catalogue));
  return shape === 'none'
    ? shape
    : [...shape.containers]
        .map(([name, { slice, mechanism }]) => `${name}: ${slice} (${mechanism})`)
        .join(', ');
};

const SLICE = 'H100-80GB nvidia.com/mig-1g.10gb';
const slice = asking(1, 'nvidia.com/mig-1g.10gb');

describe('the shape that a live pod shows its siblings', () => {
  const table: { name: string; pod: Pod; offered?: readonly NodeFacts[]; want: string }[] = [
    {
      name: 'bound to a slice, it holds it',
      pod: served(slice, { nodeName: 'mig' }),
      want: `server: ${SLICE} (mig)`,
    },
    {
      name: 'bound to a card, it is whole',
      pod: podOf({ nodeName: 'whole' }),
      want: 'server: H100-80GB nvidia.com/gpu (whole)',
    },
    {
      name: 'bound to a card with an adapter beside it, it is whole',
      pod: served(
        { resources: { limits: { 'nvidia.com/gpu': 1, 'nvidia.com/rdma_a': 1 } } },
        { nodeName: 'whole' },
      ),
      want: 'server: H100-80GB nvidia.com/gpu (whole)',
    },
    { name: 'unbound, it is what we made of it', pod: ours(), want: `server: ${SLICE} (mig)` },
    {
      name: 'unbound, it is nothing that nobody offers any more',
      pod: ours(),
      offered: [cards('whole', 'h100')],
      want: 'none',
    },
    {
      name: 'unbound, it is whole where we kept it so',
      pod: keptWhole,
      want: 'server: whole (whole)',
    },
    {
      name: 'our word that names another slice than it holds counts for nothing',
      pod: forged(ours(), '1g.10gb"', '2g.20gb"'),
      offered: [mixed('mig', 'h100', { '1g.10gb': 7, '2g.20gb': 1 })],
      want: 'none',
    },
    { name: 'unbound and without our word, it shows nothing', pod: served(slice), want: 'none' },
    {
      name: 'our word that the spec does not bear out counts for nothing',
      pod: { ...ours(), spec: podOf().spec },
      want: 'none',
    },
    {
      name: 'bound to a node that does not offer what it holds, it shows nothing',
      pod: served(slice, { nodeName: 'whole' }),
      want: 'none',
    },
    {
      name: 'without a GPU, it shows nothing',
      pod: podOf({ containers: [plain('a')] }),
      want: 'none',
    },
    {
      name: 'init containers are not looked at',
      pod: podOf({
        nodeName: 'mig',
        initContainers: [container('warm', slice)],
        containers: [container('server', slice)],
      }),
      want: `server: ${SLICE} (mig)`,
    },
    {
      name: 'two containers show both',
      pod: ours(podOf({ containers: [container('a'), container('b')] })),
      want: `a: ${SLICE} (mig), b: ${SLICE} (mig)`,
    },
  ];
  test.each(table)('$name', ({ pod, offered = nodes, want }) => {
    expect(shown(pod, offered)).toBe(want);
  });
});
