/** What a node must have left for a pod, whoever hands it out. */
import { claimResource } from '../fit/dra.ts';
import type { Pod } from '../pod.ts';
import { effectiveRequests } from '../requests.ts';
import { NAMESPACE } from './pods.ts';

/** KAI takes a card for the parts it hands out; what HAMi reads beside a card no node advertises. */
export function onTheNode(pod: Pod): Readonly<Record<string, number>> {
  const { 'nvidia.com/gpumem': _, 'nvidia.com/gpucores': __, ...others } = effectiveRequests(pod);
  const wanted: Record<string, number> = { ...others };
  for (const { resourceClaimTemplateName: template = '' } of pod.spec.resourceClaims ?? []) {
    const name = claimResource(NAMESPACE, template);
    wanted[name] = (wanted[name] ?? 0) + 1;
  }
  return pod.metadata.annotations?.['gpu-fraction'] === undefined
    ? wanted
    : { ...wanted, 'nvidia.com/gpu': 1 };
}
