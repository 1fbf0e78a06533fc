/** Whoever is told that figures may be anybody's is told where to look, by name. */
import { expect, test } from '@jest/globals';
import { saysDoubt, type Doubt } from './doubt.ts';

const held = (pod: string) => ({ namespace: 'lab', pod, container: 'notebook' });
const neighbour = (node: string, ...pods: readonly string[]): Doubt => ({
  of: 'neighbour',
  node,
  silent: pods.map(held),
});
const surplus = (pod: string): Doubt => ({ of: 'surplus', ...held(pod), devices: 31, asked: 1 });

const BEGINS = 'nobody can tell whose its figures are';

test.each<[string, readonly Doubt[], string]>([
  ['a cause that no run of today has found', [], ''],
  [
    'somebody on its node who is not told of',
    [neighbour('gpu-7', 'nb-0')],
    ': nothing is told of pod lab/nb-0 (container notebook) with GPUs on node gpu-7 (look at the exporter there)',
  ],
  [
    'several of them, on several nodes',
    [neighbour('gpu-7', 'nb-0', 'nb-1', 'nb-2'), neighbour('gpu-8', 'nb-9')],
    ': nothing is told of pod lab/nb-0 (container notebook) and 2 more with GPUs on node gpu-7 and 1 more (look at the exporter there)',
  ],
  [
    'nodes that are gone',
    [{ of: 'node', node: 'gpu-1' }, { of: 'node', node: 'gpu-2' }, { of: 'node' }],
    ': how cards were shared is not known of node gpu-1 and 1 more, which is there no more; how cards were shared is not known of a node that nobody names',
  ],
  [
    'a card that several share and of which one pod is told',
    [{ of: 'lastSeen', node: 'gpu-3', source: 'dcgm' }],
    ': cards of node gpu-3 are shared, and dcgm names one pod on each, whichever was seen last',
  ],
  [
    'more devices than it asks for',
    [surplus('nb-0'), surplus('nb-1')],
    ': pod lab/nb-0 is told to be on 31 devices at once, and its container notebook asks for 1 (so it is with 1 more; look at who is scraped that says so)',
  ],
  [
    'two causes at once, one after the other',
    [surplus('nb-0'), neighbour('gpu-7', 'nb-5')],
    ': nothing is told of pod lab/nb-5 (container notebook) with GPUs on node gpu-7 (look at the exporter there); pod lab/nb-0 is told to be on 31 devices at once, and its container notebook asks for 1 (look at who is scraped that says so)',
  ],
])('%s', (_, doubts, says) => {
  expect(saysDoubt('unknown', doubts)).toBe(`${BEGINS}${says}`);
});

test('of copies the card is said, and of what is sure nothing', () => {
  expect(saysDoubt('duplicated', [])).toBe('its figures are those of a card that it shared');
  expect(['exact', 'perProcess'].map((one) => saysDoubt(one, []))).toEqual([undefined, undefined]);
});
