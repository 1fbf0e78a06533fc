/** A World made by hand: a few nodes, one policy, and what the test says besides. */
import type { BackedOff } from '../back-off.ts';
import type { Catalogue } from '../products/catalogue.ts';
import { nothing, type Claim } from '../claim.ts';
import type { Decision } from '../decision.ts';
import type { Exemption } from '../exemption.ts';
import { claimResource } from '../fit/dra.ts';
import type { Scale } from '../identity/scale.ts';
import type { CostOfClaim } from '../menu.ts';
import { menuOf } from '../menu/menu-of.ts';
import type { NodeFacts } from '../menu/node.ts';
import { NO_MODELS, type ModelRegistry } from '../models/registry.ts';
import { seats, type OwnerReference, type Pod } from '../pod.ts';
import type { Profile } from '../profile.ts';
import { propose } from '../propose.ts';
import type { Guards, Quota, Terms } from '../terms.ts';
import type { ClassTable, NamespaceFacts, SiblingQuestion, SiblingShape, World } from '../world.ts';
import { catalogue as ours } from './catalogue.ts';
import { profileOf, reviewOf } from './pods.ts';

export const READ_AT = 1_790_003_600;

export const termsOf = (parts: Partial<Terms> = {}): Terms => ({
  policy: 'default',
  mode: 'enforce',
  rolloutShare: 1,
  rolloutOf: 'replicas',
  ladder: ['mig', 'timeSlice'],
  choose: 'ladder',
  headroom: 1.2,
  evidence: { minHours: 24, minSamples: 100, estimate: 'advice', quality: [] },
  floorMiB: 0,
  products: [],
  timeSlice: { trustDomain: 'cluster', pools: [] },
  mps: { trustDomain: 'cluster', pools: [], runAsUser: 0 },
  fraction: 'none',
  settings: 'leave',
  optOut: 'allowed',
  declared: 'ignore',
  ceilingMiB: Infinity,
  adopt: 'onRollout',
  backOff: { restarts: 2, within: 600, lasts: 604_800 },
  tolerate: ['nvidia.com/gpu'],
  require: [],
  packing: 'none',
  volumes: 'zonal',
  kueue: 'leave',
  vendors: ['nvidia'],
  ...parts,
});

const CLASSES: ClassTable = {
  owners: [{ class: 'notebook', ownerKinds: ['Notebook'] }],
  launchers: [{ class: 'training', launchers: ['torchrun', 'mpirun'] }],
  table: [
    { class: 'serving', images: ['*/vllm*'] },
    { class: 'serving', ownerKinds: ['Deployment', 'StatefulSet'] },
  ],
};

export interface WorldParts {
  readonly nodes: readonly NodeFacts[];
  readonly catalogue?: Catalogue;
  readonly classes?: ClassTable;
  readonly models?: ModelRegistry;
  readonly terms?: Terms | 'none';
  readonly guards?: Guards;
  readonly exemptions?: readonly Exemption[];
  readonly quota?: Quota | 'unassigned';
  readonly namespace?: NamespaceFacts | 'unknown';
  /** By container name. */
  readonly profiles?: Readonly<Record<string, Profile>>;
  readonly newestFigures?: number;
  readonly backedOff?: readonly BackedOff[];
  readonly siblings?:
    SiblingShape | 'none' | ((question: SiblingQuestion) => SiblingShape | 'none');
  /** By live pods, of the workload and of the team. */
  readonly held?: { readonly byWorkload: Claim; readonly byTeam: Claim };
  readonly avoided?: boolean;
  readonly claimed?: CostOfClaim;
  readonly readAt?: number;
  /** Of whoever numbers replicas. */
  readonly scale?: Scale;
  readonly ownerOf?: (owner: OwnerReference) => OwnerReference | 'none' | 'unseen';
}

export function worldOf(parts: WorldParts): World {
  const { catalogue = ours, siblings = 'none' } = parts;
  const profiles = new Map(Object.entries(parts.profiles ?? {}));
  return {
    policyHash: 'sha256:test',
    catalogue,
    classes: parts.classes ?? CLASSES,
    models: parts.models ?? NO_MODELS,
    menu: menuOf(parts.nodes, catalogue, parts.claimed ?? claimedOn(parts.nodes)),
    readAt: parts.readAt ?? READ_AT,
    foldings: () => [],
    namespace: () => parts.namespace ?? { labels: {}, nativeGpuQuota: false },
    assignedClass: () => 'none',
    terms: () => parts.terms ?? termsOf(),
    guards: () => parts.guards ?? new Map(),
    exemptions: () => parts.exemptions ?? [],
    quota: () => parts.quota ?? 'unassigned',
    profile: (_namespace, _kind, _name, container) => profiles.get(container) ?? 'unknown',
    newestFigures: parts.newestFigures ?? 'none',
    backedOff: () => parts.backedOff ?? [],
    siblings: (question) => (typeof siblings === 'function' ? siblings(question) : siblings),
    heldByWorkload: () => parts.held?.byWorkload ?? nothing,
    heldByTeam: () => parts.held?.byTeam ?? nothing,
    avoided: () => parts.avoided ?? false,
    scale: () => parts.scale ?? 'unknown',
    ownerOf: (_namespace, owner) => parts.ownerOf?.(owner) ?? 'unseen',
  };
}

/** One of what the template's name stands for on some node; of any other nothing is known. */
const claimedOn =
  (nodes: readonly NodeFacts[]): CostOfClaim =>
  (namespace, { resourceClaimTemplateName: template = '' }) => {
    const resource = claimResource(namespace, template);
    return nodes.some(({ claimable }) => claimable?.some((one) => one.resource === resource))
      ? { resource, count: 1 }
      : 'nothing';
  };

/** Profiles of every container of the pod, all alike. */
export const profilesFor = (
  pod: Pod,
  parts: Partial<Profile> = {},
): Readonly<Record<string, Profile>> =>
  Object.fromEntries(
    seats(pod).map(({ container }) => [container.name, profileOf(container, parts)]),
  );

/** What is proposed for a pod whose containers all have evidence of `used`. */
export const proposed = (pod: Pod, parts: WorldParts, used: Partial<Profile> = {}): Decision =>
  propose(reviewOf(pod), worldOf({ profiles: profilesFor(pod, used), ...parts }));

export const shapeOfAll = (
  shapes: Readonly<Record<string, { slice: string; mechanism: 'whole' | 'mig' | 'timeSlice' }>>,
): SiblingShape => ({ containers: new Map(Object.entries(shapes)) });
