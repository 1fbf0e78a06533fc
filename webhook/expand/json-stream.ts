/**
 * Several JSON objects in one file, one behind the other, as `jq -c` writes them. kubectl takes whatever begins with a
 * brace for a stream of JSON; to YAML the second of them stands where nothing may.
 */
export interface Part {
  readonly text: string;
  /** Letters before it. */
  readonly start: number;
}

/** All of it in one, where it is no such stream. */
export function partsOf(source: string): readonly Part[] {
  if (!/^\s*\{/.test(source) || !/\}\s*\{/.test(source)) return [{ text: source, start: 0 }];
  const parts: Part[] = [];
  let start = 0;
  for (const end of endsIn(source)) {
    const text = source.slice(start, end);
    // What is YAML has other quotes, and is not to be cut within them.
    if (!isJson(text)) break;
    parts.push({ text, start });
    start = end;
  }
  const text = source.slice(start);
  return text.trim() === '' ? parts : [...parts, { text, start }];
}

/** Behind each brace that closes what none has opened before. */
function* endsIn(source: string): Generator<number> {
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const sign = source[at];
    if (sign === '"') at = endOfText(source, at);
    else if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) yield at + 1;
  }
}

function endOfText(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '"') return at;
  }
  return source.length;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
