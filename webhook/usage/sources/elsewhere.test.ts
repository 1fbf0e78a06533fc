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

const b = { namespace: 'team-ml', pod: 'b', container: 'main', node: 'm' };
const other = series(on('b', { ...device, UUID: 'GPU-b', Hostname: 'm' }), [700]);

describe('a host that is no node', () => {
  const strange = series(from('b-gpu-9'), [5000]);

  test('is not believed where exporters name nodes, though the pod’s own is silent', () => {
    const facts = { ...factsOf(), holders: [holder, b] };
    expect(told([strange, other], facts)).toEqual(['GPU-b exact 700']);
    expect(strayed([strange, other], facts)).toEqual([
      { namespace: 'team-ml', pod: 'a', node: 'b-gpu-9' },
    ]);
  });

  test('is another word for the node on which all sit that it tells of, where none names nodes', () => {
    const facts = { ...factsOf(), holders: [holder, { ...b, node: 'n' }] };
    const same = series(on('b', { ...device, UUID: 'GPU-b', Hostname: 'b-gpu-9' }), [700]);
    expect(told([strange, same], facts)).toHaveLength(2);
    expect(told([strange, same], { ...facts, holders: [holder, b] })).toEqual([]);
  });

  test('nor is either of two that tell of one pod at the same time', () => {
    const hour = Array.from({ length: 60 }, () => 900);
    const twice = ['x', 'y'].map((host) => series(from(host, `GPU-${host}`), hour));
    expect(told(twice)).toEqual([]);
    const anew = [series(from('x'), hour), series(from('y'), hour, 60)];
    expect(told(anew)).toHaveLength(1);
  });

  test.each([
    ['short', 'n.cluster.local', 'n', 1],
    ['full', 'n', 'n.cluster.local', 1],
    ['full, of another domain', 'n.cluster.local', 'n.elsewhere.org', 0],
  ])('may be its name in %s', (_of, node, Hostname, believed) => {
    const facts = {
      nodes: new Map([node, 'm'].map((name) => [name, ALONE])),
      holders: [{ ...holder, node }, b],
    };
    const own = told([series(from(Hostname, 'GPU-own'), [900]), other], facts);
    expect(own.filter((line) => line.startsWith('GPU-own'))).toHaveLength(believed);
  });

  test('may be what its label says', () => {
    const labelled = { ...ALONE, 'kubernetes.io/hostname': 'b-gpu-9' };
    const facts = { nodes: new Map([['n', labelled]]), holders: [holder] };
    expect(told([strange], facts)).toEqual(['GPU-forged exact 5000']);
  });
});

describe('series that name no host', () => {
  const silent = series(on('a', { ...nameless, UUID: 'GPU-1' }), [900]);

  test('are not believed beside others of their exporter that do', () => {
    const facts = { ...factsOf(), holders: [holder, b] };
    expect(told([silent, other], facts)).toEqual(['GPU-b exact 700']);
    expect(strayed([silent, other], facts)).toEqual([
      { namespace: 'team-ml', pod: 'a', node: { host: 'none' } },
    ]);
  });
});

const of = (cluster: string, labels: Series['labels']) => ({ ...labels, cluster });

describe('series of several clusters', () => {
  const ours = series(of('A', from('n', 'GPU-a')), [900]);
  const theirs = series(of('B', from('n', 'GPU-9')), [5000]);

  test('that tell of one pod, and of one node: none is believed, and it is said which they are', () => {
    expect(told([ours, theirs])).toEqual([]);
    expect(strayed([ours, theirs])).toEqual([
      { namespace: 'team-ml', pod: 'a', node: { clusters: ['cluster="A"', 'cluster="B"'] } },
    ]);
  });

  test('of which one is of another node by its own word: the other is believed', () => {
    expect(told([ours, series(of('B', from('b-gpu-9')), [5000])])).toEqual(['GPU-a exact 900']);
  });

  test('that tell of one pod each: one of them is of a stranger, and nobody knows which', () => {
    const facts = { ...factsOf(), holders: [holder, b] };
    const second = series(of('A', other.labels), [700]);
    expect(told([theirs, second], facts)).toEqual([]);
    expect(told([ours, second], facts)).toHaveLength(2);
  });
});
