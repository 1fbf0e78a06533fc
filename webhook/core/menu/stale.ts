/**
 * Names a kubelet still advertises though nothing serves them any more: after a change of MIG
 * strategy or of renaming it keeps the old key, mostly at 0, sometimes not until it restarts
 * (NVIDIA/dcgm-exporter#151, NVIDIA/gpu-operator#637). The labels tell which one is meant.
 */
import type { NodeFacts } from './node.ts';
import type { Labels } from '../pod.ts';
import { vendors, type Device } from '../vendor.ts';

export function stale(resource: string, device: Device, node: Advertised): boolean {
  const { vendor, stem, partition } = device;
  if (!vendor.deviceLabels) return false;
  const renamed = (node.allocatable[`${stem}.shared`] ?? 0) > 0;
  if (resource !== stem) return keptName(stem, node.labels);
  if (renamed && !keptName(stem, node.labels)) return true;
  return partition === undefined ? cut(node) : node.labels['nvidia.com/mig.strategy'] === 'single';
}

type Advertised = Pick<NodeFacts, 'labels' | 'allocatable'>;

/** Sharing without renaming shows in the product label; a partition has one of its own. */
const keptName = (stem: string, labels: Labels): boolean =>
  (labels[`${stem}.product`] ?? labels['nvidia.com/gpu.product'] ?? '').endsWith('-SHARED');

/** gpu-feature-discovery writes 0 replicas where all cards are cut. */
const cut = ({ labels, allocatable }: Advertised): boolean =>
  labels['nvidia.com/mig.strategy'] === 'mixed' &&
  labels['nvidia.com/gpu.replicas'] === '0' &&
  Object.keys(allocatable).some(
    (name) => (allocatable[name] ?? 0) > 0 && vendors.nvidia.partition.test(name),
  );
