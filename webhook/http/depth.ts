const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` and `{` differ from `]` and `}` by two, and from each other by one bit. */
const OPEN = 0x5b;
const CLOSE = 0x5d;
const CASE = 0x20;

/** Whether JSON text nests deeper than `limit`. Reads raw bytes, once; ill-formed text is no concern. */
export function deeperThan(json: Buffer, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if ((byte | CASE) === (OPEN | CASE)) depth += 1;
    else if ((byte | CASE) === (CLOSE | CASE)) depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}
