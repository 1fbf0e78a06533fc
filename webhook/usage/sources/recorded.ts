/**
 * What recording rules keep of dcgm-exporter (manifests/prometheus/recording-rules.yaml): a series for
 * each container and device, which some keep for months where the exporter's own are gone in days.
 *
 * Less is in it. Which node it was, only the pod says, if it still runs. Copies and parts of a shared
 * card are each the most of their own minute, so that they cannot be told apart. And where SM activity
 * was not collected the graphics engine's stands in under the same name, so it passes for that.
 */
import { dcgm } from './dcgm.ts';
import type { SourceTable } from './table.ts';

export const recorded: SourceTable = {
  name: 'recorded',
  vendor: 'nvidia',
  vram: [{ name: 'gpuprof:container_device_fb_used_mib', unit: 'MiB' }],
  compute: [{ by: 'engine', of: [{ name: 'gpuprof:container_device_sm_ratio', unit: 'ratio' }] }],
  dram: [{ name: 'gpuprof:container_device_dram_ratio', unit: 'ratio' }],
  tensor: [],
  limit: [],
  owner: { namespace: ['namespace'], pod: ['pod'], container: ['container'] },
  node: [],
  deviceOf: dcgm.deviceOf,
  merged: true,
  own: false,
};
