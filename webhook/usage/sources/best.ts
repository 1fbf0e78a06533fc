/** One account of each container on each device, where several sources tell of the same one. */
import type { ComputeBy, Measured } from '../measured.ts';

/** The surest first. */
export const attributions: readonly Measured['attribution'][] = [
  'exact',
  'perProcess',
  'duplicated',
  'unknown',
];
const computes: readonly ComputeBy[] = ['sm', 'engine', 'utilisation', 'none'];

/** Whose the figure is counts before what it is of; between equals the first source is kept. */
const before = (a: Measured, b: Measured): boolean => {
  const trust = attributions.indexOf(a.attribution) - attributions.indexOf(b.attribution);
  return trust === 0 ? computes.indexOf(a.computeBy) < computes.indexOf(b.computeBy) : trust < 0;
};

export function bestOf(all: readonly Measured[]): Measured[] {
  const best = new Map<string, Measured>();
  for (const one of all) {
    const { namespace, pod, container, device } = one;
    const key = JSON.stringify([namespace, pod, container, device.id]);
    const other = best.get(key);
    if (other === undefined || before(one, other)) best.set(key, one);
  }
  return [...best.values()];
}
