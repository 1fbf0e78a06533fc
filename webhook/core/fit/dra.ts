/**
 * Claims for devices as a pod has them (Dynamic Resource Allocation, KEP-4381): made from a template of
 * its own namespace and used by its containers.
 */
import type { Edit } from '../decision.ts';
import type { Offer } from '../menu.ts';
import { seats, type Pod } from '../pod.ts';

/** No name in Kubernetes holds a colon. */
export const claimResource = (namespace: string, template: string): string =>
  `claim:${namespace}/${template}`;

export const isClaimResource = (name: string): boolean => name.startsWith('claim:');

/** What a pod has in place of the card. */
export const CLAIM = 'claim';

/** A template can be used in its own namespace only. */
export const openTo = ({ form, resource }: Offer, { metadata }: Pod): boolean =>
  form?.by !== 'claim' || resource === claimResource(metadata.namespace ?? '', form.template);

/** Two names may stand for the same devices, so that a pod with both could wait for one of them for ever. */
export const overlapping = (picks: readonly Offer[]): boolean =>
  picks.length > 1 &&
  new Set(picks.filter(({ allocated }) => allocated).map(({ resource }) => resource)).size > 1;

/** A name for the pod's next claim that none of its own has. */
export function claimName({ spec }: Pod, taken: readonly Edit[]): string {
  const names = new Set(spec.resourceClaims?.map(({ name }) => name));
  for (const edit of taken) if (edit.kind === 'claim') names.add(edit.claim);
  let name = 'tranche';
  for (let n = 2; names.has(name); n++) name = `tranche-${n}`;
  return name;
}

/** The container uses a claim that the pod makes from a template. */
export function usesTemplate(pod: Pod, container: string): boolean {
  const made = new Set(
    pod.spec.resourceClaims?.flatMap(({ name, resourceClaimTemplateName }) =>
      resourceClaimTemplateName === undefined ? [] : [name],
    ),
  );
  return seats(pod).some(
    (seat) =>
      seat.container.name === container &&
      seat.container.resources?.claims?.some(({ name }) => made.has(name)) === true,
  );
}

/** Every claim of the pod and every container's use of it, for a comparison. */
export const claimsIn = (pod: Pod): string =>
  JSON.stringify([
    (pod.spec.resourceClaims ?? []).map((claim) => [
      claim.name,
      claim.resourceClaimName,
      claim.resourceClaimTemplateName,
    ]),
    seats(pod).map(({ container }) => container.resources?.claims?.map(({ name }) => name) ?? []),
  ]);
