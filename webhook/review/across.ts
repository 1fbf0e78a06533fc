/** What several clusters say alike is one finding with their names, not one for each. */
import type { Found } from './fingerprint.ts';

/** `clusters` in the order of the report; each finding where the first of its kind stood. */
export function acrossClusters(found: readonly Found[], clusters: readonly string[]): Found[] {
  const byKey = new Map<string, Found>();
  for (const one of found) {
    const key = keyOf(one);
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? one : merged(known, one, clusters));
  }
  return [...byKey.values()];
}

const keyOf = ({ rule, level, basis, subject, container, says, help, at }: Found): string =>
  JSON.stringify([rule, level, basis, subject, container ?? '', says, help ?? '', at]);

/** Where one of them lets fewer in, that is how far it reaches. */
const merged = (a: Found, b: Found, clusters: readonly string[]): Found => ({
  ...((b.extent?.pods ?? 0) > (a.extent?.pods ?? 0) ? b : a),
  clusters: union(a, b, clusters),
});

const union = (a: Found, b: Found, clusters: readonly string[]): string[] =>
  clusters.filter((name) => a.clusters.includes(name) || b.clusters.includes(name));
