/** One line of text that is safe in a warning header, a log and a terminal. */
// C0 and C1 controls, and the characters that reorder or hide text.
const UNSAFE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** `max` in UTF-16 units; what was cut shows as `…`. */
export function oneLine(text: string, max = 256): string {
  const safe = UNSAFE.test(text) ? text.replaceAll(UNSAFE, '?') : text;
  return safe.length <= max ? safe : `${whole(safe.slice(0, max - 1))}…`;
}

/** Without the half of a character that a cut has left at its end. */
const whole = (text: string): string => text.replace(/[\ud800-\udbff]$/, '');

/** Thousandths of a GPU for people: `0.142`, `1`, `2.5`. */
export const gpus = (milliGPU: number): string => String(milliGPU / 1000);

/** `1 node`, `2 nodes`. */
export const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;

/** FNV-1a over UTF-16 units in two lanes, 16 hex digits: a name for text, not a proof against forgery. */
export function nameOf(text: string): string {
  let a = 0x811c9dc5;
  let b = 0xc9dc5118;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b) ^ (b >>> 13);
  }
  return hex(a) + hex(b);
}

const hex = (lane: number): string => (lane >>> 0).toString(16).padStart(8, '0');

// oxlint-disable-next-line no-control-regex
const ASCII = /^[\u0000-\u007f]*$/;

/** UTF-8 length, without a package or a global that the core does not have. */
export function utf8Length(text: string): number {
  if (ASCII.test(text)) return text.length;
  let count = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return count;
}

/** As a shell takes it for one word, whatever is in it. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
