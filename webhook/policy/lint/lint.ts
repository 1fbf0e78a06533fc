/** All that is worth a look in a set of documents without faults, in the order of their places. */
import { byPriority } from '../classes.ts';
import { ofKind, type Document } from '../documents.ts';
import { byPlace } from '../read.ts';
import { amongPolicies } from './among-policies.ts';
import type { Finding, Linted } from './finding.ts';
import { idleExemptions } from './idle-exemptions.ts';
import { inCluster } from './in-cluster.ts';
import { unknownLabels } from './namespace-labels.ts';
import { ownerKinds } from './owner-kinds.ts';

export type Cluster = Pick<Linted, 'menu' | 'namespaces' | 'labels' | 'living' | 'readAt'>;

export function lint(documents: readonly Document[], cluster: Cluster): readonly Finding[] {
  const linted: Linted = {
    policies: ofKind(documents, 'GpuPolicy').toSorted(byPriority),
    quotas: ofKind(documents, 'GpuQuota'),
    exemptions: ofKind(documents, 'GpuExemption'),
    ...cluster,
  };
  return [
    ...amongPolicies(linted),
    ...ownerKinds(linted),
    ...inCluster(linted),
    ...unknownLabels(linted),
    ...idleExemptions(linted),
  ].toSorted(byPlace);
}
