import { describe, expect, test } from '@jest/globals';
import { menuOf } from './menu-of.ts';
import type { Pod } from './pod.ts';
import { shapeOf } from './shape.ts';
import { catalogue } from './testing/catalogue.ts';
import { cards, mixed } from './testing/nodes.ts';
import { asking, container, plain, podOf, served } from './testing/pods.ts';
import { stored } from './testing/stored.ts';
import { profilesFor, worldOf } from './testing/world.ts';

const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
const menu = menuOf(nodes, catalogue);

/** Our output before it is bound. */
const ours = (pod: Pod = podOf()): Pod =>
  stored(pod, worldOf({ nodes, profiles: profilesFor(pod) }));

const shown = (pod: Pod): string => {
  const shape = shapeOf(pod, menu);
  return shape === 'none'
    ? shape
    : [...shape.containers].map(([name, { slice }]) => `${name}: ${slice}`).join(', ');
};

const SLICE = 'H100-80GB nvidia.com/mig-1g.10gb';
const slice = asking(1, 'nvidia.com/mig-1g.10gb');

describe('the shape that a live pod shows its siblings', () => {
  const table: { name: string; pod: Pod; want: string }[] = [
    {
      name: 'bound to a slice, it holds it',
      pod: served(slice, { nodeName: 'mig' }),
      want: `server: ${SLICE}`,
    },
    {
      name: 'bound to a card, it is whole',
      pod: podOf({ nodeName: 'whole' }),
      want: 'server: H100-80GB nvidia.com/gpu',
    },
    { name: 'unbound, it is what we made of it', pod: ours(), want: `server: ${SLICE}` },
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
      want: `server: ${SLICE}`,
    },
    {
      name: 'two containers show both',
      pod: ours(podOf({ containers: [container('a'), container('b')] })),
      want: `a: ${SLICE}, b: ${SLICE}`,
    },
  ];
  test.each(table)('$name', ({ pod, want }) => {
    expect(shown(pod)).toBe(want);
  });
});
