/** Why nobody can tell whose a figure is goes along with it. */
import { describe, expect, test } from '@jest/globals';
import type { Series } from '../measured.ts';
import { alone, FB_USED, on, seen, series, turns } from '../testing/dcgm.ts';
import type { Facts } from './ground.ts';
import { measuredBy } from './measure.ts';

const doubtsIn = (of: readonly Series[], facts: Facts) =>
  measuredBy('dcgm', seen({ [FB_USED]: of }), facts).map(({ doubt }) => doubt);
const replica = (pod: string, index: number) => ({ ...on(pod), vgpu: String(index) });
const held = (pod: string, node: string) => ({
  namespace: 'team-ml',
  pod,
  container: 'main',
  node,
});

describe('of figures that may be anybody’s it is kept', () => {
  const one = [series(on('a'), [900])];

  test('who on which node is not told of', () => {
    const holders = [held('a', 'n'), held('b', 'n'), held('c', 'n'), held('d', 'elsewhere')];
    expect(doubtsIn(one, { ...alone, holders })).toEqual([
      {
        of: 'neighbour',
        node: 'n',
        silent: ['b', 'c'].map((pod) => ({ namespace: 'team-ml', pod, container: 'main' })),
      },
    ]);
  });

  test('which node is gone, where anybody says which it was', () => {
    const gone = { ...turns, nodes: new Map([['m', turns.nodes.get('n') ?? {}]]) };
    expect(doubtsIn(one, gone)).toEqual([{ of: 'node', node: 'n' }]);
    const { Hostname: _, ...nameless } = on('a');
    expect(doubtsIn([series(nameless, [900])], gone)).toEqual([{ of: 'node' }]);
  });

  test('which node shares the card of which one pod alone is told', () => {
    expect(doubtsIn(one, turns)).toEqual([{ of: 'lastSeen', node: 'n', source: 'dcgm' }]);
  });

  test('and of those that are sure, or copies, nothing', () => {
    const copies = [series(replica('a', 0), [900]), series(replica('b', 1), [900])];
    expect([...doubtsIn(one, alone), ...doubtsIn(copies, turns)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
