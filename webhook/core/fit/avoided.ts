/**
 * What a live pod requires of its neighbours: kube-scheduler places nobody beside it who carries
 * these labels. Whom it would keep from another pool is not weighed; it is enough that it may.
 */
import type { Labels, MatchExpression } from '../pod.ts';
import { expressionsHold } from '../selector.ts';

export interface Avoidance {
  /** `any` where it goes by the labels of namespaces. */
  readonly namespaces: readonly string[] | 'any';
  readonly labels: readonly MatchExpression[];
}

export const avoids = (
  { namespaces, labels }: Avoidance,
  namespace: string,
  podLabels: Labels,
): boolean =>
  (namespaces === 'any' || namespaces.includes(namespace)) && expressionsHold(labels, podLabels);
