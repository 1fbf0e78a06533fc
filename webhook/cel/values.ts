/** JSON as CEL has it in Kubernetes: whole numbers are int, and nothing is too large to be walked. */

/** A pod of a hundred containers has some thousand values; the longest list of one is its variables. */
const MOST = { values: 20_000, letters: 500_000, members: 1_000, depth: 64 };

/** Why nothing is to be asked of it. */
export function tooLarge(json: unknown): string | undefined {
  const room = { values: MOST.values, letters: MOST.letters };
  return look(json, room, 0);
}

interface Room {
  values: number;
  letters: number;
}

function look(value: unknown, room: Room, depth: number): string | undefined {
  if (room.values-- === 0) return `it holds more than ${MOST.values} values`;
  if (typeof value === 'string') room.letters -= value.length;
  if (room.letters < 0) return `its texts have more than ${MOST.letters} letters`;
  if (typeof value !== 'object' || value === null) return undefined;
  return depth === MOST.depth
    ? `it nests deeper than ${MOST.depth} levels`
    : lookInto(Object.values(value), room, depth + 1);
}

function lookInto(members: readonly unknown[], room: Room, depth: number): string | undefined {
  if (members.length > MOST.members)
    return `a list or map of it has ${members.length} entries, and may have ${MOST.members}`;
  for (const member of members) {
    const found = look(member, room, depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of something not too large. */
export function celOf(json: unknown): unknown {
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(celOf);
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, celOf(value)]));
}
