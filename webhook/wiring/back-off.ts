/** Who takes slices back that prove too small, and whether anybody does. */
import { backOffWatch, type BackOffParts } from '../adapters/back-off/back-off-watch.ts';
import type { PolicyStore } from '../adapters/policy-store.ts';
import type { SeenPod } from '../adapters/seen-pod.ts';
import { isOver, type Retreat } from '../core/back-off.ts';
import type { Clock } from '../ports.ts';
import type { BackOff } from './backing.ts';

/** `now` in milliseconds since the epoch. */
export function retreatsIn(store: Pick<PolicyStore, 'current'>, now: number): readonly Retreat[] {
  const inForce = store.current();
  if (inForce === 'none') return [];
  return inForce.set.retreats.filter((one) => !isOver(one, Math.floor(now / 1000)));
}

export interface BackingOff extends BackOff {
  saw(pod: SeenPod): void;
  start(): void;
  stop(): void;
}

interface Parts extends Omit<BackOffParts, 'retreats'> {
  readonly store: Pick<PolicyStore, 'current'>;
  readonly clock: Clock;
  /** Whether any replica is to write at all. */
  readonly writes: boolean;
  readonly servesOurs: () => boolean;
}

export function backingOff({ store, clock, writes, servesOurs, ...parts }: Parts): BackingOff {
  const retreats = () => retreatsIn(store, clock.now());
  const watch = backOffWatch({ ...parts, retreats });
  return {
    retreats,
    state() {
      if (!writes) return { off: 'the server was started without --write-status' };
      return servesOurs()
        ? watch.state()
        : { off: 'the cluster serves no GpuProfile: apply manifests/crds/' };
    },
    saw: (pod) => watch.saw(pod),
    start: () => watch.start(),
    stop: () => watch.stop(),
  };
}
