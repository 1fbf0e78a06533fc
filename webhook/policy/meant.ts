/**
 * What somebody meant who wrote an amount or a time as people do. Offered only where the field's own
 * pattern takes it, so that no advice is a fault in its turn.
 */

/** As help, or nothing where no way of mending it is known. */
export function meant(written: string, pattern: RegExp): string | undefined {
  const takes = (text: string) => pattern.test(text);
  const amounts = amountsIn(written).filter(takes);
  if (amounts.length > 0) return `did you mean ${amounts.join(', or in powers of 1024 ')}?`;
  const [time, why] = timeIn(written);
  if (time !== '' && takes(time)) return `${why} ${time}`;
  return keyIn(written, takes) ?? withUnit(written, takes);
}

type Takes = (text: string) => boolean;

function keyIn(written: string, takes: Takes): string | undefined {
  const [, key = ''] = KEY_AND_MORE.exec(written) ?? [];
  return key !== '' && takes(key) ? `the key alone: ${key}` : undefined;
}

function withUnit(written: string, takes: Takes): string | undefined {
  if (!BARE.test(written) || takes(written)) return undefined;
  const whole = UNITS.map((unit) => `${written.trim()}${unit}`).find(takes);
  return whole === undefined ? undefined : `it lacks the unit; did you mean ${whole}?`;
}

/** As `kubectl taint` and `kubectl label` take them. */
const KEY_AND_MORE = /^\s*([^\s=:]+)=/;

const BARE = /^\s*\d+(?:\.\d+)?\s*$/;
/** What somebody most likely left out, where the field takes it. */
const UNITS = ['Gi', 'h'] as const;

/** Text where a number is wanted: `24h` of hours, `1.2x` of a factor, `"3"`. */
export function numberMeant(written: string, field: string): string | undefined {
  const [, digits = '', unit = ''] = NUMBER.exec(written) ?? [];
  const times = inUnitOf(field)[unit.toLowerCase()];
  if (digits === '' || times === undefined) return undefined;
  const number = Number(digits) * times;
  return unit === '' ? `without quotes: ${number}` : `without a unit: ${number}`;
}

const NUMBER = /^\s*(\d+(?:\.\d+)?)\s*([a-z×]*)\s*$/i;

const inUnitOf = (field: string): Readonly<Record<string, number>> =>
  /hours$/i.test(field) ? { '': 1, h: 1, hours: 1, d: 24 } : { '': 1, x: 1, '×': 1 };

/** What others call what we call otherwise. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  serving: ['inference', 'infer', 'online'],
  training: ['train', 'finetune', 'finetuning', 'fine-tuning'],
  notebook: ['jupyter', 'interactive', 'workbench'],
  batch: ['offline'],
  timeSlice: ['time-slicing', 'shared'],
  observe: ['audit', 'dryrun', 'dry-run'],
  enforce: ['deny', 'block'],
  deny: ['enforce', 'block', 'refuse', 'reject'],
  audit: ['observe', 'log'],
};

/** The one of `known` that goes by this name elsewhere. */
export const calledElsewhere = (written: string, known: readonly string[]): string | undefined =>
  known.find((word) => CALLED[word]?.includes(written.toLowerCase()));

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
