/**
 * NVIDIA's dcgm-exporter. The name of a metric is whatever its counters file holds: the classic names
 * as a rule, the canonical ones of DCGM 4.6 where somebody took them over. `UUID` is the card's on
 * every MIG instance, too; only with the instance's id does it tell one device from another.
 */
import type { Labels } from '../../core/pod.ts';
import type { Measured } from '../measured.ts';
import { firstOf, type Metric, type SourceTable, type Unit } from './table.ts';

const named =
  (unit: Unit) =>
  (...names: readonly string[]): Metric[] =>
    names.map((name) => ({ name, unit }));
const MiB = named('MiB');
const ratio = named('ratio');

export const dcgm: SourceTable = {
  name: 'dcgm',
  vendor: 'nvidia',
  vram: MiB('DCGM_FI_DEV_FB_USED'),
  compute: [
    { by: 'sm', of: ratio('DCGM_FI_PROF_SM_ACTIVE', 'DCGM_FI_PROF_SM_UTIL_RATIO') },
    {
      by: 'engine',
      of: ratio('DCGM_FI_PROF_GR_ENGINE_ACTIVE', 'DCGM_FI_PROF_GR_ENGINE_UTIL_RATIO'),
    },
    {
      by: 'utilisation',
      // The header of DCGM 4.6 renames the field and does not say whether its scale changed.
      of: [
        { name: 'DCGM_FI_DEV_GPU_UTIL', unit: 'percent' },
        { name: 'DCGM_FI_DEV_GPU_UTIL_RATIO', unit: 'either' },
      ],
    },
  ],
  dram: ratio('DCGM_FI_PROF_DRAM_ACTIVE', 'DCGM_FI_PROF_DRAM_UTIL_RATIO'),
  tensor: ratio('DCGM_FI_PROF_PIPE_TENSOR_ACTIVE', 'DCGM_FI_PROF_TENSOR_UTIL_RATIO'),
  limit: [],
  owner: {
    namespace: ['exported_namespace', 'pod_namespace', 'namespace'],
    pod: ['exported_pod', 'pod_name', 'pod'],
    container: ['exported_container', 'container_name', 'container'],
  },
  node: ['Hostname', 'hostname', 'node'],
  deviceOf,
  replica: 'vgpu',
  own: false,
};

function deviceOf(labels: Labels): Measured['device'] | 'none' {
  const uuid = firstOf(labels, ['UUID', 'uuid', 'gpu_uuid']);
  if (uuid === undefined) return 'none';
  const model = firstOf(labels, ['modelName', 'model_name']) ?? 'unknown';
  const instance = firstOf(labels, ['GPU_I_ID']);
  const migProfile = firstOf(labels, ['GPU_I_PROFILE']);
  return {
    id: instance === undefined ? uuid : `${uuid}/${instance}`,
    model,
    ...(migProfile === undefined ? {} : { migProfile }),
  };
}
