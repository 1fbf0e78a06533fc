import { KAI_KEYS } from '../fit/kai.ts';
import type { Scene } from './rule.ts';

/** A GPU, where whoever hands it out is told of it: by a resource, or an engine's annotation. */
export const asksForGpu = ({ pod, asks }: Pick<Scene, 'pod' | 'asks'>): boolean =>
  asks.length > 0 || KAI_KEYS.some((key) => pod.metadata.annotations?.[key] !== undefined);

/** A claim may be for one, or for a network card; who reads it knows. */
export const reachesGpu = (scene: Pick<Scene, 'pod' | 'asks'>): boolean =>
  asksForGpu(scene) || (scene.pod.spec.resourceClaims?.length ?? 0) > 0;
