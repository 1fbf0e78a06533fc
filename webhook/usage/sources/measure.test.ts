/** What each exporter serves, through Prometheus, to one form. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Labels } from '../../core/pod.ts';
import { operatorTarget, scraped, type Scraping } from '../testing/exposition.ts';
import { bestOf } from './best.ts';
import type { Facts } from './ground.ts';
import { measuredBy } from './measure.ts';

const text = (name: string): string =>
  readFileSync(new URL(`fixtures/${name}.prom`, import.meta.url), 'utf8');
const once = (name: string, how?: Scraping) => scraped([{ text: text(name) }], how);

const alone: Labels = { 'nvidia.com/gpu.sharing-strategy': 'none', 'nvidia.com/gpu.replicas': '1' };
const turns: Labels = {
  'nvidia.com/gpu.sharing-strategy': 'time-slicing',
  'nvidia.com/gpu.replicas': '4',
};
const facts = (nodes: Readonly<Record<string, Labels>>, holders: Facts['holders'] = []): Facts => ({
  nodes: new Map(Object.entries(nodes)),
  holders,
});
const node04 = facts({
  'gpu-node-04': {
    ...alone,
    'nvidia.com/gpu.product': 'NVIDIA-A100-SXM4-80GB',
    'nvidia.com/gpu.memory': '81920',
  },
});

const card = 'GPU-3f1c2a9e-7d40-4b1e-9c55-0a6f2e81b7d1';
const reranker = {
  namespace: 'team-search',
  pod: 'reranker-6c9f7d5b8-x2kqp',
  container: 'vllm',
  device: { id: card, model: 'NVIDIA A100-SXM4-80GB' },
  source: 'dcgm',
  computeBy: 'sm',
  sharing: 'whole',
  attribution: 'exact',
  readings: [{ at: 0, vramMiB: 30_218, sm: 0.18, dram: 0.22, tensor: 0.07 }],
};

describe('dcgm-exporter', () => {
  test.each<{ name: string; fixture: string; how: Scraping }>([
    { name: 'as the operator has it scraped', fixture: 'dcgm', how: { target: operatorTarget } },
    {
      name: 'with honorLabels',
      fixture: 'dcgm',
      how: { target: operatorTarget, honour: true },
    },
    { name: 'from a list of addresses', fixture: 'dcgm', how: { target: { job: 'dcgm' } } },
    {
      name: 'by a target that only its namespace is known of',
      fixture: 'dcgm',
      how: { target: { job: 'dcgm', namespace: 'gpu-operator' } },
    },
    { name: 'names of DCGM 4.6', fixture: 'dcgm-4.6', how: { target: operatorTarget } },
    {
      name: '--use-old-namespace',
      fixture: 'dcgm-old-namespace',
      how: { target: operatorTarget },
    },
  ])('a whole card is read alike: $name', ({ fixture, how }) => {
    const measured = measuredBy('dcgm', once(fixture, how), node04);
    expect(measured.find(({ container }) => container === 'vllm')).toEqual(reranker);
  });

  test('a pod with two cards has an account of each, and a card of nobody none', () => {
    const measured = measuredBy('dcgm', once('dcgm', { target: operatorTarget }), node04);
    expect(measured.map(({ pod, computeBy, readings }) => [pod, computeBy, readings[0]])).toEqual([
      ['finetune-0', 'engine', { at: 0, vramMiB: 61_204, sm: 0.870011 }],
      ['finetune-0', 'none', { at: 0, vramMiB: 60_911 }],
      [reranker.pod, 'sm', reranker.readings[0]],
    ]);
  });

  test('instances of one card are devices of their own', () => {
    const measured = measuredBy('dcgm', once('dcgm-mig'), facts({ 'gpu-node-05': alone }));
    const uuid = 'GPU-b20d6c3e-11f4-4f0a-8a7d-5e9c3d7f6a02';
    const [first, second] = measured;
    expect(measured).toHaveLength(2);
    expect(first).toMatchObject({
      pod: 'embed-0',
      device: { id: `${uuid}/9`, migProfile: '1g.10gb' },
      computeBy: 'engine',
      sharing: 'mig',
      attribution: 'exact',
      readings: [{ vramMiB: 6214, sm: 0.612904 }],
    });
    expect(second?.device.id).toBe(`${uuid}/11`);
  });

  test('a shared card that is split among its processes keeps what is split', () => {
    const measured = measuredBy('dcgm', once('dcgm-time-sliced'), facts({ 'gpu-node-09': turns }));
    expect(measured.map(({ pod, readings }) => [pod, readings])).toEqual([
      ['nb-anna-0', [{ at: 0, vramMiB: 1870, sm: 0.12 }]],
      ['nb-ben-0', [{ at: 0, vramMiB: 0, sm: 0 }]],
    ]);
    for (const { attribution, sharing, computeBy } of measured)
      expect({ attribution, sharing, computeBy }).toEqual({
        attribution: 'perProcess',
        sharing: 'timeSlice',
        computeBy: 'utilisation',
      });
  });
});

describe('the others', () => {
  const amdNode = facts({
    'amd-node-01': { 'amd.com/gpu.product-name': 'AMD_Instinct_MI300X_OAM' },
  });

  test('AMD’s, with the prefix that its documents show, is the same', () => {
    const plain = measuredBy('amd', once('amd'), amdNode);
    expect(plain).not.toEqual([]);
    expect(measuredBy('amd', once('amd-prefixed'), amdNode)).toEqual(plain);
  });

  test('AMD’s device-metrics-exporter', () => {
    const measured = measuredBy('amd', once('amd'), amdNode);
    expect(measured.map(({ pod, device, readings }) => [pod, device, readings[0]])).toEqual([
      [
        'embed-0',
        { id: 'PCB052014-0090/0', model: 'AMD Instinct MI300X OAM', migProfile: 'cpx_nps4' },
        { at: 0, vramMiB: 6214 },
      ],
      [
        'embed-1',
        { id: 'PCB052014-0090/1', model: 'AMD Instinct MI300X OAM', migProfile: 'cpx_nps4' },
        { at: 0, vramMiB: 5120 },
      ],
      [
        reranker.pod,
        { id: 'PCB052014-0066', model: 'AMD Instinct MI300X OAM' },
        { at: 0, vramMiB: 30_218, sm: 0.18, dram: 0.22, tensor: 0.07 },
      ],
    ]);
  });

  test('Intel’s XPU Manager', () => {
    const measured = measuredBy('xpum', once('xpum'), facts({ 'intel-node-01': {} }));
    expect(measured).toEqual([
      {
        ...reranker,
        source: 'xpum',
        device: {
          id: '01000000-0000-0000-0000-000000290000',
          model: 'Intel(R) Data Center GPU Max 1550',
        },
        readings: [{ at: 0, vramMiB: 30_218, sm: 0.18, dram: 0.22 }],
      },
    ]);
  });

  const onNode04 = facts(Object.fromEntries(node04.nodes), [{ ...reranker, node: 'gpu-node-04' }]);
  const byHami = {
    ...reranker,
    source: 'hami',
    device: { id: card, model: 'NVIDIA-A100-SXM4-80GB' },
    computeBy: 'utilisation',
    attribution: 'perProcess',
    readings: [{ at: 0, vramMiB: 30_218, sm: 0.96 }],
  };

  test.each(['hami', 'hami-legacy'])('HAMi’s monitor: %s', (fixture) => {
    const target = {
      ...operatorTarget,
      pod: 'hami-device-plugin-8zq2x',
      service: 'hami',
      job: 'hami',
    };
    const seen = once(fixture, { target: { ...target, container: 'vgpu-monitor' } });
    expect(measuredBy('hami', seen, onNode04)).toEqual([byHami]);
  });

  test('HAMi’s monitor with old names and new ones at once', () => {
    const both = scraped([{ text: `${text('hami')}${text('hami-legacy')}` }], {
      target: { ...operatorTarget, pod: 'hami-device-plugin-8zq2x', service: 'hami', job: 'hami' },
    });
    expect(measuredBy('hami', both, onNode04)).toEqual([byHami]);
  });
});

const rerankerBy = (source: 'dcgm' | 'amd' | 'xpum') =>
  measuredBy(source, once(source), facts({ any: alone })).find(({ pod }) => pod === reranker.pod);

describe('one workload through two sources', () => {
  test('DCGM, AMD and XPUM give the same readings of the same use', () => {
    const [dcgm, amd, xpum] = [rerankerBy('dcgm'), rerankerBy('amd'), rerankerBy('xpum')];
    expect(dcgm?.readings).toEqual(reranker.readings);
    expect(amd?.readings).toEqual(reranker.readings);
    expect(xpum?.readings).toEqual([{ at: 0, vramMiB: 30_218, sm: 0.18, dram: 0.22 }]);
    for (const one of [amd, xpum])
      expect(one).toMatchObject({ computeBy: 'sm', sharing: 'whole', attribution: 'exact' });
  });

  test('DCGM without profiling fields and HAMi agree', () => {
    const profiling = /^(# (HELP|TYPE) )?DCGM_FI_PROF_.*\n/gm;
    const plain = scraped([{ text: text('dcgm').replaceAll(profiling, '') }]);
    const [dcgm] = measuredBy('dcgm', plain, node04).filter(({ pod }) => pod === reranker.pod);
    const [hami] = measuredBy('hami', once('hami'), node04);
    expect(hami?.readings).toEqual(dcgm?.readings);
  });

  test('where both tell, whose the figure is decides, then what it is of', () => {
    const exact = measuredBy('dcgm', once('dcgm'), node04);
    const own = measuredBy('hami', once('hami'), node04);
    expect(bestOf([...own, ...exact]).filter(({ pod }) => pod === reranker.pod)).toEqual([
      reranker,
    ]);
    const unsure = exact.map((one) => ({ ...one, attribution: 'duplicated' as const }));
    expect(bestOf([...unsure, ...own])).toContainEqual(own[0]);
  });
});
