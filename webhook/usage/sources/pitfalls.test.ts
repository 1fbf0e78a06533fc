/** What makes people read GPU metrics wrongly, one by one. */
import { describe, expect, test } from '@jest/globals';
import type { Labels } from '../../core/pod.ts';
import {
  alone,
  device,
  FB_USED,
  GPU_UTIL,
  GR_ENGINE,
  on,
  seen,
  series,
  SM_ACTIVE,
  UUID,
} from '../testing/dcgm.ts';
import { metricNames, probeNames } from './all.ts';
import { measuredBy } from './measure.ts';

const one = (of: Parameters<typeof seen>[0], source: 'dcgm' | 'amd' | 'xpum' | 'hami' = 'dcgm') =>
  measuredBy(source, seen(of), alone);

const part = (id: string, pod: string): Labels => ({
  ...on(pod, { serial_number: 'S', hostname: 'n', gpu_partition_id: id }),
  gpu_compute_partition_type: 'cpx',
  gpu_memory_partition_type: 'nps4',
});

/** DCGM's word for a field that it cannot read, as far as a float holds it. */
const SENTINEL = 2 ** 63;

describe('how busy a GPU is', () => {
  test('GPU_UTIL is not how much of it is needed', () => {
    const both = one({
      [FB_USED]: [series(on('a'), [900])],
      [GPU_UTIL]: [series(on('a'), [100])],
      [SM_ACTIVE]: [series(on('a'), [0.01])],
    });
    expect(both).toMatchObject([{ computeBy: 'sm', readings: [{ sm: 0.01 }] }]);
  });

  test('where there is nothing else it is said that it was GPU_UTIL', () => {
    const only = one({
      [FB_USED]: [series(on('a'), [900])],
      [GPU_UTIL]: [series(on('a'), [100])],
    });
    expect(only).toMatchObject([{ computeBy: 'utilisation', readings: [{ sm: 1 }] }]);
  });

  test('a better signal that nothing usable came of gives way', () => {
    const broken = one({
      [SM_ACTIVE]: [series(on('a'), [SENTINEL])],
      [GR_ENGINE]: [series(on('a'), [0.4])],
    });
    expect(broken).toMatchObject([{ computeBy: 'engine', readings: [{ at: 0, sm: 0.4 }] }]);
  });

  test('a better signal does not speak for days that it was not there', () => {
    const hours = Array.from({ length: 600 }, () => 0.8);
    const smOf = (minutes: number) =>
      one({
        [SM_ACTIVE]: [series(on('a'), hours.slice(0, minutes))],
        [GR_ENGINE]: [series(on('a'), hours)],
      });
    expect(smOf(60)).toMatchObject([{ computeBy: 'engine' }]);
    expect(smOf(540)).toMatchObject([{ computeBy: 'sm' }]);
  });

  test('MEM_COPY_UTIL is not how full its memory is, and nobody asks for it', () => {
    expect(metricNames('dcgm')).not.toContain('DCGM_FI_DEV_MEM_COPY_UTIL');
    expect(one({ DCGM_FI_DEV_MEM_COPY_UTIL: [series(on('a'), [80])] })).toEqual([]);
  });

  test('GPU_UTIL_RATIO is percent where anything in the window exceeds 1', () => {
    const name = 'DCGM_FI_DEV_GPU_UTIL_RATIO';
    const other: Labels = { ...device, UUID: 'GPU-2' };
    const smOf = (a: number, b: number) =>
      one({ [name]: [series(on('a'), [a]), series(on('b', other), [b])] }).map(
        ({ readings }) => readings[0]?.sm,
      );
    expect(smOf(1, 40)).toEqual([0.01, 0.4]);
    expect(smOf(1, 0.4)).toEqual([1, 0.4]);
    expect(smOf(0.5, SENTINEL)).toEqual([0.5]);
  });

  test('of an AMD card in parts activity is told on the first alone: on the others it is unknown, not 0', () => {
    const measured = one(
      {
        gpu_used_vram: [series(part('0', 'a'), [900]), series(part('1', 'b'), [800])],
        gpu_gfx_activity: [series(part('0', 'a'), [60]), series(part('1', 'b'), [0])],
      },
      'amd',
    );
    expect(
      measured.map(({ device: { id }, computeBy, readings }) => [id, computeBy, readings]),
    ).toEqual([
      ['S/0', 'none', [{ at: 0, vramMiB: 900 }]],
      ['S/1', 'none', [{ at: 0, vramMiB: 800 }]],
    ]);
  });
});

const instance = (id: string): Labels => ({ ...device, GPU_I_ID: id, GPU_I_PROFILE: '1g.10gb' });

describe('which device', () => {
  test('the UUID alone is no device on a card with MIG', () => {
    const measured = one({
      [FB_USED]: [series(on('a', instance('7')), [900]), series(on('b', instance('8')), [700])],
    });
    expect(measured.map(({ device: { id }, attribution }) => [id, attribution])).toEqual([
      [`${UUID}/7`, 'exact'],
      [`${UUID}/8`, 'exact'],
    ]);
  });

  test('two devices of one pod are not summed, nor is one taken for the pod', () => {
    const other: Labels = { ...device, UUID: 'GPU-2' };
    const measured = one({
      [FB_USED]: [series(on('a'), [900]), series(on('a', other), [700])],
    });
    expect(measured.map(({ device: { id }, readings }) => [id, readings[0]?.vramMiB])).toEqual([
      ['GPU-2', 700],
      [UUID, 900],
    ]);
  });

  test('two Prometheus jobs that scrape one exporter do not make it twice as busy', () => {
    const measured = one({
      [FB_USED]: [
        series({ ...on('a'), job: 'one' }, [900, 800]),
        series({ ...on('a'), job: 'two', instance: 'x' }, [900, 800]),
      ],
    });
    expect(measured).toMatchObject([
      { attribution: 'exact', readings: [{ vramMiB: 900 }, { vramMiB: 800 }] },
    ]);
  });

  test.each(['Hostname', 'hostname'])('%s names the node', (key) => {
    const labels = on('a', { UUID, modelName: 'Tesla T4', [key]: 'n' });
    const elsewhere = { ...alone, nodes: new Map([...alone.nodes, ['m', SHARED]]) };
    const of = seen({ [FB_USED]: [series(labels, [900])] });
    expect(measuredBy('dcgm', of, elsewhere)).toMatchObject([{ attribution: 'exact' }]);
  });

  test('an AMD partition whose memory mode is not said has the default one', () => {
    const { gpu_memory_partition_type: _, ...rest } = part('1', 'a');
    expect(one({ gpu_used_vram: [series(rest, [900])] }, 'amd')).toMatchObject([
      { device: { id: 'S/1', migProfile: 'cpx_nps1' }, sharing: 'mig' },
    ]);
  });

  test('of two tiles of an Intel card neither passes for the card', () => {
    const tile: Labels = {
      uuid: 'U',
      kube_namespace: 'a',
      kube_pod: 'b',
      kube_container: 'c',
      sub_dev: '0',
    };
    expect(one({ xpum_memory_used_bytes: [series(tile, [2 ** 30])] }, 'xpum')).toEqual([]);
  });
});

const SHARED: Labels = {
  'nvidia.com/gpu.sharing-strategy': 'time-slicing',
  'nvidia.com/gpu.replicas': '4',
};

describe('whose it is', () => {
  const own: Labels = {
    ...device,
    namespace: 'gpu-operator',
    pod: 'nvidia-dcgm-exporter-7hx2m',
    container: 'nvidia-dcgm-exporter',
    service: 'nvidia-dcgm-exporter',
  };

  test('the exporter’s own pod is not the workload beside exported_pod', () => {
    const exported: Labels = {
      ...own,
      exported_namespace: 'team-ml',
      exported_pod: 'a',
      exported_container: 'main',
    };
    const idle: Labels = { ...own, UUID: 'GPU-2' };
    const measured = one({ [FB_USED]: [series(exported, [900]), series(idle, [3])] });
    expect(measured.map(({ pod }) => pod)).toEqual(['a']);
  });

  test('nor where every GPU is idle, or its kubelet does not answer', () => {
    expect(one({ [FB_USED]: [series(own, [900])] })).toEqual([]);
  });

  test('nor under a name of somebody’s own, which its service has, too', () => {
    const renamed: Labels = {
      ...own,
      pod: 'gpu-figures-abcde',
      container: 'main',
      service: 'gpu-figures',
    };
    expect(one({ [FB_USED]: [series(renamed, [900])] })).toEqual([]);
    const byJob: Labels = { ...renamed, service: '', job: 'monitoring/gpu-figures' };
    expect(one({ [FB_USED]: [series(byJob, [900])] })).toEqual([]);
  });

  test('nor where only its container says what it is', () => {
    expect(one({ [FB_USED]: [series({ ...own, service: '' }, [900])] })).toEqual([]);
  });

  test('a workload may be called an exporter where nobody can mistake it for ours', () => {
    const exported: Labels = {
      ...own,
      exported_namespace: 'team-ml',
      exported_pod: 'nvidia-dcgm-exporter-of-ours',
      exported_container: 'exporter',
    };
    expect(one({ [FB_USED]: [series(exported, [900])] })).toMatchObject([
      { container: 'exporter' },
    ]);
  });

  test('two exporters that are scraped by different rules are each read by its own', () => {
    const exported: Labels = {
      ...own,
      job: 'operator',
      exported_namespace: 'team-ml',
      exported_pod: 'a',
      exported_container: 'main',
    };
    const plain: Labels = { ...on('b', { ...device, UUID: 'GPU-2' }), job: 'own' };
    const measured = one({ [FB_USED]: [series(exported, [900]), series(plain, [700])] });
    expect(measured.map(({ pod }) => pod)).toEqual(['a', 'b']);
  });
});

describe('figures that are none', () => {
  test.each([Number.NaN, Infinity, -Infinity, -1, 1e9, SENTINEL])(
    '%p MiB is left out, not 0',
    (value) => {
      const measured = one({ [FB_USED]: [series(on('a'), [value, 900])] });
      expect(measured).toMatchObject([{ readings: [{ at: 60, vramMiB: 900 }] }]);
    },
  );

  test.each([Number.NaN, Infinity, 1.01, -0.1])('a ratio of %p is left out, not 0', (value) => {
    const measured = one({
      [FB_USED]: [series(on('a'), [5])],
      [SM_ACTIVE]: [series(on('a'), [value])],
    });
    expect(measured).toMatchObject([{ computeBy: 'none', readings: [{ at: 0, vramMiB: 5 }] }]);
  });

  test('a hundred and one percent is left out', () => {
    expect(one({ [GPU_UTIL]: [series(on('a'), [101])] })).toEqual([]);
  });
});

test('memory is asked for first, and whether a source is there by memory alone', () => {
  for (const source of ['dcgm', 'amd', 'xpum', 'hami'] as const) {
    const names = metricNames(source);
    expect(names.slice(0, probeNames(source).length)).toEqual(probeNames(source));
    expect(new Set(names).size).toBe(names.length);
  }
  expect(metricNames('dcgm').indexOf(SM_ACTIVE)).toBeLessThan(
    metricNames('dcgm').indexOf(GR_ENGINE),
  );
});
