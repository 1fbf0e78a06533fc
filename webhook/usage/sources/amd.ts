/**
 * AMD's device-metrics-exporter. It says MB of memory and means, as rocm-smi does, 2²⁰ bytes as far as
 * anybody has seen; read so, the figure is never less than what is used. Its names may have a prefix
 * (`MetricsFieldPrefix`); the one that its documents show is read, another is nobody's to guess.
 */
import type { Labels } from '../../core/pod.ts';
import type { Measured } from '../measured.ts';
import { firstOf, type Metric, type SourceTable, type Unit } from './table.ts';

const PREFIX = 'amd_';

const named =
  (unit: Unit) =>
  (name: string): Metric[] => [
    { name, unit },
    { name: `${PREFIX}${name}`, unit },
  ];
const percent = named('percent');

export const amd: SourceTable = {
  name: 'amd',
  vendor: 'amd',
  vram: named('MiB')('gpu_used_vram'),
  compute: [
    { by: 'sm', of: percent('gpu_prof_sm_active') },
    {
      by: 'engine',
      of: [...percent('gpu_prof_gui_util_percent'), ...percent('gpu_gfx_activity')],
    },
  ],
  dram: percent('gpu_umc_activity'),
  tensor: percent('gpu_prof_tensor_active_percent'),
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
