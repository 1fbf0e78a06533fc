/** How an offer is asked for in a pod: by its resource name, or in another engine's words. */
import { holdsOne } from '../edits/applied.ts';
import { asksByName } from '../asks.ts';
import { CLAIM, usesTemplate } from './dra.ts';
import type { Edit, Mechanism } from '../decision.ts';
import { HAMI_CORES, HAMI_MEMORY } from './fraction.ts';
import { KAI_CONTAINER, KAI_FRACTION, KAI_QUEUE } from './kai.ts';
import type { Form, Offer } from '../menu.ts';
import type { Pod } from '../pod.ts';
import { cacheSettings } from '../settings/cache.ts';
import { settingsFor } from '../settings/settings.ts';
import type { Slot } from './slots.ts';
import type { Terms } from '../terms.ts';

/** What the pod has afterwards in place of the card: a resource name, or what else stands for it. */
export function gotOf({ resource, form }: Offer): string {
  if (form === undefined) return resource;
  if (form.by === 'claim') return CLAIM;
  return form.by === 'kai' ? KAI_FRACTION : HAMI_MEMORY;
}

/** Whether the spec bears out that the container has it. */
export function holdsGot(pod: Pod, container: string, got: string): boolean {
  if (got === CLAIM) return usesTemplate(pod, container);
  if (got === KAI_FRACTION) return pod.metadata.annotations?.[KAI_FRACTION] !== undefined;
  if (got !== HAMI_MEMORY) return holdsOne(pod, container, got);
  return asksByName(pod, container, HAMI_MEMORY);
}

/** Of what is no resource name that a node offers. */
export function mechanismGot(got: string): Mechanism {
  if (got === CLAIM) return 'dra';
  return got === KAI_FRACTION || got === HAMI_MEMORY ? 'fraction' : 'mig';
}

/** `claim` is the name of the pod's claim, where the offer takes one: all seats of a slot use it. */
export function slotEdits(slot: Slot, offer: Offer, terms: Terms, claim: string): Edit[] {
  return slot.seats.flatMap(({ container, pointer }): Edit[] => {
    const place = { container: container.name, pointer, asked: slot.asked, claim };
    const settings = settingsFor(container, pointer, offer, terms);
    const cache = slot.caches?.get(container.name);
    const told = cacheSettings(container, pointer, offer, cache);
    return [...offerEdits(offer, place), ...('rule' in settings ? [] : settings), ...told];
  });
}

function offerEdits({ resource: to, form }: Offer, place: Place): Edit[] {
  if (form !== undefined) return formEdits(form, place);
  const { asked: from, pointer, container } = place;
  return to === from ? [] : [{ kind: 'resource', pointer, container, from, to }];
}

interface Place {
  readonly container: string;
  readonly pointer: `/${string}`;
  readonly asked: string;
  readonly claim: string;
}

function formEdits(form: Form, { container, pointer, asked, claim }: Place): Edit[] {
  const withdraw: Edit = { kind: 'withdraw', pointer, container, resource: asked };
  if (form.by === 'claim')
    return [withdraw, { kind: 'claim', pointer, container, claim, template: form.template }];
  const beside = (resource: string, quantity: number): Edit => ({
    kind: 'beside',
    pointer,
    container,
    resource,
    quantity: String(quantity),
  });
  if (form.by === 'hami') return [beside(HAMI_MEMORY, form.MiB), beside(HAMI_CORES, form.cores)];
  return [
    withdraw,
    mark('annotations', KAI_FRACTION, form.fraction),
    // Even of the first: a neighbour may put its own container before it.
    mark('annotations', KAI_CONTAINER, container),
  ];
}

const mark = (on: 'labels' | 'annotations', key: string, value: string): Edit => ({
  kind: 'mark',
  on,
  key,
  value,
});

/** What hands a pod to the engine of its terms, where it does not go there by itself. */
export function handover(pod: Pod, { fraction }: Terms): Edit[] {
  if (fraction === 'none' || pod.spec.schedulerName === fraction.schedulerName) return [];
  const { schedulerName: name, queue } = fraction;
  const queued = queue === undefined || pod.metadata.labels?.[KAI_QUEUE] !== undefined;
  return [{ kind: 'scheduler', name }, ...(queued ? [] : [mark('labels', KAI_QUEUE, queue)])];
}
