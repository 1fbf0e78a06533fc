import { KAI_KEYS } from '../matching/doors.ts';
import type { Scene } from './rule.ts';

/** A GPU that it asks for where whoever hands them out sees it: a resource, a claim, an engine's annotation. */
export const reachesGpu = ({ pod, asks }: Pick<Scene, 'pod' | 'asks'>): boolean =>
  asks.length > 0 ||
  (pod.spec.resourceClaims?.length ?? 0) > 0 ||
  KAI_KEYS.some((key) => pod.metadata.annotations?.[key] !== undefined);
