/**
 * Plain data anew, all the way down; several times as fast as `structuredClone`, which knows of more than JSON
 * holds. What is held twice comes out twice.
 */
export function copied<T>(value: T): T;
export function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => copied(item));
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) if (typeof copy[key] === 'object') copy[key] = copied(copy[key]);
  return copy;
}
