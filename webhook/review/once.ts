/** A name that is a slip is seen by the rule that refuses it and by the lint that knows what was meant: told once, with both. */
import type { Found } from './fingerprint.ts';

const GUARD = 'guard/unknown-resource';
const LINT = 'lint/gpu-name';

export function saidOnce(found: readonly Found[]): Found[] {
  const slips = found.filter(({ rule }) => rule === LINT);
  const guards = found.filter(({ rule }) => rule === GUARD);
  const helped = new Map<Found, Found>();
  const left = new Map<Found, readonly string[]>();
  for (const slip of slips) {
    const [same] = guards.filter((guard) => placeOf(guard) === placeOf(slip));
    if (same === undefined || !slip.clusters.some((name) => same.clusters.includes(name))) continue;
    helped.set(same, slip.help === undefined ? same : { ...same, help: slip.help });
    left.set(
      slip,
      slip.clusters.filter((name) => !same.clusters.includes(name)),
    );
  }
  return found.flatMap((one) => {
    const clusters = left.get(one);
    if (clusters === undefined) return [helped.get(one) ?? one];
    return clusters.length === 0 ? [] : [{ ...one, clusters }];
  });
}

const placeOf = ({ subject, at: { file, pointer } }: Found): string =>
  JSON.stringify([subject, file, pointer]);
