/** Which containers hold a device now, and where, for whoever asks why nothing is told of one. */
import { gpuAsks, gpuNames } from '../../core/asks.ts';
import { seats, type Pod, type Seat } from '../../core/pod.ts';
import { deviceNamed, type VendorName } from '../../core/vendor.ts';
import type { Holder } from '../sources/ground.ts';
import type { StandingPod } from './standing.ts';

/** An exporter learns of a pod some minutes after it has begun. */
const HEARD_AFTER_S = 600;

export interface Holding extends Holder {
  readonly vendor: VendorName | 'unknown';
}

const isYoung = (runningSince: number, until: number): boolean =>
  runningSince + HEARD_AFTER_S > until;

/** How many hold a device and have not run for long enough to be told of. */
export const youngAt = (pods: readonly StandingPod[], until: number): number =>
  pods.filter(
    ({ pod, runningSince }) =>
      runningSince !== 'no' &&
      isYoung(runningSince, until) &&
      seats(pod).some(({ role, container }) => role !== 'init' && gpuNames(container).length > 0),
  ).length;

/** Those that have run for long enough at `until`, in seconds since the epoch. */
export const holdersAt = (pods: readonly StandingPod[], until: number): Holding[] =>
  pods.flatMap(({ pod, created: since, runningSince }) => {
    const { nodeName: node = '' } = pod.spec;
    if (runningSince === 'no' || isYoung(runningSince, until) || node === '') return [];
    const { namespace = 'default', name = '' } = pod.metadata;
    // One that has run before the others holds nothing any more.
    return seats(pod)
      .filter(({ role, container }) => role !== 'init' && gpuNames(container).length > 0)
      .map(({ container, pointer }) => ({
        namespace,
        pod: name,
        container: container.name,
        node,
        since,
        ...devicesAsked(pod, pointer),
        vendor: deviceNamed(gpuNames(container)[0] ?? '')?.vendor.name ?? 'unknown',
      }));
  });

/** Of devices: what HAMi asks for beside them are sizes. A claim says nothing here of how many it is. */
function devicesAsked(pod: Pod, pointer: Seat['pointer']): Pick<Holder, 'devices'> {
  const counts = gpuAsks(pod)
    .filter(({ seat, resource }) => seat.pointer === pointer && deviceNamed(resource) !== undefined)
    .map(({ count }) => (count === 'invalid' ? Infinity : count));
  return counts.length === 0 ? {} : { devices: counts.reduce((sum, count) => sum + count, 0) };
}
