/** What would end a container's want of evidence, where that is known: told by what is to be done, not by whom. */
import { gather } from '../core/gather.ts';
import { isInherited, minHoursOf } from '../core/fit/need.ts';
import type { Pod } from '../core/pod.ts';
import type { Profile } from '../core/profile.ts';
import type { World } from '../core/world.ts';
import { asNew } from './judge.ts';

export interface Want {
  readonly of:
    /** No series of its exporter, anywhere. */
    | 'exporter'
    /** Other nodes are told of. */
    | 'scrape'
    /** Devices are told of, and no workload on them. */
    | 'names'
    /** It was seen, for too few hours. */
    | 'hours'
    /** It was seen, and nobody said what it computed. */
    | 'compute';
  readonly source?: string;
  readonly node?: string;
  /** That are still to pass. */
  readonly hours?: number;
}

/** By what is known of it; who is not known at all is `silent`, and why is known elsewhere. */
export function wantOf(
  pod: Pod,
  container: string,
  profile: Profile | 'unknown',
  world: World,
): Want | undefined {
  if (profile === 'unknown' || !isItsOwn(profile)) return undefined;
  const hours = hoursLeft(pod, container, profile, world);
  if (hours > 0) return { of: 'hours', hours };
  return profile.smP95 === undefined ? { of: 'compute' } : undefined;
}

/** More hours of what is anybody's tell no more. */
const isItsOwn = ({ sharing, attribution }: Profile): boolean =>
  sharing !== 'timeSlice' &&
  sharing !== 'mps' &&
  attribution !== 'duplicated' &&
  attribution !== 'unknown';

function hoursLeft(pod: Pod, name: string, profile: Profile, world: World): number {
  const came = asNew(pod);
  const container = came.spec.containers.find((one) => one.name === name);
  const { terms } = gather(came, came.metadata.namespace ?? 'default', world);
  if (terms === 'none' || container === undefined) return 0;
  return Math.ceil(minHoursOf(terms, isInherited(container, profile)) - profile.hours);
}
