/**
 * GpuPool documents as nodes. One node stands for the pool: it is as free as new, since the
 * autoscaler makes another one when it is taken, and a pod needs only one.
 */
import type { NodeFacts } from '../core/menu/node.ts';
import { ofKind, type Document } from '../policy/documents.ts';
import { trimNode } from './seen.ts';

export const declaredNodes = (documents: readonly Document[]): NodeFacts[] =>
  ofKind(documents, 'GpuPool').map(({ name, value }) => {
    const { labels, taints, allocatable } = trimNode(value.spec.template);
    return { name, labels, taints, allocatable, schedulable: true, used: {}, declared: true };
  });
