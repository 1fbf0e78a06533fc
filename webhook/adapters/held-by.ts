/** What a stored pod holds and for whom: the same words that admission charges it by. */
import { claimOf } from '../core/claim/claim-of.ts';
import { readPod } from '../core/read-pod.ts';
import type { World } from '../core/world.ts';
import type { Clock } from '../ports.ts';
import type { Held } from './memory-ledger.ts';
import { isRecord, recordIn, textIn, type Raw } from './raw.ts';

export function heldBy(
  world: World,
  clock: Clock,
): (pod: unknown) => (Held & { uid: string }) | 'nothing' {
  return (object) => {
    if (!isRecord(object) || !counts(object, clock.now())) return 'nothing';
    const read = readPod(object);
    if (!read.ok) return 'nothing';
    const { name = '', namespace = '' } = read.pod.metadata;
    // A pod in a world written by hand need not have a uid; its name is its own there.
    const uid = read.pod.metadata.uid ?? `${namespace}/${name}`;
    const claim = claimOf(read.pod, world.menu, world.catalogue);
    if (claim.milliGPU === 0 && claim.MiB === 0) return 'nothing';
    const quota = world.quota(namespace);
    return { uid, account: quota === 'unassigned' ? quota : quota.team, claim };
  };
}

/**
 * As Kubernetes' own quota counts: not finished, and not stuck behind a deletion whose grace has
 * passed twice over, so that a pod on a lost node does not block its team.
 */
function counts(pod: Raw, now: number): boolean {
  const phase = textIn(recordIn(pod, 'status'), 'phase');
  if (phase === 'Succeeded' || phase === 'Failed') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = recordIn(pod, 'metadata');
  if (typeof deletionTimestamp !== 'string' || typeof deletionGracePeriodSeconds !== 'number')
    return true;
  return now <= Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}
