/**
 * AMD's device-metrics-exporter. It says MB of memory and means, as rocm-smi does, 2²⁰ bytes as far as
 * anybody has seen; read so, the figure is never less than what is used. The optional prefix of its
 * names is not read.
 */
import type { Labels } from '../../core/pod.ts';
import type { Measured } from '../measured.ts';
import { firstOf, type SourceTable } from './table.ts';

export const amd: SourceTable = {
  name: 'amd',
  vendor: 'amd',
  vram: [{ name: 'gpu_used_vram', unit: 'MiB' }],
  compute: [
    { by: 'sm', of: [{ name: 'gpu_prof_sm_active', unit: 'percent' }] },
    {
      by: 'engine',
      of: [
        { name: 'gpu_prof_gui_util_percent', unit: 'percent' },
        { name: 'gpu_gfx_activity', unit: 'percent' },
      ],
    },
  ],
  dram: [{ name: 'gpu_umc_activity', unit: 'percent' }],
  tensor: [{ name: 'gpu_prof_tensor_active_percent', unit: 'percent' }],
  limit: [],
  owner: {
    namespace: ['exported_namespace', 'namespace'],
    pod: ['exported_pod', 'pod'],
    container: ['exported_container', 'container'],
  },
  node: ['hostname', 'node'],
  deviceOf,
  // Of a card in parts, activity is told on partition 0 alone, and for the card; on the others it is 0.
  withoutActivity: (labels) => partitionOf(labels) !== undefined,
  own: false,
};

function deviceOf(labels: Labels): Measured['device'] | 'none' {
  const card = cardOf(labels);
  if (card === undefined) return 'none';
  const model = firstOf(labels, ['card_model']) ?? 'unknown';
  const migProfile = partitionOf(labels);
  const partition = firstOf(labels, ['gpu_partition_id']) ?? '0';
  return migProfile === undefined
    ? { id: card, model }
    : { id: `${card}/${partition}`, model, migProfile };
}

/** The serial number; without one the index on its node, which lasts until that node's next start. */
function cardOf(labels: Labels): string | undefined {
  const serial = firstOf(labels, ['serial_number']);
  if (serial !== undefined) return serial;
  const index = firstOf(labels, ['gpu_id']);
  const node = firstOf(labels, ['hostname', 'node']);
  return index === undefined || node === undefined ? undefined : `${node}/${index}`;
}

/** As the catalogue spells it, e.g. `cpx_nps4`; SPX is the whole card. */
function partitionOf(labels: Labels): string | undefined {
  const compute = firstOf(labels, ['gpu_compute_partition_type'])?.toLowerCase();
  const memory = firstOf(labels, ['gpu_memory_partition_type'])?.toLowerCase() ?? 'nps1';
  return compute === undefined || !/^[dtqc]px$/.test(compute) ? undefined : `${compute}_${memory}`;
}
