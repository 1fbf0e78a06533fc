import { holdsGot } from '../fit/form.ts';
import { changedOwnKeys, DECISION, ORIGINAL } from '../governed.ts';
import { claimedIn } from '../sentence.ts';
import { asksByName } from '../asks.ts';
import type { Pod } from '../pod.ts';
import { namesWhole } from '../vendor.ts';
import type { Guard } from './rule.ts';

export const forgedDecision: Guard = {
  id: 'guard/forged-decision',
  about:
    'The annotation tranche.dev/decision tells people what was done to a pod. One that says otherwise than the spec, or that is changed later, would lie to them.',

  occasions: ['create', 'update'],
  notInCel: 'to tell a forged decision from ours, the pod has to be decided anew',

  check({ pod, oldPod }) {
    if (oldPod !== undefined)
      return changedOwnKeys(pod, oldPod).some((key) => key === DECISION || key === ORIGINAL)
        ? 'the annotations tranche.dev/decision and tranche.dev/original are written once, by Tranche; leave them as they are'
        : undefined;
    const text = pod.metadata.annotations?.[DECISION];
    if (text === undefined) return undefined;
    // With or without our tail: people read the opening.
    const claimed = claimedIn(text);
    const wrong = claimed.find(({ container, resource }) => !holds(pod, container, resource));
    return (
      wrong &&
      `the annotation ${DECISION} says container ${wrong.container} has ${wrong.resource}, and the spec does not; ` +
        'remove the annotation from the pod template'
    );
  },
};

/** A whole decision may be about any count; a slice is always one. */
const holds = (pod: Pod, name: string, resource: string): boolean =>
  holdsGot(pod, name, resource) || (namesWhole(resource) && asksByName(pod, name, resource));
