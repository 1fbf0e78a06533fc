/** Whether a pod already is as our edits would make it. */
import type { Edit } from '../decision.ts';
import type { RequestEdit } from '../edit.ts';
import { sameExpression } from './original.ts';
import { seats, type MatchExpression, type Pod } from '../pod.ts';
import { sameQuantity } from '../quantity.ts';
import { requiredTerms, selects } from '../selector.ts';

export const applied = (pod: Pod, edits: readonly Edit[]): boolean =>
  edits.every((edit) => ('container' in edit ? inContainer(pod, edit) : inPod(pod, edit)));

type InContainer = Extract<Edit, { readonly container: string }>;

function inContainer(pod: Pod, edit: InContainer): boolean {
  switch (edit.kind) {
    case 'resource':
      return holdsOne(pod, edit.container, edit.to);
    case 'withdraw':
      return !asksFor(pod, edit.container, edit.resource);
    case 'beside':
      return holds(pod, edit.container, edit.resource, edit.quantity);
    case 'request':
      return requests(pod, edit);
    case 'claim':
      return usesClaim(pod, edit);
    case 'env':
    case 'arg':
      return isTold(pod, edit);
    default:
      return edit satisfies never;
  }
}

/** However it is spelt: the API server writes quantities in its own way. */
export function requests(pod: Pod, edit: RequestEdit): boolean {
  const found = seats(pod).find(({ container }) => container.name === edit.container);
  return sameQuantity(found?.container.resources?.requests?.[edit.resource], edit.quantity);
}

function inPod(pod: Pod, edit: Exclude<Edit, InContainer>): boolean {
  switch (edit.kind) {
    case 'nodeAffinity':
      return pinnedTo(pod, edit.require);
    case 'toleration':
      return tolerates(pod, edit.key);
    case 'scheduler':
      return pod.spec.schedulerName === edit.name;
    case 'mark':
      return pod.metadata[edit.on]?.[edit.key] === edit.value;
    // The nodes that were fullest then need not be so now: what stands is left alone.
    case 'preference':
    case 'annotate':
    case 'unannotate':
    case 'restore':
      return true;
    default:
      return edit satisfies never;
  }
}

const tolerates = ({ spec }: Pod, wanted: string): boolean =>
  spec.tolerations?.some(
    ({ key, operator, effect }) =>
      key === wanted && operator === 'Exists' && effect === 'NoSchedule',
  ) === true;

function isTold(pod: Pod, edit: Extract<Edit, { kind: 'env' | 'arg' }>): boolean {
  const container = seats(pod).find((seat) => seat.container.name === edit.container)?.container;
  return edit.kind === 'arg'
    ? container?.args?.includes(edit.value) === true
    : container?.env?.some(({ name, value }) => name === edit.name && value === edit.value) ===
        true;
}

/** The pod makes a claim from the template, and the container uses it. */
const usesClaim = (pod: Pod, { container, claim, template }: Extract<Edit, { kind: 'claim' }>) =>
  pod.spec.resourceClaims?.some(
    ({ name, resourceClaimTemplateName }) =>
      name === claim && resourceClaimTemplateName === template,
  ) === true &&
  seats(pod).some(
    (seat) =>
      seat.container.name === container &&
      seat.container.resources?.claims?.some(({ name }) => name === claim) === true,
  );

export function pinnedTo(pod: Pod, expressions: readonly MatchExpression[]): boolean {
  const terms = (requiredTerms(pod) ?? []).filter(selects);
  return (
    terms.length > 0 &&
    terms.every((term) =>
      expressions.every(
        (wanted) => term.matchExpressions?.some((has) => sameExpression(has, wanted)) === true,
      ),
    )
  );
}

/** Exactly one of it in both maps. */
export const holdsOne = (pod: Pod, name: string, resource: string): boolean =>
  holds(pod, name, resource, '1');

const holds = (pod: Pod, name: string, resource: string, quantity: string): boolean =>
  listsOf(pod, name).every((list) => String(list?.[resource]) === quantity);

const asksFor = (pod: Pod, name: string, resource: string): boolean =>
  listsOf(pod, name).some((list) => list?.[resource] !== undefined);

function listsOf(pod: Pod, name: string) {
  const container = seats(pod).find((seat) => seat.container.name === name)?.container;
  return [container?.resources?.limits, container?.resources?.requests];
}
