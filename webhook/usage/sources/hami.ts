/**
 * HAMi's vGPUmonitor. A library inside each container counts what that container itself allocates, so
 * its figures are the container's own on a card that others use at the same time. It does not say which
 * product the card is; the labels of the node do.
 */
import type { Labels } from '../../core/pod.ts';
import type { Measured } from '../measured.ts';
import { firstOf, type Metric, type SourceTable } from './table.ts';

const bytes = (...names: readonly string[]): Metric[] =>
  names.map((name) => ({ name, unit: 'bytes' }));

export const hami: SourceTable = {
  name: 'hami',
  vendor: 'nvidia',
  vram: bytes('hami_vgpu_memory_used_bytes', 'vGPU_device_memory_usage_in_bytes'),
  compute: [
    {
      by: 'utilisation',
      // The legacy name counts in percent under a name that says nothing, the new one is not sure to.
      of: [
        { name: 'hami_container_device_utilization_ratio', unit: 'either' },
        { name: 'Device_utilization_desc_of_container', unit: 'either' },
      ],
    },
  ],
  dram: [],
  tensor: [],
  limit: bytes('hami_vgpu_memory_limit_bytes', 'vGPU_device_memory_limit_in_bytes'),
  owner: {
    namespace: ['podnamespace', 'exported_namespace', 'namespace'],
    pod: ['podname', 'exported_pod', 'pod'],
    container: ['ctrname', 'exported_container', 'container'],
  },
  node: ['node', 'nodeid'],
  deviceOf,
  own: true,
};

function deviceOf(labels: Labels): Measured['device'] | 'none' {
  const id = firstOf(labels, ['device_uuid', 'deviceuuid']);
  return id === undefined ? 'none' : { id, model: 'unknown' };
}
