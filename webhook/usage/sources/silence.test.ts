/** Nobody has said anything; somebody has, but not of this one. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FB_USED, device, on, seen, series } from '../testing/dcgm.ts';
import { operatorTarget, scraped } from '../testing/exposition.ts';
import { saysSilence, silenceOf } from './silence.ts';

const holder = { namespace: 'team-ml', pod: 'a', container: 'main', node: 'n' };
const facts = { nodes: new Map(['n', 'm'].map((node) => [node, {}])) };
const { Hostname: _, ...nameless } = device;

describe('why a container that holds a GPU is not told of', () => {
  const table: { name: string; of: Parameters<typeof seen>[0]; want: unknown; says: string }[] = [
    {
      name: 'the source is silent for everyone',
      of: {},
      want: { of: 'source', source: 'dcgm' },
      says: 'Prometheus has no series of dcgm at all: its exporter does not run, or is not scraped',
    },
    {
      name: 'there are series without a value',
      of: { [FB_USED]: [series(on('a'), [])] },
      want: { of: 'source', source: 'dcgm' },
      says: 'Prometheus has no series of dcgm at all: its exporter does not run, or is not scraped',
    },
    {
      name: 'the source is silent on its node',
      of: { [FB_USED]: [series(on('b', { ...device, Hostname: 'm' }), [1])] },
      want: { of: 'node', source: 'dcgm', node: 'n' },
      says: 'dcgm tells of other nodes and not of n: its exporter does not run there, or is not scraped',
    },
    {
      name: 'no series names a workload',
      of: { [FB_USED]: [series(device, [1])] },
      want: { of: 'labels', source: 'dcgm' },
      says: 'dcgm tells of devices and of no workload on them: its exporter cannot ask the kubelet, or does not know the resource’s name',
    },
    {
      name: 'no series of its node names a workload',
      of: { [FB_USED]: [series(device, [1]), series(on('b', { ...device, Hostname: 'm' }), [1])] },
      want: { of: 'labels', source: 'dcgm', node: 'n' },
      says: 'dcgm tells of devices of n and of no workload on them: its exporter cannot ask the kubelet, or does not know the resource’s name',
    },
    {
      name: 'others on its node are told of',
      of: { [FB_USED]: [series(on('b'), [1])] },
      want: { of: 'workload', source: 'dcgm' },
      says: 'dcgm tells of other workloads and not of this one',
    },
    {
      name: 'others are, on hosts that are called otherwise than nodes',
      of: { [FB_USED]: [series(on('b', { ...device, Hostname: 'dcgm-exporter-x7f' }), [1])] },
      want: { of: 'workload', source: 'dcgm' },
      says: 'dcgm tells of other workloads and not of this one',
    },
    {
      name: 'others are, and nobody knows where',
      of: { [FB_USED]: [series(on('b', nameless), [1])] },
      want: { of: 'workload', source: 'dcgm' },
      says: 'dcgm tells of other workloads and not of this one',
    },
  ];
  test.each(table)('$name', ({ of, want, says }) => {
    const silence = silenceOf('dcgm', seen(of), holder, facts);
    expect(silence).toEqual(want);
    expect(silence === 'told' ? '' : saysSilence(silence)).toBe(says);
  });

  test('one that uses nothing is not silent', () => {
    expect(silenceOf('dcgm', seen({ [FB_USED]: [series(on('a'), [0])] }), holder, facts)).toBe(
      'told',
    );
  });

  test.each([true, false])(
    'an exporter that lost the kubelet is heard and names nobody (honorLabels %p)',
    (honour) => {
      const text = readFileSync(new URL('fixtures/dcgm-unlabelled.prom', import.meta.url), 'utf8');
      const heard = scraped([{ text }], { honour, target: operatorTarget });
      expect(silenceOf('dcgm', heard, holder, facts)).toEqual({ of: 'labels', source: 'dcgm' });
    },
  );
});
