/**
 * How the labels of a node say that a device is shared, and that a part of a card goes by the name
 * of a whole one. NVIDIA's gpu-feature-discovery has one spelling, GKE's managed plugin another
 * (GKE "About GPU sharing strategies"; the resource is always `nvidia.com/gpu` there).
 */
import type { Labels, MatchExpression } from '../pod.ts';
import type { Device } from '../vendor.ts';

export interface Sharing {
  /** 1 where the device is not shared; `unknown` where it is and nobody says among how many. */
  readonly replicas: number | 'unknown';
  readonly mechanism: 'timeSlice' | 'mps';
  /** Which nodes share it in the same way. */
  readonly pins: readonly MatchExpression[];
}

const STRATEGY = 'nvidia.com/gpu.sharing-strategy';
const REPLICAS = 'nvidia.com/gpu.replicas';

const GKE = 'cloud.google.com/gke-accelerator';
const GKE_STRATEGY = 'cloud.google.com/gke-gpu-sharing-strategy';
const GKE_CLIENTS = 'cloud.google.com/gke-max-shared-clients-per-gpu';

/** Prefixes of every node label that is read to tell what a node offers. */
export const TELLING_LABELS: readonly string[] = [
  'nvidia.com/',
  'amd.com/',
  'beta.amd.com/',
  'gpu.intel.com/',
  'cloud.google.com/gke-',
];

const MECHANISMS: Readonly<Record<string, Sharing['mechanism']>> = {
  'time-slicing': 'timeSlice',
  'time-sharing': 'timeSlice',
  mps: 'mps',
};

/** Replicas count only where a strategy is named: GFD writes 0 on mixed nodes and 1 elsewhere. */
export function sharingOf({ vendor, stem }: Device, labels: Labels): Sharing {
  if (!vendor.deviceLabels) return { ...ALONE, pins: [] };
  const gfd = read(
    labels,
    nearest(labels, `${stem}.sharing-strategy`, STRATEGY),
    nearest(labels, `${stem}.replicas`, REPLICAS),
  );
  const gke = read(labels, GKE_STRATEGY, GKE_CLIENTS);
  // A card of GKE that is not shared has the labels of one that is, but for these.
  const absent = labels[GKE] === undefined || gke !== undefined ? [] : [without(GKE_STRATEGY)];
  const counted = gfd?.replicas === 'unknown' ? (gke ?? gfd) : (gfd ?? gke);
  const sharing = counted ?? { ...ALONE, pins: notShared(stem, labels) };
  return { ...sharing, pins: [...sharing.pins, ...absent] };
}

/** By whichever mechanism it is not shared. */
const ALONE = { replicas: 1, mechanism: 'timeSlice' } as const;

function read(labels: Labels, strategyKey: string, replicasKey: string): Sharing | undefined {
  const strategy = labels[strategyKey] ?? 'none';
  const mechanism = Object.hasOwn(MECHANISMS, strategy) ? MECHANISMS[strategy] : undefined;
  if (mechanism === undefined) return undefined;
  const replicas = Number(labels[replicasKey] ?? Number.NaN);
  return Number.isInteger(replicas) && replicas >= 2
    ? {
        replicas,
        mechanism,
        pins: [pin(strategyKey, strategy), pin(replicasKey, String(replicas))],
      }
    : { replicas: 'unknown', mechanism, pins: [pin(strategyKey, strategy)] };
}

/**
 * A partition that is shared without being renamed has the same name and the same product label
 * on another node; its own label tells them apart.
 */
function notShared(stem: string, labels: Labels): MatchExpression[] {
  const key = `${stem}.sharing-strategy`;
  const strategy = labels[key];
  return key === STRATEGY || strategy === undefined ? [] : [pin(key, strategy)];
}

/** A partition's own label where there is one, else the card's. */
const nearest = (labels: Labels, own: string, card: string): string =>
  labels[own] === undefined ? card : own;

/** A partition under the name of a whole card, and the label that says so. */
export interface Hidden {
  readonly partition: string | undefined;
  readonly pins: readonly MatchExpression[];
}

export function hiddenPartition({ vendor }: Device, labels: Labels): Hidden {
  const { partitionLabel: key } = vendor;
  if (key === undefined) return { partition: undefined, pins: [] };
  const partition = labels[key];
  const whole = partition === undefined || vendor.wholes.includes(vendor.resourceOf(partition));
  if (partition !== undefined)
    return { partition: whole ? undefined : partition, pins: [pin(key, partition)] };
  return { partition: undefined, pins: labels[GKE] === undefined ? [] : [without(key)] };
}

export const pin = (key: string, value: string): MatchExpression => ({
  key,
  operator: 'In',
  values: [value],
});

const without = (key: string): MatchExpression => ({ key, operator: 'DoesNotExist', values: [] });
