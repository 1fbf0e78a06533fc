/** A Decision in few words, as a table wants it: what each container gets and why. */
import { inEffect, type Decision } from '../decision.ts';
import { patchOf, type Op } from '../edits/patch.ts';
import type { Pod } from '../pod.ts';

export const taken = ({ containers }: Decision): string =>
  containers.map(({ chosen }) => chosen).join(' + ');

export const told = (decision: Decision): string => `${taken(decision)}: ${decision.because.rule}`;

/** Why each slice of the first container was passed over; `open` where it was not. */
export const passedOver = ({ containers }: Decision): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (containers[0]?.candidates ?? []).map(({ slice, rejectedBy }) => [
      slice,
      rejectedBy?.rule ?? 'open',
    ]),
  );

/** What the API server would be sent. */
export const patchFor = (pod: Pod, decision: Decision): Op[] => patchOf(pod, inEffect(decision));

/** The node affinity that the decision adds, as `key operator values`. */
export const placed = ({ edits }: Decision): string[] =>
  edits
    .flatMap((edit) => (edit.kind === 'nodeAffinity' ? edit.require : []))
    .map(({ key, operator, values = [] }) => `${key} ${operator} ${values.join()}`.trim());
