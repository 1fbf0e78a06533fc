/** What would become of a pod that runs, if it came anew and everything were enforced. */
import { alike } from '../core/alike.ts';
import type { Decision } from '../core/decision.ts';
import { submitted } from '../core/edits/undo.ts';
import type { Pod } from '../core/pod.ts';
import { propose } from '../core/propose.ts';
import type { World } from '../core/world.ts';

/**
 * A policy that observes would release nothing, and the replicas that run hold what they hold: what is
 * asked is the next rollout, all of it.
 */
export const asIfEnforced = (world: World): World => ({
  ...world,
  siblings: () => 'none',
  terms(subject, workloadClass) {
    const terms = world.terms(subject, workloadClass);
    if (terms === 'none') return 'none';
    const { beyondRollout: _, ...granted } = terms;
    return { ...granted, mode: 'enforce', rolloutShare: 1 };
  },
});

/** As its owner submitted it, before a scheduler and we had a say. */
export function asNew(pod: Pod): Pod {
  const { metadata, spec } = submitted(pod);
  const { nodeName: _node, ephemeralContainers: _debugged, ...rest } = spec;
  const { uid: _uid, ...named } = metadata;
  return { metadata: named, spec: rest };
}

export function judged(pod: Pod, world: World): Decision {
  const came = asNew(pod);
  const { namespace = 'default' } = came.metadata;
  return propose(
    {
      uid: '',
      operation: 'CREATE',
      subResource: '',
      namespace,
      pod: came,
      alike: alike(came, namespace),
      dryRun: true,
    },
    world,
  );
}

export const isSliced = ({ containers }: Decision): boolean =>
  containers.some(({ mechanism }) => mechanism !== 'whole');
