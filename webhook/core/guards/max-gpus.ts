import { claimOf } from '../claim/claim-of.ts';
import type { Claim } from '../claim.ts';
import { gpus } from '../text.ts';
import { devicesInCel } from './devices-in-cel.ts';
import { devicesOf } from './devices.ts';
import { heldTo, type Scene } from './rule.ts';

const HELD = 'what live pods hold together is known from the cluster';
const FEWER = 'ask for fewer, or spread the work over several pods';

export const maxGpus = heldTo({
  id: 'guard/max-gpus',
  about:
    'One pod that takes every card of a node, or of a team, is more often a slip than a need. What live pods hold is counted from memory and may lag behind by some pods; the limits of a GpuQuota are exact.',
  parameters: {
    perPod: {
      kind: 'count',
      about: 'The most GPUs of any kind one pod may ask for.',
      least: 1,
    },
    perOwner: {
      kind: 'amount',
      about:
        'The most GPUs that the live pods of one workload may hold together, the new one included; a slice counts as its share of the card.',
      least: 0,
    },
    perTeam: {
      kind: 'amount',
      about:
        'The same of all live pods in the namespaces of the team (its GpuQuota), or in the namespace where it has none.',
      least: 0,
    },
  },
  oneOf: ['perPod', 'perOwner', 'perTeam'],

  notInCel: HELD,
  cel: ({ perPod, perOwner, perTeam }, catalogue) =>
    perPod === undefined
      ? undefined
      : {
          variables: devicesInCel(catalogue),
          objects: `variables.devices > ${perPod}`,
          says: `a pod may ask for ${perPod} ${perPod === 1 ? 'GPU' : 'GPUs'} by this policy; ${FEWER}`,
          found: `'the pod asks for ' + string(variables.devices) + ' GPUs, and this policy allows ${perPod} a pod; ${FEWER}'`,
          unseen: [
            'GPUs by resource claims are not counted',
            ...(perOwner === undefined && perTeam === undefined
              ? []
              : [`${HELD}, so only perPod holds`]),
          ],
        },

  check(scene, { perPod = Infinity, perOwner, perTeam }) {
    const { held } = scene.question;
    return (
      inOnePod(scene, perPod) ??
      together(scene, { of: owner(scene), held: held.byWorkload, most: perOwner }) ??
      together(scene, { of: team(scene), held: held.byTeam, most: perTeam })
    );
  },
});

function inOnePod(scene: Scene, most: number): string | undefined {
  const asked = devicesOf(scene);
  if (asked <= most) return undefined;
  return `the pod asks for ${asked} GPUs, and this policy allows ${most} a pod; ${FEWER}`;
}

interface Holders {
  /** Whose pods they are; nobody’s cannot be told from each other. */
  readonly of: string | undefined;
  readonly held: () => Claim;
  /** In GPUs; absent where the policy does not say. */
  readonly most: number | undefined;
}

/** In Claims, the one currency: slices of a card count as what they are of it. */
function together(scene: Scene, { of, held, most }: Holders): string | undefined {
  if (most === undefined || of === undefined) return undefined;
  const { milliGPU: asked } = claimOf(scene.pod, scene.menu, scene.catalogue);
  if (asked === 0) return undefined;
  const before = held().milliGPU;
  if (before + asked <= Math.round(most * 1000)) return undefined;
  return (
    `the live pods of ${of} hold ${gpus(before)} GPUs and this one would hold ${gpus(asked)} more, ` +
    `and this policy allows ${most} together; delete some first, or ask for less`
  );
}

function owner({ question: { workload } }: Scene): string | undefined {
  return workload === 'unknown' ? undefined : `${workload.kind}/${workload.name}`;
}

const team = ({ question: { quota }, pod }: Scene): string =>
  quota === 'unassigned' ? `namespace ${pod.metadata.namespace ?? ''}` : `team ${quota.team}`;
