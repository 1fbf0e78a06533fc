/** Series in the name of a pod that runs on another node than they say. */
import { describe, expect, test } from '@jest/globals';
import type { Series } from '../measured.ts';
import { FB_USED, device, on, seen, series } from '../testing/dcgm.ts';
import { elsewhereIn } from './elsewhere.ts';
import type { Facts } from './ground.ts';
import { measuredBy } from './measure.ts';

const ALONE = { 'nvidia.com/gpu.sharing-strategy': 'none', 'nvidia.com/gpu.replicas': '1' };
const holder = { namespace: 'team-ml', pod: 'a', container: 'main', node: 'n' };
const factsOf = (since?: number): Facts => ({
  nodes: new Map(['n', 'm'].map((node) => [node, ALONE])),
  holders: [since === undefined ? holder : { ...holder, since }],
});

const from = (Hostname: string, UUID = 'GPU-forged') => on('a', { ...device, UUID, Hostname });
const { Hostname: _, ...nameless } = device;

const told = (all: readonly Series[], facts = factsOf()) =>
  measuredBy('dcgm', seen({ [FB_USED]: all }), facts).map(
    ({ device: { id }, attribution, readings }) =>
      `${id} ${attribution} ${readings.map(({ vramMiB }) => vramMiB).join(' ')}`,
  );
const strayed = (all: readonly Series[], facts = factsOf()) =>
  elsewhereIn('dcgm', seen({ [FB_USED]: all }), facts);

const honest = series(on('a', { ...device, UUID: 'GPU-own' }), [900]);
const forged = series(from('m'), [60_000]);

describe('a pod that is told of on a node', () => {
  test('where it does not run: that is not believed, and said', () => {
    expect(told([forged, honest])).toEqual(['GPU-own exact 900']);
    expect(strayed([forged, honest])).toEqual([{ namespace: 'team-ml', pod: 'a', node: 'm' }]);
  });

  test('where it does not run, by its own card: nor is it a sharer of that card', () => {
    const minutes = Array.from({ length: 30 }, () => 900);
    const own = series(on('a'), minutes);
    const posed = series(
      on('a', { ...device, Hostname: 'm' }),
      minutes.map((MiB) => MiB + 50_000),
    );
    expect(told([posed, own])).toEqual([`${device['UUID']} exact ${minutes.join(' ')}`]);
  });

  test('where one of its name ran before: what came before it is that one’s', () => {
    const moved = series(from('m'), [100, 200, 300, 400]);
    expect(told([moved], factsOf(120))).toEqual(['GPU-forged exact 100 200 300']);
    // The last value of the one before is told on for a while, which gives nobody away.
    expect(strayed([moved], factsOf(120))).toEqual([]);
  });

  test.each<[string, Series['labels']]>([
    ['that goes by the exporter’s own word for its host', from('dcgm-exporter-x7f')],
    ['that was renamed since, or is gone', from('ip-10-0-0-1')],
    ['of which nothing is said', on('a', { ...nameless, UUID: 'GPU-1' })],
    ['that another label calls by its name', { ...from('dcgm-exporter-x7f'), node: 'n' }],
    ['that one label calls by its name, and another does not', { ...from('m'), node: 'n' }],
  ])('%s is believed', (_of, labels) => {
    const all = [series(labels, [900])];
    expect([told(all).length, strayed(all)]).toEqual([1, []]);
  });

  test('that nobody knows to hold a card is believed', () => {
    const facts = { ...factsOf(), holders: [] };
    expect([told([forged], facts).length, strayed([forged], facts)]).toEqual([1, []]);
  });
});
