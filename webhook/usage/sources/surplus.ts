/**
 * Containers that are told to be on more devices at once than they ask for. Some of those are nobody's: an exporter
 * that mixes up its pods, or somebody's series in their name, which idle beside the real one and make it look idle.
 * Nobody can tell which, so none of them is sure.
 */
import type { Measured } from '../measured.ts';
import type { TooMany } from './doubt.ts';
import type { Holder } from './ground.ts';
import { LINGERING_S } from './hosts.ts';
import type { Owner } from './owners.ts';

/** `devices`: at once, at most. */
export type Surplus = TooMany;

/** Of one source: another one may tell of the same devices under other names. */
export function surplusIn(measured: readonly Measured[], holders: readonly Holder[]): Surplus[] {
  const asks = new Map(holders.map((holder) => [keyOf(holder), holder]));
  const groups = new Map<string, Measured[]>();
  for (const one of measured) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return [...groups].flatMap(([key, group]) => {
    const { devices: asked = Infinity, since = -Infinity } = asks.get(key) ?? {};
    const [first] = group;
    if (first === undefined || group.length <= asked) return [];
    const devices = mostAtOnce(group, { asked, since });
    const { namespace, pod, container } = first;
    return devices > asked ? [{ namespace, pod, container, devices, asked }] : [];
  });
}

export function doubting(
  measured: readonly Measured[],
  holders: readonly Holder[],
): readonly Measured[] {
  const surplus = new Map(surplusIn(measured, holders).map((one) => [keyOf(one), one]));
  if (surplus.size === 0) return measured;
  return measured.map((one) => {
    const found = surplus.get(keyOf(one));
    // What was doubtful already stays so for the cause that it has.
    return found === undefined || one.doubt !== undefined
      ? one
      : { ...one, attribution: 'unknown', doubt: { of: 'surplus', ...found } };
  });
}

const keyOf = ({ namespace, pod, container }: Owner): string =>
  JSON.stringify([namespace, pod, container]);

interface Ask {
  readonly asked: number;
  readonly since: number;
}

/**
 * For longer than the last value of a device lingers that a container had before it started anew on another one, and
 * than a pod before of the same name does; `asked` where it never was more.
 */
function mostAtOnce(group: readonly Measured[], ask: Ask): number {
  let [most, first, inRun] = [ask.asked, Infinity, 0];
  for (const [at, devices] of countsOf(group, ask)) {
    const isMore = devices > ask.asked;
    [first, inRun] = isMore ? [Math.min(first, at), Math.max(inRun, devices)] : [Infinity, 0];
    if (at - first > LINGERING_S) most = Math.max(most, inRun);
  }
  return most;
}

/** How many there were at each moment, in order. */
function countsOf(group: readonly Measured[], { since }: Ask): [at: number, devices: number][] {
  const counts = new Map<number, number>();
  for (const { at } of group.flatMap(({ readings }) => readings))
    if (at > since + LINGERING_S) counts.set(at, (counts.get(at) ?? 0) + 1);
  return [...counts].toSorted(([a], [b]) => a - b);
}
