/** Slices no larger than one that a container of this revision died on, while that is not over. */
import { isLarger, type BackedOff, type SliceSize } from '../back-off.ts';
import type { Candidate, Reason } from '../decision.ts';
import { containerRevision } from '../identity/revision.ts';
import { usableMiB } from './legal.ts';
import type { Offer } from '../menu.ts';
import type { Slot } from './slots.ts';
import { oneLine } from '../text.ts';

export const sizeOf = (offer: Offer): SliceSize => ({ MiB: usableMiB(offer), sms: offer.sms });

export function provedTooSmall(
  offer: Offer,
  { seats }: Slot,
  backedOff: readonly BackedOff[],
): Reason | undefined {
  if (backedOff.length === 0) return undefined;
  const found = backedOff.find(
    ({ container: name, revision, slice }) =>
      !isLarger(sizeOf(offer), slice) &&
      seats.some(
        ({ container }) => container.name === name && containerRevision(container) === revision,
      ),
  );
  return found === undefined ? undefined : { rule: 'evidence/backed-off', says: why(found) };
}

/** What somebody else has written may be long. */
const LONGEST = 160;

function why({ container, slice, because, since, until }: BackedOff): string {
  const { name, MiB, sms } = slice;
  const failed = `${container} failed on ${name} (${since}: ${oneLine(because, LONGEST)})`;
  return `${failed}; until ${until} it gets more than ${MiB} MiB and ${sms} SMs`;
}

/** The last that was passed over for it: they stand by size, and it has outlasted the smaller ones. */
export const backedOffFrom = (
  candidates: readonly (readonly Candidate[])[],
): Candidate | undefined =>
  candidates.flat().findLast(({ rejectedBy }) => rejectedBy?.rule === 'evidence/backed-off');
