/** A metric of which nobody has said whether it is a ratio or percent: each target tells for itself. */
import { describe, expect, test } from '@jest/globals';
import type { Labels } from '../../core/pod.ts';
import { alone, device, FB_USED, on, seen, series } from '../testing/dcgm.ts';
import { measuredBy } from './measure.ts';

const RATIO = 'DCGM_FI_DEV_GPU_UTIL_RATIO';

const card = (UUID: string, more: Labels = {}): Labels => ({
  ...device,
  UUID,
  job: 'dcgm',
  ...more,
});
const busy = on('busy', card('GPU-1', { instance: '10.0.0.1:9400' }));

const computeOf = (of: Parameters<typeof seen>[0]) =>
  measuredBy('dcgm', seen(of), alone).map(({ pod, readings }) => [
    pod,
    readings.map(({ sm }) => sm),
  ]);

describe('a ratio or percent', () => {
  test('one target of somebody makes no other’s busy card an idle one', () => {
    const theirs = { job: 'tenant', instance: '10.9.9.9:80', namespace: 'tenant', pod: 'x' };
    const told = {
      [FB_USED]: [series(busy, [6000, 6000])],
      [RATIO]: [series(busy, [0.97, 0.9]), series({ ...theirs, container: 'c' }, [50])],
    };
    expect(computeOf(told)).toEqual([['busy', [0.97, 0.9]]]);
  });

  test('of two honest exporters of one job each is read as it speaks', () => {
    const other = on('other', card('GPU-2', { instance: '10.0.0.2:9400', Hostname: 'm' }));
    const told = {
      [FB_USED]: [series(busy, [6000]), series(other, [6000])],
      [RATIO]: [series(busy, [0.97]), series(other, [40])],
    };
    const besideProxy = { ...told, [RATIO]: told[RATIO].map(withoutInstance) };
    for (const one of [told, besideProxy])
      expect(computeOf(one)).toEqual([
        ['busy', [0.97]],
        ['other', [0.4]],
      ]);
  });

  test('who is idle is in percent, too, where another card of the same exporter says so', () => {
    const idle = on('idle', card('GPU-3', { instance: '10.0.0.1:9400' }));
    const told = {
      [FB_USED]: [series(busy, [6000]), series(idle, [6000])],
      [RATIO]: [series(busy, [97]), series(idle, [1])],
    };
    expect(computeOf(told)).toEqual([
      ['busy', [0.97]],
      ['idle', [0.01]],
    ]);
  });

  test('HAMi’s old and new name are judged by target as well', () => {
    const [a, b] = [vgpu('a', 'GPU-1', '10.0.0.1:9394'), vgpu('b', 'GPU-2', '10.0.0.2:9394')];
    for (const name of [
      'hami_container_device_utilization_ratio',
      'Device_utilization_desc_of_container',
    ]) {
      const told = {
        vGPU_device_memory_usage_in_bytes: [series(a, [2 ** 30]), series(b, [2 ** 30])],
        [name]: [series(a, [0.97]), series(b, [40])],
      };
      const found = measuredBy('hami', seen(told), alone);
      expect(found.map(({ readings }) => readings[0]?.sm)).toEqual([0.97, 0.4]);
    }
  });
});

/** Of HAMi. */
const vgpu = (podname: string, deviceuuid: string, instance: string): Labels => ({
  podnamespace: 'team-ml',
  podname,
  ctrname: 'main',
  deviceuuid,
  job: 'hami',
  instance,
});

function withoutInstance(one: ReturnType<typeof series>) {
  const { instance: _, ...labels } = one.labels;
  return { ...one, labels };
}
