/**
 * Whether documents are of a cluster at all. An empty file, such as a download that failed leaves behind, would
 * be one without policies, in which everything passes.
 */
import type { Document } from '../../policy/documents.ts';

const OF_A_CLUSTER: ReadonlySet<string> = new Set<Document['kind']>([
  'GpuPolicy',
  'GpuQuota',
  'Namespace',
  'Node',
]);

/** Catalogue, classes and models alone, which always are there, make none. */
export const isCluster = (documents: readonly Document[]): boolean =>
  documents.some(({ kind }) => OF_A_CLUSTER.has(kind));
