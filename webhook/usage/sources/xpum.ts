/**
 * Intel's XPU Manager 1.3. It tells of cards and of their tiles; a container is given a card, so the
 * tiles are left out: the largest of them would say less than the card's sum.
 */
import type { Labels } from '../../core/pod.ts';
import type { Measured } from '../measured.ts';
import { firstOf, type SourceTable } from './table.ts';

export const xpum: SourceTable = {
  name: 'xpum',
  vendor: 'intel',
  vram: [{ name: 'xpum_memory_used_bytes', unit: 'bytes' }],
  compute: [
    { by: 'sm', of: [{ name: 'xpum_eu_active_ratio', unit: 'percent' }] },
    {
      by: 'engine',
      of: [{ name: 'xpum_engine_group_ratio', unit: 'percent', where: { type: 'compute' } }],
    },
  ],
  dram: [{ name: 'xpum_memory_bandwidth_ratio', unit: 'percent' }],
  tensor: [],
  limit: [],
  owner: {
    namespace: ['kube_namespace'],
    pod: ['kube_pod'],
    container: ['kube_container'],
  },
  node: ['exported_node', 'node'],
  deviceOf,
  own: false,
};

function deviceOf(labels: Labels): Measured['device'] | 'none' {
  const uuid = firstOf(labels, ['uuid']);
  const tile = firstOf(labels, ['sub_dev']);
  if (uuid === undefined || tile !== undefined) return 'none';
  return { id: uuid, model: firstOf(labels, ['dev_name']) ?? 'unknown' };
}
