/** About how many bytes a value takes, counted once for each Decision, which pods that are alike share. */

const PER_MEMBER = 24;

const known = new WeakMap<object, number>();

export function weightOf(value: object): number {
  const before = known.get(value);
  if (before !== undefined) return before;
  const weight = counted(value);
  known.set(value, weight);
  return weight;
}

function counted(value: unknown): number {
  if (typeof value === 'string') return PER_MEMBER + 2 * value.length;
  if (typeof value !== 'object' || value === null) return PER_MEMBER;
  let sum = PER_MEMBER;
  for (const member of Object.values(value)) sum += counted(member);
  return sum;
}
