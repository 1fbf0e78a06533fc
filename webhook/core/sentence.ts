/**
 * The decision annotation: at most 512 bytes that open with a sentence a person can read and end
 * with how to undo it. `/validate` reads back which container is said to hold what, and the id; it
 * believes neither.
 */
import type { Reason } from './decision.ts';
import type { RequestEdit } from './edit.ts';
import { oneLine, utf8Length } from './text.ts';

const MOST_BYTES = 512;
const MOST_NAMED = 3;
const LEAST_WHY = 40;
const LONGEST_NAME = 63;
const LONGEST_PRODUCT = 40;

export interface Taken {
  readonly container: string;
  readonly asked: string;
  /** Resource name. */
  readonly got: string;
  /** `Offer.key`, or `whole`. */
  readonly slice: string;
}

export interface Voucher {
  readonly policy: string;
  readonly id: string;
  /** Whether the policy lets a pod keep its original. */
  readonly optOut: boolean;
}

export function sentence(
  taken: readonly Taken[],
  because: Reason,
  voucher: Voucher,
  sets: readonly RequestEdit[] = [],
): string {
  const policy = short(voucher.policy);
  const undo = voucher.optOut
    ? 'set the annotation tranche.dev/keep: original on the pod template.'
    : `policy ${policy} denies tranche.dev/keep, so ask its owners.`;
  const tail = ` (${because.rule}, policy ${policy}, id ${voucher.id}). To undo: ${undo}`;
  const room = MOST_BYTES - utf8Length(tail);
  const opening = [gets(sets, sets.length), gets(sets, 1), '']
    .map((set) => opened(taken, set, Math.min(taken.length, MOST_NAMED), room))
    .find((text) => utf8Length(text) <= room);
  return `${opening ?? ''}${cutTo(oneLine(because.says), room - utf8Length(opening ?? ''))}${tail}`;
}

/** As many containers as there is room for beside a word of why; the first is always named. */
function opened(taken: readonly Taken[], set: string, named: number, room: number): string {
  const more = taken.length > named ? ` and ${taken.length - named} more` : '';
  const first = `${taken.slice(0, named).map(phrase).join(', ')}${more}`;
  const text = `${[first, set].filter((part) => part !== '').join(', ')}: `;
  return named > 1 && utf8Length(text) + LEAST_WHY > room
    ? opened(taken, set, named - 1, room)
    : text;
}

/** Not read back: what a container requests stands beside it in the spec, and no Claim depends on it. */
function gets(sets: readonly RequestEdit[], named: number): string {
  const more = sets.length > named ? ` and ${sets.length - named} more` : '';
  const all = sets
    .slice(0, named)
    .map(({ container, resource, quantity }) => `${short(container)} gets ${resource} ${quantity}`);
  return `${all.join(', ')}${more}`;
}

const phrase = ({ container, asked, got, slice }: Taken): string =>
  slice === 'whole'
    ? `${short(container)} keeps a whole ${short(got)}`
    : `${short(container)} takes ${short(got)}${detail(slice, got)} of ${cutTo(oneLine(productOf(slice)), LONGEST_PRODUCT)} instead of a whole ${asked === got ? 'one' : asked}`;

const productOf = (slice: string): string => slice.slice(0, slice.indexOf(' '));

/** What a slice's key says beyond product and name: `(MIG 1g.5gb)` in strategy single, `x4` on a shared card. */
function detail(slice: string, got: string): string {
  const rest = slice.slice(productOf(slice).length + 1 + got.length).trim();
  return rest === '' ? '' : ` ${cutTo(oneLine(rest), LONGEST_PRODUCT)}`;
}

/** Names of containers and resources are no longer in Kubernetes; a file may hold anything. */
const short = (name: string): string => cutTo(oneLine(name), LONGEST_NAME);

/** Cut to `room` bytes of UTF-8, at a character. */
function cutTo(text: string, room: number): string {
  if (utf8Length(text) <= room) return text;
  let cut = '';
  let left = room - utf8Length('…');
  for (const character of text) {
    left -= utf8Length(character);
    if (left < 0) break;
    cut += character;
  }
  return room < utf8Length('…') ? '' : `${cut}…`;
}

export interface Said {
  readonly id: string;
  readonly holds: readonly { readonly container: string; readonly resource: string }[];
}

/** At the end, where no text of a user's can stand. */
const SAID_ID = /\([a-z-]+\/[a-z-]+, policy [^()]*, id ([0-9a-f]{16})\)\. To undo: [^()]*$/;
const SAID_GETS = /(?:^|, )[^\s,:]{1,63} gets /;
const SAID_HOLDS = /(?:^|, )([^\s,:]{1,63}) (?:takes|keeps a whole) (\S{1,63}?)(?=[ ,:])/g;

/** `none` where the text is not one of ours. */
export function readSentence(text: string | undefined): Said | 'none' {
  if (text === undefined || text.length > 2 * MOST_BYTES) return 'none';
  const id = SAID_ID.exec(text)?.[1];
  const holds = id === undefined ? [] : claimedIn(text);
  const told = holds.length > 0 || SAID_GETS.test(openingOf(text));
  return id === undefined || !told ? 'none' : { id, holds };
}

const openingOf = (text: string): string =>
  text.slice(0, Math.min(text.indexOf(': ') >>> 0, 2 * MOST_BYTES));

/** What the opening says that containers hold, whoever wrote it; what follows it may be a user's own text. */
export function claimedIn(text: string): Said['holds'] {
  return [...`${openingOf(text)}:`.matchAll(SAID_HOLDS)].map(
    ([, container = '', resource = '']) => ({
      container,
      resource,
    }),
  );
}
