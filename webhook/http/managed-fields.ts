/**
 * `metadata.managedFields` is a third of a review and the dearest part of it to parse: hundreds of
 * small objects, each with keys of its own, and nobody here reads one of them. They are left out of
 * the text that is parsed; the list stays, empty.
 */
const KEY = Buffer.from('"managedFields":[');

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LIST = 0x5b;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

/** Inside a string the quotes of `KEY` would be escaped, so what looks like the key is the key. */
export function textWithoutManagedFields(json: Buffer): string {
  let text = '';
  let from = 0;
  for (;;) {
    const at = json.indexOf(KEY, from);
    if (at < 0) return text + json.toString('utf8', from);
    const begin = at + KEY.length;
    const end = closing(json, begin);
    // Cut off in the middle: the parser will say so.
    if (end < 0) return json.toString('utf8');
    text += json.toString('utf8', from, begin);
    from = end;
  }
}

/** Index of the bracket that closes the list whose items begin at `i`, or -1. */
function closing(json: Buffer, i: number): number {
  let depth = 1;
  for (; i < json.length; i++) {
    const byte = json[i];
    if (byte === QUOTE) i = endOfString(json, i + 1);
    else if (byte === LIST || byte === OBJECT) depth += 1;
    else if ((byte === LIST_END || byte === OBJECT_END) && --depth === 0) return i;
  }
  return -1;
}

/** Index of the quote that ends the string; past the end where none does. */
function endOfString(json: Buffer, i: number): number {
  for (; i < json.length; i++) {
    const byte = json[i];
    if (byte === BACKSLASH) i += 1;
    else if (byte === QUOTE) return i;
  }
  return i;
}
