/**
 * What somebody meant who wrote an amount or a time as people do. Offered only where the field's own
 * pattern takes it and the calendar has it, so that no advice is a fault in its turn.
 */

import { exists } from './profiles.ts';

/** As help, or nothing where no way of mending it is known. */
export function meant(written: string, pattern: RegExp): string | undefined {
  const takes = (text: string) => pattern.test(text);
  const amounts = amountsIn(written).filter(takes);
  if (amounts.length > 0) return `did you mean ${amounts.join(', or in powers of 1024 ')}?`;
  const [time, why] = timeIn(written);
  return time !== '' && takes(time) && exists(time) ? `${why} ${time}` : undefined;
}

/** `16GB`, `16 GiB`, `16g`. */
const AMOUNT = /^\s*(\d+(?:\.\d+)?)\s*([kmgt])(i?)b?\s*$/i;

function amountsIn(written: string): string[] {
  const [, digits = '', letter = '', binary = ''] = AMOUNT.exec(written) ?? [];
  if (digits === '') return [];
  const large = letter.toUpperCase();
  const inTwos = `${digits}${large}i`;
  return binary === '' ? [`${digits}${large === 'K' ? 'k' : large}`, inTwos] : [inTwos];
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const NO_ZONE = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z?)$/;

function timeIn(written: string): readonly [time: string, why: string] {
  if (DAY.test(written)) return [`${written}T23:59:59Z`, 'a day has no hour; its end in UTC is'];
  const [, day = '', minute = '', seconds = ':00', zone = ''] = NO_ZONE.exec(written) ?? [];
  return day === ''
    ? ['', '']
    : [
        `${day}T${minute}${seconds}Z`,
        zone === '' ? 'it lacks the zone; in UTC it is' : 'in full it is',
      ];
}
